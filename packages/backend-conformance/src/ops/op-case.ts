import type { DType, KernelTable } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import type { Draw, InputSpec } from '../random-views.js';
import type { Nearness } from '../suite.js';

/** A random case of an operation: what goes in, and what is called. */
export interface OpTrial {
  readonly inputs: readonly InputSpec[];
  /** What comes out; where the operation writes in place, `null`: the blocks of the inputs are compared. */
  readonly run: (inputs: readonly Tensor[]) => Tensor | readonly Tensor[] | null | Promise<Tensor>;
  /** Shown where the trial fails. */
  readonly text?: string;
}

/** An operation of the public interface, tested on random views against the reference. */
export interface OpCase {
  readonly name: string;
  /** @default ['float32'] */
  readonly dtypes?: readonly DType[];
  /** @default 'exact' */
  readonly nearness?: Nearness;
  /** Kernels without which it makes no sense. */
  readonly needs?: readonly (keyof KernelTable)[];
  /** Compare gradients too, of every floating input. @default false */
  readonly gradient?: boolean;
  readonly trial: (draw: Draw) => OpTrial;
}

export const numbers: readonly DType[] = ['float32', 'float64', 'int32', 'int64', 'uint8'];
export const floats: readonly DType[] = ['float32', 'float64', 'float16', 'bfloat16'];
export const all: readonly DType[] = [...numbers, 'bool', 'float16', 'bfloat16'];
