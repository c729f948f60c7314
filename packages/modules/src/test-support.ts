/**
 * What the tests of this package share. Importing it puts the CPU backend and the tape up, once for each test file. Sources never import it.
 */
import '@nn/autograd/register';
import { cpu } from '@nn/backend-cpu';
import { NnError, registerBackend } from '@nn/core';
import { getRngState, type Tensor } from '@nn/tensor';
import { expect } from 'vitest';
import { Linear } from './layers/linear.js';
import { Module } from './module.js';

registerBackend(cpu());

/** The coded error that `run` throws; the random state must be as before. */
export function refusal(run: () => unknown): NnError {
  const before = getRngState();
  try {
    run();
  } catch (error) {
    if (!(error instanceof NnError)) throw error;
    expect(Buffer.compare(getRngState(), before)).toBe(0);
    return error;
  }
  throw new Error('nothing was refused');
}

/** The elements row by row. */
export function valuesOf(x: Tensor): number[] {
  return Array.from(x.detach().toTypedArraySync(), Number);
}

/** The elements row by row, to be compared by their bits. */
export function bitsOf(x: Tensor): readonly number[] {
  return Array.from(x.detach().toTypedArraySync() as Float32Array);
}

/** A network of the user's own kind. */
export class TwoLayers extends Module {
  first = new Linear(4, 8);
  second = new Linear(8, 1);

  override forward(x: Tensor): Tensor {
    return this.second.forward(this.first.forward(x).relu());
  }
}

/** The module with one value in all its parameters. */
export function filled<M extends Module>(module: M, value: number): M {
  for (const parameter of module.parameters()) parameter.detach().fill_(value);
  return module;
}
