import { contiguousStrides, type DType, type View, type Windows } from '@nn/core';
import { buildExpression, type ExpressionGraph } from '@nn/core/expression';
import { hostTensor } from '../../from-host.js';
import { allocate, recorded } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { pickOp } from './plane.js';
import { checkFloat, type PoolName, type PoolOptions, poolWindows } from './pool-windows.js';
import type { Rank, Size } from './size.js';
import { elementsAt, firstInside, leadOf, placesOf, windowsAt } from './windows.js';

export interface MaxPoolOptions<Indices extends boolean = boolean> extends PoolOptions {
  /** From one element of a window to the next. @default 1 */
  readonly dilation?: Size;
  /** Also say where the greatest elements were. @default false */
  readonly returnIndices?: Indices;
}

/** What a pool of greatest elements gives: where asked for, also their flat places in the planes of the input, int64. */
export type MaxPooled<Indices extends boolean> = Indices extends true ? [output: Tensor, indices: Tensor] : Tensor;

/**
 * The greatest element of every window over the last axis. NaN is the greatest; of equals the first counts.
 *
 * Shapes: `[N, C, L]` or `[C, L]`.
 *
 * @throws NnError 'SHAPE' for other ranks, and where not one window fits; 'OPTION', 'DTYPE'
 * @example
 * import { maxPool1d, tensor } from '@nn/nn';
 *
 * maxPool1d(tensor([[3, 1, 2, 5]]), 2).toArraySync(); // [[3, 5]]
 */
export function maxPool1d<Indices extends boolean = false>(
  x: Tensor,
  kernelSize: Size,
  options: MaxPoolOptions<Indices> = {},
): MaxPooled<Indices> {
  return maxPool(1, x, kernelSize, options);
}

/**
 * The greatest element of every window over the last two axes: `[N, C, H, W]` or `[C, H, W]`.
 *
 * @throws NnError as `maxPool1d`
 * @example
 * import { arange, maxPool2d } from '@nn/nn';
 *
 * const [output, indices] = maxPool2d(arange(16).reshape([1, 4, 4]), 2, { returnIndices: true });
 * output.toArraySync(); // [[[5, 7], [13, 15]]]
 * indices.toArraySync(); // [[[5, 7], [13, 15]]]
 */
export function maxPool2d<Indices extends boolean = false>(
  x: Tensor,
  kernelSize: Size,
  options: MaxPoolOptions<Indices> = {},
): MaxPooled<Indices> {
  return maxPool(2, x, kernelSize, options);
}

/**
 * The greatest element of every window over the last three axes: `[N, C, D, H, W]` or `[C, D, H, W]`.
 *
 * @throws NnError as `maxPool1d`
 * @example
 * import { maxPool3d, ones } from '@nn/nn';
 *
 * maxPool3d(ones([1, 2, 4, 5, 6]), 2).shape; // [1, 2, 2, 2, 3]
 */
export function maxPool3d<Indices extends boolean = false>(
  x: Tensor,
  kernelSize: Size,
  options: MaxPoolOptions<Indices> = {},
): MaxPooled<Indices> {
  return maxPool(3, x, kernelSize, options);
}

const gradNames = ['SqueezeBackward1', 'MaxPool2DWithIndicesBackward0', 'MaxPool3DWithIndicesBackward0'];

function maxPool<Indices extends boolean>(
  rank: Rank,
  x: Tensor,
  kernelSize: Size,
  options: MaxPoolOptions<Indices>,
): MaxPooled<Indices> {
  const pool: PoolName = { op: `maxPool${rank}d`, name: `max_pool${rank}d`, rank };
  const windows = poolWindows(pool, x, kernelSize, options);
  checkFloat(pool, x);
  const { values, places } = greatest(x.detach(), windows, pool.op);
  const output = recorded(pickOp(pool.op, gradNames[rank - 1]!), [x], { places, plane: windows.input }, values);
  return withIndices(output, places, options.returnIndices);
}

/** @internal What a pool gives, with int64 places where they were asked for. */
export function withIndices<Indices extends boolean>(
  output: Tensor,
  places: Tensor,
  wanted: Indices | undefined,
): MaxPooled<Indices> {
  return (wanted === true ? [output, places.to('int64')] : output) as MaxPooled<Indices>;
}

/**
 * @internal The greatest element of every window, and its flat place, int32: one pass over the windows for every place of the kernel, which
 * keeps what is greater, as PyTorch's loop does.
 */
export function greatest(
  x: Tensor,
  windows: Windows,
  op: string,
): { readonly values: Tensor; readonly places: Tensor } {
  const { backend } = x.storage;
  const { input, output, stride, dilation, before } = windows;
  const steps = contiguousStrides(input);
  const shape = [...leadOf(x.shape, windows), ...output];
  const first = overWindows(
    output,
    output.map((_, axis) => firstInside(windows, axis, op)),
    steps,
  );
  const starts = overWindows(
    output,
    output.map((count, axis) =>
      Int32Array.from({ length: count }, (_, window) => window * stride[axis]! - before[axis]!),
    ),
    steps,
  );
  const values = allocate(x, backend, x.dtype, shape);
  const places = allocate(x, backend, 'int32', shape);
  if (values.numel() === 0) return { values, places };
  backend.kernels.fill([], { value: Number.NEGATIVE_INFINITY }, [values]);
  backend.kernels.copy([repeated(hostTensor(x, 'int32', output, first, 'int32'), shape)], {}, [places]);
  const origin = repeated(hostTensor(x, 'int32', output, starts, 'int32'), shape);
  const graph = comparisonIn(x.dtype);
  for (const place of placesOf(windows)) {
    const step = place.at.reduce((sum, at, axis) => sum + at * dilation[axis]! * steps[axis]!, 0);
    const best = windowsAt(values, place);
    const where = windowsAt(places, place);
    const inputs = [elementsAt(x, windows, place), windowsAt(origin, place), best, where];
    backend.kernels.expression(inputs, { graph, scalars: [step] }, [best, where]);
  }
  return { values, places };
}

/** A flat place for every window, from one for every axis. */
function overWindows(output: readonly number[], axes: readonly Int32Array[], steps: readonly number[]): Int32Array {
  let flat = new Int32Array(1);
  output.forEach((count, axis) => {
    const next = new Int32Array(flat.length * count);
    for (let i = 0; i < next.length; i++)
      next[i] = flat[Math.floor(i / count)]! + axes[axis]![i % count]! * steps[axis]!;
    flat = next;
  });
  return flat;
}

/** The same for every batch and channel. */
function repeated(x: Tensor, shape: readonly number[]): View {
  const lead = shape.length - x.ndim;
  const strides = shape.map((_, axis) => (axis < lead ? 0 : x.strides[axis - lead]!));
  return { storage: x.storage, dtype: x.dtype, shape, strides, offset: x.offset };
}

const comparisons = /* @__PURE__ */ new Map<DType, ExpressionGraph>();

/** (x, origin, best, where; step) → (best, where): where x is greater than the best, or NaN, it and origin + step. */
function comparisonIn(dtype: DType): ExpressionGraph {
  let graph = comparisons.get(dtype);
  if (graph === undefined) {
    graph = buildExpression(
      { inputs: [dtype, 'int32', dtype, 'int32'], scalars: ['i32'], outputs: [dtype, 'int32'] },
      ([x, origin, best, where], [step]) => {
        const better = x!.gt(best!).or(x!.isNaN());
        return [better.select(x!, best!), better.select(origin!.add(step!), where!)];
      },
    );
    comparisons.set(dtype, graph);
  }
  return graph;
}
