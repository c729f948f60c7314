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
  /** (x - mean) / sqrt(variance + epsilon) · weight + bias; `weight` and `bias` may be 0 for none. In place is allowed. */
  layerNorm(x: number, out: number, rows: number, n: number, weight: number, bias: number, epsilon: number): void;
  /**
   * The gradients of its operands from that of its output. `weight` 0: of x only. `workspace`: `16 * n` bytes, at a multiple of 16.
   */
  layerNormBackward(
    dy: number,
    x: number,
    dx: number,
    rows: number,
    n: number,
    weight: number,
    dWeight: number,
    dBias: number,
    epsilon: number,
    workspace: number,
  ): void;
}

/** Bytes that the kernels work in, at a multiple of 16. */
export const ROWS_WORKSPACE_BYTES = 4096;

/** `null` on an engine without vector instructions. */
export function loadRows(memory: WasmMemory): RowKernels | null {
  return loadKernels({ baseline }, memory) as RowKernels | null;
}
