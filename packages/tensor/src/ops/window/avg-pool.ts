import { dtypes, isFloating, NnError, numelOf, type Windows } from '@nn/core';
import { hostTensor } from '../../from-host.js';
import { allocate, type Op, run } from '../../op.js';
import { reduceAxes } from '../../reduce.js';
import type { Tensor } from '../../tensor.js';
import { addWindows, additionIn, windowsOf } from './columns.js';
import { type PoolName, type PoolOptions, poolWindows } from './pool-windows.js';
import type { Rank, Size } from './size.js';
import { elementsAt, leadOf, placesOf, windowsAt } from './windows.js';

export interface AvgPool1dOptions extends PoolOptions {
  /** Padding counts as elements that are 0. @default true */
  readonly countIncludePad?: boolean;
}

export interface AvgPoolOptions extends AvgPool1dOptions {
  /** Divide by this, however many elements a window has. @default null */
  readonly divisorOverride?: number | null;
}

/**
 * The mean of every window over the last axis.
 *
 * Shapes: `[N, C, L]` or `[C, L]`.
 *
 * @throws NnError 'SHAPE' for other ranks, and where not one window fits; 'OPTION', 'DTYPE'
 * @example
 * import { avgPool1d, tensor } from '@nn/nn';
 *
 * avgPool1d(tensor([[1, 3, 2, 6]]), 2).toArraySync(); // [[2, 4]]
 */
export function avgPool1d(x: Tensor, kernelSize: Size, options: AvgPool1dOptions = {}): Tensor {
  return avgPool(1, x, kernelSize, options);
}

/**
 * The mean of every window over the last two axes: `[N, C, H, W]` or `[C, H, W]`.
 *
 * @throws NnError as `avgPool1d`
 * @example
 * import { avgPool2d, ones } from '@nn/nn';
 *
 * avgPool2d(ones([1, 2, 2]), 2, { padding: 1 }).toArraySync(); // [[[0.25, 0.25], [0.25, 0.25]]]
 */
export function avgPool2d(x: Tensor, kernelSize: Size, options: AvgPoolOptions = {}): Tensor {
  return avgPool(2, x, kernelSize, options);
}

/**
 * The mean of every window over the last three axes: `[N, C, D, H, W]` or `[C, D, H, W]`.
 *
 * @throws NnError as `avgPool1d`
 * @example
 * import { avgPool3d, ones } from '@nn/nn';
 *
 * avgPool3d(ones([1, 2, 4, 5, 6]), 2).shape; // [1, 2, 2, 2, 3]
 */
export function avgPool3d(x: Tensor, kernelSize: Size, options: AvgPoolOptions = {}): Tensor {
  return avgPool(3, x, kernelSize, options);
}

interface Averaging extends Windows {
  /** For each window, or for all. */
  readonly divisor: Tensor | number;
}

const ops = /* @__PURE__ */ new Map<string, Op<Averaging>>();

/** Sums of windows over a divisor: linear, and its derivative's derivative. */
function averageOp(name: string, gradName: string): Op<Averaging> {
  let op = ops.get(gradName);
  if (op === undefined) {
    op = {
      name,
      gradName,
      saves: 'none',
      forward: (inputs, { divisor, ...windows }) => {
        const sum = sumsOf((inputs[0] as Tensor).detach(), windows);
        return isFloating(sum.dtype) ? sum.div_(divisor) : sum.div(divisor, { roundingMode: 'trunc' });
      },
      vjp: ({ dy, attributes }) => [run(spreadOp, [dy], attributes)],
    };
    ops.set(gradName, op);
  }
  return op;
}

/** Windows of up to so many places are added place by place: few launches, and sums that stay exact enough. */
const fewPlaces = 64;
/** The same where windows are side by side, so that a reduction goes over memory in order. */
const fewInTiles = 8;

/** The sum of every window: place by place as PyTorch's loop does, or of large ones at once. */
function sumsOf(x: Tensor, windows: Windows): Tensor {
  const { input, output, kernel, stride } = windows;
  const isTiling = kernel.every((size, axis) => size === stride[axis] && input[axis] === size * output[axis]!);
  const isWide = x.dtype === 'float32' || x.dtype === 'float64';
  if (isWide && numelOf(kernel) <= (isTiling ? fewInTiles : fewPlaces)) return sumsByPlace(x, windows);
  const parts = windowsOf(x, windows);
  const axes = kernel.map((_, axis) => parts.ndim - kernel.length + axis);
  return reduceAxes('sum', parts, axes, false);
}

