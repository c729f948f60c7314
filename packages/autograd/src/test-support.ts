/**
 * What the tests of this package share. Importing it puts the CPU backend and the tape up. Sources never import it.
 */
import './register.js';
import { cpu } from '@nn/backend-cpu';
import { NnError, registerBackend } from '@nn/core';
import { tensor, type Tensor } from '@nn/tensor';

registerBackend(cpu());

/** A leaf that wants a gradient. */
export function leaf(...values: readonly number[]): Tensor {
  return tensor(values, { requiresGrad: true });
}

/** The same in float64. */
export function leaf64(...values: readonly number[]): Tensor {
  return tensor(Float64Array.from(values), { requiresGrad: true });
}

/** The elements row by row; `null` for no tensor. */
export function valuesOf(x: Tensor | null | undefined): number[] | null {
  return x === null || x === undefined ? null : Array.from(x.detach().toTypedArraySync() as Float32Array);
}

/** The error that `fn` throws; fails where it throws none of ours. */
export function refusal(fn: () => unknown): NnError {
  try {
    fn();
  } catch (error) {
    if (error instanceof NnError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
