import type { DType } from './dtype.js';
import type { Shape } from './shape.js';

/** The block that a view looks at, as its backend's kernels see it. */
export interface Block {
  readonly dtype: DType;
  /** In elements. */
  readonly length: number;
  /** What only the backend understands. */
  readonly memory: unknown;
}

/** A window on a block: what a kernel reads or writes. A `Tensor` is one. Strides and offset count elements; none is negative. */
export interface View {
  readonly storage: Block;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
}