function sumsByPlace(x: Tensor, windows: Windows): Tensor {
  const { backend } = x.storage;
  const sums = allocate(x, backend, x.dtype, [...leadOf(x.shape, windows), ...windows.output]);
  if (sums.numel() === 0) return sums;
  const graph = additionIn(x.dtype);
  for (const place of placesOf(windows)) {
    const own = windowsAt(sums, place);
    backend.kernels.expression([own, elementsAt(x, windows, place)], { graph, scalars: [] }, [own]);
  }
  return sums;
}

/** Every window's part to all its places. */
const spreadOp: Op<Averaging> = {
  name: 'avgPoolBackward',
  gradName: 'AvgPoolBackwardBackward0',
  saves: 'none',
  forward: (inputs, { divisor, ...windows }) => {
    const part = (inputs[0] as Tensor).detach().div(divisor);
    const output = allocate(part, part.storage.backend, part.dtype, [...leadOf(part.shape, windows), ...windows.input]);
    const { kernel } = windows;
    const everywhere = {
      storage: part.storage,
      dtype: part.dtype,
      shape: [...part.shape, ...kernel],
      strides: [...part.strides, ...kernel.map(() => 0)],
      offset: part.offset,
    };
    addWindows(everywhere, windows, output);
    return output;
  },
  vjp: ({ dy, attributes }) => [run(averageOp('avgPool', 'AvgPool2DBackward0'), [dy], attributes)],
};

const gradNames = ['SqueezeBackward1', 'AvgPool2DBackward0', 'AvgPool3DBackward0'];

function avgPool(rank: Rank, x: Tensor, kernelSize: Size, options: AvgPoolOptions): Tensor {
  const pool: PoolName = { op: `avgPool${rank}d`, name: `avg_pool${rank}d`, rank };
  const { op } = pool;
  const windows = poolWindows(pool, x, kernelSize, options);
  if (!isFloating(x.dtype) && x.dtype !== 'int64') {
    throw new NnError('DTYPE', `"${pool.name}" not implemented for '${dtypes[x.dtype].torchName}'`, {
      op,
      details: { dtype: x.dtype },
      advice: "Convert with .to('float32') first.",
    });
  }
  if (rank === 3 && windows.input.some((size, axis) => size < windows.kernel[axis]!)) {
    const written = (values: readonly number[], prefix: string): string =>
      ['T', 'H', 'W'].map((name, axis) => `${prefix}${name}: ${values[axis]}`).join(' ');
    throw new NnError(
      'SHAPE',
      `input image (${written(windows.input, '')}) smaller than kernel size (${written(windows.kernel, 'k')})`,
      { op, details: { shape: x.shape, kernelSize } },
    );
  }
  const { divisorOverride = null, countIncludePad = true } = options;
  if (divisorOverride === 0) {
    throw new NnError('OPTION', 'divisor must be not zero', { op, details: { divisorOverride } });
  }
  return averaged(x, windows, divisorOverride ?? divisorOf(x, windows, countIncludePad), op, gradNames[rank - 1]!);
}

/** @internal Means of windows, under the name of who wants them. */
export function averaged(
  x: Tensor,
  windows: Windows,
  divisor: Tensor | number,
  name: string,
  gradName: string,
): Tensor {
  return run(averageOp(name, gradName), [x], { ...windows, divisor });
}

/** How many elements each window has: one number where all have as many. */
function divisorOf(x: Tensor, windows: Windows, countIncludePad: boolean): Tensor | number {
  const { input, output, kernel, stride, before } = windows;
  let counts = [1];
  output.forEach((windowsThere, axis) => {
    // What reaches beyond the padding, in ceil mode, never counts.
    const end = input[axis]! + (countIncludePad ? before[axis]! : 0);
    const own = Array.from({ length: windowsThere }, (_, window) => {
      const start = window * stride[axis]! - before[axis]!;
      return Math.min(start + kernel[axis]!, end) - (countIncludePad ? start : Math.max(start, 0));
    });
    counts = counts.flatMap((count) => own.map((size) => count * size));
  });
  const first = counts[0] ?? 1;
  if (counts.every((count) => count === first)) return first;
  return hostTensor(x, x.dtype, output, Float64Array.from(counts), 'float64');
}
