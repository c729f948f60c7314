import type { WasmMemory } from '../arena/web-assembly.js';
import { baseline, relaxed } from '../generated/products.js';
import { loadKernels, type LoadOptions } from './load.js';

/** float32 matrix products. Addresses in bytes, strides in elements. */
export interface ProductKernels {
  /**
   * out = a b + bias for an m×k and a k×n matrix, within rounding; `relu` 1: nothing below 0. Any strides; the output
   * overlaps no operand. `bias` 0: none. `workspace`: `workspaceBytes(m, n, k)`, at a multiple of 16.
   */
  multiply(
    m: number,
    n: number,
    k: number,
    a: number,
    aRow: number,
    aColumn: number,
    b: number,
    bRow: number,
    bColumn: number,
    out: number,
    outRow: number,
    outColumn: number,
    bias: number,
    biasRow: number,
    biasColumn: number,
    relu: number,
    workspace: number,
  ): void;
  workspaceBytes(m: number, n: number, k: number): number;

  /**
   * out = the convolution of images x with weights w, plus `bias` (0: none) for each channel; `relu` 1: nothing below 0. All three lie
   * row-major, and apart from each other. `sizes`: where `writeConvolution` has put them. Faster than columns and a product where rows
   * of the output have four places or more.
   */
  convolve(sizes: number, x: number, w: number, bias: number, out: number, relu: number, workspace: number): void;
  /**
   * Weights with channels and filters of each group exchanged, and of the rows and columns of the window some alone: `countY` from
   * `firstY` on, `stepY` apart, and so along x.
   */
  turnWeights(
    w: number,
    into: number,
    groups: number,
    filters: number,
    channels: number,
    windowHeight: number,
    windowWidth: number,
    firstY: number,
    stepY: number,
    countY: number,
    firstX: number,
    stepX: number,
    countX: number,
  ): void;
  /** dw = the gradient of the weights for a gradient dy of the output. */
  convolveWeights(sizes: number, x: number, dy: number, dw: number, workspace: number): void;
  convolutionWorkspaceBytes(sizes: number): number;
}

/**
 * Sizes of a convolution: `channels` and `filters` of one group, pairs as (y, x). Place o of the output sees element k of the window at
 * o · stride + k · dilation - before, which may be outside. A window of `convolve` may be empty.
 */
export interface ConvolutionSizes {
  readonly batch: number;
  readonly groups: number;
  readonly channels: number;
  readonly input: readonly [height: number, width: number];
  readonly filters: number;
  readonly window: readonly [height: number, width: number];
  readonly output: readonly [height: number, width: number];
  readonly stride: readonly [y: number, x: number];
  readonly dilation: readonly [y: number, x: number];
  readonly before: readonly [y: number, x: number];
  /** How far apart planes, rows and places of the output of `convolve` are. @default side by side */
  readonly apart?: readonly [plane: number, row: number, place: number];
}

/** Bytes that sizes take in memory, at a multiple of 4. */
export const CONVOLUTION_SIZES_BYTES = 76;

/** Puts the sizes of a convolution where the kernels read them. */
export function writeConvolution(memory: WasmMemory, at: number, c: ConvolutionSizes): void {
  const { batch, groups, channels, input, filters, window, output, stride, dilation, before } = c;
  const apart = c.apart ?? [output[0] * output[1], output[1], 1];
  const own = [batch, groups, channels, ...input, filters, ...window, ...output];
  const sizes = [...own, ...stride, ...dilation, ...before, ...apart];
  new Int32Array(memory.buffer, at, CONVOLUTION_SIZES_BYTES / 4).set(sizes);
}

/** `null` on an engine without vector instructions. */
export function loadProducts(memory: WasmMemory, options?: LoadOptions): ProductKernels | null {
  return loadKernels({ baseline, relaxed }, memory, options) as ProductKernels | null;
}
