import type { Scalar } from './dtype.js';
import type { ExpressionGraph } from './expression/graph.js';
import type { DrawLaw } from './fill.js';
import type { KeyedDraw } from './keyed-fill.js';
import type { RandomSource } from './random-source.js';
import type { ReduceKind } from './reduce-kind.js';
import type { View } from './view.js';

/**
 * One piece of device work. Shapes, dtypes and aliasing were checked before: a kernel only computes. It may read its inputs at
 * any strides, and writes every element of its outputs. An output may be the very same view as an input, never a partial overlap.
 */
export type Kernel<Attributes> = (inputs: readonly View[], attributes: Attributes, outputs: readonly View[]) => void;

export interface FillAttributes {
  /** Converted to the output's dtype by the rules of `copy`. */
  readonly value: Scalar;
}

export interface ExpressionAttributes {
  readonly graph: ExpressionGraph;
  /** Values of the graph's run-time parameters, in order. */
  readonly scalars: readonly Scalar[];
}

export interface ReduceAttributes {
  readonly kind: ReduceKind;
  /** Ascending, from the front. */
  readonly axes: readonly number[];
}

export interface ArgReduceAttributes {
  readonly kind: 'argmax' | 'argmin';
  readonly axis: number;
}

export interface ScanAttributes {
  readonly kind: 'sum' | 'prod' | 'max' | 'min';
  readonly axis: number;
}

export interface AxisAttributes {
  readonly axis: number;
}

export interface ScatterAttributes {
  readonly axis: number;
  /** Which write wins where an index repeats: the last, the sum with what is there, or the product. */
  readonly mode: 'set' | 'add' | 'multiply';
}

export interface SortAttributes {
  readonly axis: number;
  readonly descending: boolean;
}

export type NoAttributes = Readonly<Record<string, never>>;

/** A random fill in PyTorch's sequential order, as the fill's reference draws it. The stream moves on as the reference would move it. */
export interface RandomAttributes {
  readonly law: DrawLaw;
  readonly parameters: readonly number[];
  readonly source: RandomSource;
  /** What defines the bits: draws on the host what is too little for a kernel. */
  readonly reference: (out: Float32Array, source: RandomSource, contiguous: boolean) => void;
}

/** A stretch of a keyed stream, from element `first` on. */
export interface KeyedRandomAttributes extends KeyedDraw {
  readonly first: number;
  /** What defines the bits: draws on the host what is too little for a kernel. */
  readonly write: (first: number, out: Float32Array) => void;
}

/** Windows that slide over the last axes of a tensor. Every list has a number for each of these axes. */
export interface Windows {
  /** The sizes of the axes. */
  readonly input: readonly number[];
  /** How many windows there are. */
  readonly output: readonly number[];
  /** How many places a window has. */
  readonly kernel: readonly number[];
  /** From one window to the next. */
  readonly stride: readonly number[];
  /** From one place of a window to the next. */
  readonly dilation: readonly number[];
  /** How far before the first element the first window starts. */
  readonly before: readonly number[];
}

/**
 * A convolution: images x [n, groups · c, input…], weights w [groups · m, c, kernel…] and outputs y [n, groups · m, output…]. Place o of y
 * sees element k of the window at o · stride + k · dilation - before, or 0 outside. Lists have a number for every axis of the images.
 */
export interface ConvolutionAttributes extends Windows {
  /**
   * Which of the three comes out of the other two, so that Σ x[o · stride + k · dilation - before] · w[k] · y[o] over everything is linear
   * in all of them: y is the convolution, x its transpose, w the gradient of the weights.
   */
  readonly by: 'x' | 'w' | 'y';
  readonly groups: number;
}

export interface LayerNormAttributes {
  /** How many elements have a mean and a variance together. */
  readonly size: number;
  /** Added to the variance. */
  readonly epsilon: number;
}

/** A matrix whose vectors become perpendicular: its columns, or its rows if there are more columns. */
export interface OrthonormalizeAttributes {
  /** What the view has of rows. */
  readonly rows: number;
  /** How long the vectors become. */
  readonly length: number;
  /** What defines the values: does on the host what is too little for a kernel. */
  readonly reference: (matrix: Float32Array) => void;
}

