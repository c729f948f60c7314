import type { WasmMemory } from '../arena/web-assembly.js';
import { baseline } from '../generated/rows.js';
import { loadKernels } from './load.js';

/** Reductions of float32 along one axis of outer × count × inner elements that lie together, and row-wise functions. */
export interface RowKernels {
  /** The sum along the axis, divided by `divisor`. Exact to about the rounding of the result. `workspace`: `ROWS_WORKSPACE_BYTES`. */
  sum(x: number, out: number, outer: number, count: number, inner: number, divisor: number, workspace: number): void;
  /** `count` from 1 on; NaN wins. */
  largest(x: number, out: number, outer: number, count: number, inner: number): void;
  smallest(x: number, out: number, outer: number, count: number, inner: number): void;
  /** `n` from 1 on. In place is allowed. */
  softmax(x: number, out: number, rows: number, n: number): void;
  logSoftmax(x: number, out: number, rows: number, n: number, workspace: number): void;
  /**
   * (x - mean) / sqrt(variance + epsilon) · weight + bias, where `weight` and `bias` may be 0 for none. `means` and `factors` take the
   * mean and 1 / sqrt(variance + epsilon) of every row. In place is allowed.
   */
  layerNorm(
    x: number,
    out: number,
    rows: number,
    n: number,
    weight: number,
    bias: number,
    epsilon: number,
    means: number,
    factors: number,
  ): void;
}

/** Bytes that the kernels work in, at a multiple of 16. */
export const ROWS_WORKSPACE_BYTES = 4096;

/** `null` on an engine without vector instructions. */
export function loadRows(memory: WasmMemory): RowKernels | null {
  return loadKernels({ baseline }, memory) as RowKernels | null;
}
