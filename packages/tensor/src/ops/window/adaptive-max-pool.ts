import { contiguousStrides } from '@nn/core';
import { hostTensor } from '../../from-host.js';
import { recorded } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { type AdaptiveSize, adaptiveSizes } from './adaptive.js';
import { reshaped } from './columns.js';
import { greatest, type MaxPooled, withIndices } from './max-pool.js';
import { pickOp } from './plane.js';
import { checkFloat, type PoolName } from './pool-windows.js';
import type { Rank } from './size.js';
import { spansOf } from './spans.js';

export interface AdaptiveMaxPoolOptions<Indices extends boolean = boolean> {
  /** Also say where the greatest elements were. @default false */
  readonly returnIndices?: Indices;
}

/**
 * The last axis divided into `outputSize` parts as `adaptiveAvgPool1d` does, and the greatest element of each.
 *
 * Shapes: `[N, C, L]` or `[C, L]`.
 *
 * @throws NnError 'SHAPE' for other ranks, 'OPTION', 'DTYPE'
 * @example
 * import { adaptiveMaxPool1d, tensor } from '@nn/nn';
 *
 * adaptiveMaxPool1d(tensor([[1, 2, 3, 4, 5]]), 2).toArraySync(); // [[3, 5]]
 */
export function adaptiveMaxPool1d<Indices extends boolean = false>(
  x: Tensor,
  outputSize: AdaptiveSize,
  options: AdaptiveMaxPoolOptions<Indices> = {},
): MaxPooled<Indices> {
  return adaptiveMaxPool(1, x, outputSize, options);
}

/**
 * `adaptiveMaxPool1d` over two axes: a size, or `[height, width]`, where `null` keeps what the input has.
 *
 * @throws NnError as `adaptiveMaxPool1d`
 * @example
 * import { adaptiveMaxPool2d, ones } from '@nn/nn';
 *
 * adaptiveMaxPool2d(ones([1, 2, 7, 9]), [null, 4]).shape; // [1, 2, 7, 4]
 */
export function adaptiveMaxPool2d<Indices extends boolean = false>(
  x: Tensor,
  outputSize: AdaptiveSize,
  options: AdaptiveMaxPoolOptions<Indices> = {},
): MaxPooled<Indices> {
  return adaptiveMaxPool(2, x, outputSize, options);
}

/**
 * `adaptiveMaxPool1d` over three axes.
 *
 * @throws NnError as `adaptiveMaxPool1d`
 * @example
 * import { adaptiveMaxPool3d, ones } from '@nn/nn';
 *
 * adaptiveMaxPool3d(ones([1, 2, 4, 5, 6]), 2).shape; // [1, 2, 2, 2, 2]
 */
export function adaptiveMaxPool3d<Indices extends boolean = false>(
  x: Tensor,
  outputSize: AdaptiveSize,
  options: AdaptiveMaxPoolOptions<Indices> = {},
): MaxPooled<Indices> {
  return adaptiveMaxPool(3, x, outputSize, options);
}

const gradNames = ['SqueezeBackward1', 'AdaptiveMaxPool2DBackward0', 'AdaptiveMaxPool3DBackward0'];

function adaptiveMaxPool<Indices extends boolean>(
  rank: Rank,
  x: Tensor,
  outputSize: AdaptiveSize,
  options: AdaptiveMaxPoolOptions<Indices>,
): MaxPooled<Indices> {
  const pool: PoolName = { op: `adaptiveMaxPool${rank}d`, name: `adaptive_max_pool${rank}d`, rank };
  const output = adaptiveSizes(pool, x, outputSize);
  checkFloat(pool, x);
  const plane = x.shape.slice(-rank);
  const { values, places } = greatestOfParts(x.detach(), plane, output, pool.op);
  const pooled = recorded(pickOp(pool.op, gradNames[rank - 1]!), [x], { places, plane }, values);
  return withIndices(pooled, places, options.returnIndices);
}

/**
 * Parts of an axis are laid out side by side, the shorter ones filled up with their own last element: then this is an ordinary pool, whose
 * places are those of the laid-out elements.
 */
function greatestOfParts(
  x: Tensor,
  plane: readonly number[],
  output: readonly number[],
  op: string,
): { readonly values: Tensor; readonly places: Tensor } {
  const lead = x.ndim - plane.length;
  const parts = plane.map((size, axis) => partsOf(size, output[axis]!));
  let laidOut = x;
  parts.forEach(({ from }, axis) => {
    // Parts that take up no more room than the axis are already side by side.
    if (from.length === plane[axis]) return;
    laidOut = laidOut.indexSelect(lead + axis, hostTensor(x, 'int32', [from.length], from, 'int32'));
  });
  const kernel = parts.map(({ length }) => length);
  const windows = {
    input: laidOut.shape.slice(lead),
    output,
    kernel,
    stride: kernel,
    dilation: kernel.map(() => 1),
    before: kernel.map(() => 0),
  };
  const { values, places } = greatest(laidOut, windows, op);
  if (laidOut === x) return { values, places };
  const original = originalPlaces(
    parts.map(({ from }) => from),
    contiguousStrides(plane),
  );
  const table = hostTensor(x, 'int32', [original.length], original, 'int32');
  const found = table.indexSelect(0, reshaped(places, [places.numel()]));
  return { values, places: reshaped(found, places.shape) };
}

function partsOf(size: number, count: number): { readonly from: Int32Array; readonly length: number } {
  const spans = spansOf(size, count);
  const length = spans.reduce((most, { start, end }) => Math.max(most, end - start), 0);
  const from = Int32Array.from({ length: length * count }, (_, i) => {
    const { start, end } = spans[Math.floor(i / length)]!;
    return Math.min(start + (i % length), end - 1);
  });
  return { from, length };
}

/** The flat place in the input of every laid-out element. */
function originalPlaces(axes: readonly Int32Array[], steps: readonly number[]): Int32Array {
  let flat = [0];
  axes.forEach((from, axis) => {
    flat = flat.flatMap((place) => Array.from(from, (own) => place + own * steps[axis]!));
  });
  return Int32Array.from(flat);
}