/** What every backend has. Fewer than a dozen: all else is composed of them. */
export interface RequiredKernels {
  /** [] → [out] */
  readonly fill: Kernel<FillAttributes>;
  /** [x] → [out], same shape, any pair of dtypes: C's conversions as PyTorch has them (float to int truncates, anything to bool is ≠ 0). */
  readonly copy: Kernel<NoAttributes>;
  /** inputs of one shape (broadcast by stride 0) → outputs of that shape, element by element; with a reduction, outputs keep its axis as size 1. */
  readonly expression: Kernel<ExpressionAttributes>;
  /** [x] → [out] of the same dtype, reduced axes kept as size 1. NaN wins in max and min. Empty: sum 0, prod 1, any false, all true. */
  readonly reduce: Kernel<ReduceAttributes>;
  /** [x] → [out: int64], the axis kept as size 1. The first of equals; NaN counts as the extreme. */
  readonly argReduce: Kernel<ArgReduceAttributes>;
  /** [a: …,m,k; b: …,k,n] or with [bias: …,m,n by strides] → [out: …,m,n], batch axes alike (broadcast by stride 0). */
  readonly matmul: Kernel<NoAttributes>;
  /** [x, index: int32 | int64] → [out of index's shape]: out[i][j] = x[index[i][j]][j] along the axis. Indices are checked: error 'INDEX'. */
  readonly gather: Kernel<AxisAttributes>;
  /** [index, source of index's shape] → [out], changed in place: out[index[i][j]][j] = source[i][j] along the axis. Indices are checked before anything is written. */
  readonly scatter: Kernel<ScatterAttributes>;
  /** [x] → [out] along the axis; for max and min also [indices: int64]. */
  readonly scan: Kernel<ScanAttributes>;
  /** [x] → [values, indices: int64] along the axis; stable, NaN greatest. */
  readonly sort: Kernel<SortAttributes>;
}

/** What a backend may have for speed; where it is missing, a composition or the host serves. */
export interface OptionalKernels {
  /** [x] → [values, indices: int64]: the first along the axis of what `sort` gives, as many as the outputs have there. */
  readonly topk: Kernel<SortAttributes>;
  /** [] → [out, contiguous float32]; same bits as the reference in `@nn/random`. */
  readonly random: Kernel<RandomAttributes>;
  /** [] → [out, contiguous float32]; same bits as the specification of keyed streams says. */
  readonly keyedRandom: Kernel<KeyedRandomAttributes>;
  /** [x] → [out], both contiguous float32, over the last axis. */
  readonly softmax: Kernel<NoAttributes>;
  /** [x] → [out], both contiguous float32, over the last axis. */
  readonly logSoftmax: Kernel<NoAttributes>;
  /**
   * by y: [x, w] → [y]; by x: [w, y] → [x]; by w: [x, y] → [w]. The first two may have a bias behind: one element for each channel that
   * comes out. All contiguous float32, apart from each other and not empty, with one or two axes of images.
   */
  readonly convolution: Kernel<ConvolutionAttributes>;
  /**
   * [x], [x, weight] or [x, weight, bias] → [out]: runs of `size` elements brought to mean 0 and variance 1, then times weight plus bias,
   * which have `size` elements. All contiguous float32 and not empty.
   */
  readonly layerNorm: Kernel<LayerNormAttributes>;
  /**
   * The gradients of those operands from that of the output: [dy, x] → [dx], or [dy, x, weight] → [dx, dWeight, dBias]. All contiguous
   * float32, apart from each other and not empty.
   */
  readonly layerNormBackward: Kernel<LayerNormAttributes>;
  /** [] → [matrix, contiguous float32 and not empty], changed in place; within rounding of the reference. */
  readonly orthonormalize: Kernel<OrthonormalizeAttributes>;
}

export type KernelTable = RequiredKernels & Partial<OptionalKernels>;

/** Names of the required kernels; the compiler keeps the list equal to the interface. */
export const requiredKernels: readonly (keyof RequiredKernels)[] = Object.keys({
  fill: 0,
  copy: 0,
  expression: 0,
  reduce: 0,
  argReduce: 0,
  matmul: 0,
  gather: 0,
  scatter: 0,
  scan: 0,
  sort: 0,
} satisfies Record<keyof RequiredKernels, 0>) as (keyof RequiredKernels)[];
