import { dtypes, formatShape, numelOf, NnError } from '@nn/core';
import { hostTensor } from '../../from-host.js';
import { recorded } from '../../op.js';
import { checkFloating, type DrawOptions, generatorOf } from '../../random/draw.js';
import { uniformLaw } from '../../random/uniform.js';
import type { Tensor } from '../../tensor.js';
import { greatest, type MaxPooled, withIndices } from './max-pool.js';
import { rounding } from './mix.js';
import { pickFrom, pickOp } from './plane.js';
import { checkWhole, type Size, spread } from './size.js';

export interface FractionalMaxPoolOptions<Indices extends boolean = boolean> extends DrawOptions {
  /** How many windows along each axis. This or `outputRatio` is required. */
  readonly outputSize?: Size | null;
  /** The same as a part of the input's size, between 0 and 1. */
  readonly outputRatio?: Size | null;
  /** Also say where the greatest elements were. @default false */
  readonly returnIndices?: Indices;
  /** Where windows fall, `[N, C, 2]` numbers from [0, 1): width, then height. @default drawn from the generator */
  readonly randomSamples?: Tensor | null;
}

/**
 * The greatest elements of windows of one size whose distances vary at random, so that any number of them fits (Graham 2014). Every plane draws
 * two numbers; PyTorch's windows for the same seed.
 *
 * @throws NnError 'SHAPE' where so many windows do not fit; 'OPTION', 'DTYPE'; nothing is drawn then
 * @example
 * import { fractionalMaxPool2d, ones } from '@nn/nn';
 *
 * fractionalMaxPool2d(ones([1, 2, 8, 8]), 2, { outputSize: 5 }).shape; // [1, 2, 5, 5]
 */
export function fractionalMaxPool2d<Indices extends boolean = false>(
  x: Tensor,
  kernelSize: Size,
  options: FractionalMaxPoolOptions<Indices> = {},
): MaxPooled<Indices> {
  const op = 'fractionalMaxPool2d';
  checkShape(x, op);
  checkFloating(x.dtype, op, 'check_uniform_bounds');
  const plane = x.shape.slice(-2);
  const kernel = pair(op, 'kernel_size', kernelSize);
  const output = outputOf(op, plane, options);
  checkFits(op, plane, kernel, output);
  const table = placesOf(x, kernel, output, samplesOf(x, options));
  const count = numelOf(output);
  const size = numelOf(kernel);
  const candidates = pickFrom(x, { places: table, plane });
  const windows = {
    input: [count * size],
    output: [count],
    kernel: [size],
    stride: [size],
    dilation: [1],
    before: [0],
  };
  const best = greatest(candidates, windows, op);
  const shape = [...x.shape.slice(0, -2), ...output];
  const places = pickFrom(table, { places: best.places, plane: [count * size] }).view(shape);
  const pooled = recorded(pickOp(op, 'FractionalMaxPool2DBackward0'), [x], { places, plane }, best.values.view(shape));
  return withIndices(pooled, places, options.returnIndices);
}

function checkShape(x: Tensor, op: string): void {
  if (x.ndim !== 3 && x.ndim !== 4) {
    throw new NnError('SHAPE', `fractional_max_pool2d(): Expected 3D or 4D tensor, but got: ${formatShape(x.shape)}`, {
      op,
      details: { shape: x.shape },
    });
  }
  const empty = x.shape.findIndex((size, axis) => size === 0 && axis >= x.ndim - 3);
  if (empty === -1) return;
  throw new NnError(
    'SHAPE',
    `fractional_max_pool2d(): Expected input to have non-zero size for non-batch dimensions, but got ${formatShape(x.shape)} with dimension ${empty} being empty.`,
    { op, details: { shape: x.shape } },
  );
}

function pair(op: string, name: string, value: Size): readonly number[] {
  const values = spread(value, 2);
  if (values === null) {
    throw new NnError('OPTION', `fractional_max_pool2d: ${name} must either be a single Int or tuple of Ints`, {
      op,
      details: { [name]: value },
    });
  }
  return values;
}

function outputOf(op: string, plane: readonly number[], options: FractionalMaxPoolOptions): readonly number[] {
  const { outputSize = null, outputRatio = null } = options;
  if (outputSize !== null) return pair(op, 'output_size', outputSize);
  if (outputRatio !== null) {
    const ratios = pair(op, 'output_ratio', outputRatio);
    return plane.map((size, axis) => Math.trunc(size * ratios[axis]!));
  }
  throw new NnError('OPTION', 'fractional_max_pool2d requires specifying either an output_size or an output_ratio', {
    op,
  });
}

function checkFits(op: string, plane: readonly number[], kernel: readonly number[], output: readonly number[]): void {
  checkWhole(kernel, 'kernelSize', op);
  checkWhole(output, 'outputSize', op);
  const details = { input: plane, kernelSize: kernel, outputSize: output };
  if (kernel.some((size) => size < 1) || output.some((size) => size < 0)) {
    throw new NnError('OPTION', `${op}: the kernel must be positive, the output size not negative`, { op, details });
  }
  for (const [axis, name] of ['height', 'width'].entries()) {
    if (output[axis]! + kernel[axis]! - 1 <= plane[axis]!) continue;
    throw new NnError(
      'SHAPE',
      `fractional_max_pool2d(): pool ${name} ${kernel[axis]} too large relative to input ${name} ${plane[axis]}`,
      { op, details },
    );
  }
}

/** Two numbers for every plane. */
function samplesOf(x: Tensor, options: FractionalMaxPoolOptions): ArrayLike<number> {
  const op = 'fractionalMaxPool2d';
  const wanted = [x.ndim === 3 ? 1 : x.shape[0]!, x.shape.at(-3)!, 2];
  const given = options.randomSamples ?? null;
  if (given === null) {
    const out = x.dtype === 'float64' ? new Float64Array(numelOf(wanted)) : new Float32Array(numelOf(wanted));
    uniformLaw(x.dtype, 0, 1).reference(out, generatorOf(options), true);
    return out;
  }
  if (given.dtype !== x.dtype) {
    throw new NnError(
      'DTYPE',
      `expected scalar type ${dtypes[x.dtype].torchName} but found ${dtypes[given.dtype].torchName}`,
      { op, details: { dtypes: [x.dtype, given.dtype] } },
    );
  }
  if (given.shape.join() !== wanted.join()) {
    throw new NnError(
      'SHAPE',
      `${op}: randomSamples must be of shape ${formatShape(wanted)}, got ${formatShape(given.shape)}`,
      {
        op,
        details: { shape: x.shape, randomSamples: given.shape },
      },
    );
  }
  return given.detach().to('float64').toTypedArraySync() as Float64Array;
}

/** Every element of every window, as flat places of its plane: [N, C, out·kernel]. */
function placesOf(x: Tensor, kernel: readonly number[], output: readonly number[], samples: ArrayLike<number>): Tensor {
  const [height, width] = x.shape.slice(-2) as [number, number];
  const [kh, kw] = kernel as [number, number];
  const [rows, columns] = output as [number, number];
  const planes = numelOf(x.shape.slice(0, -2));
  const round = rounding(x.dtype);
  const places = new Int32Array(planes * rows * columns * kh * kw);
  let at = 0;
  for (let plane = 0; plane < planes; plane++) {
    const left = startsOf(samples[2 * plane]!, width, columns, kw, round);
    const top = startsOf(samples[2 * plane + 1]!, height, rows, kh, round);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        for (let i = 0; i < kh; i++) {
          for (let j = 0; j < kw; j++) places[at++] = (top[row]! + i) * width + left[column]! + j;
        }
      }
    }
  }
  const shape = [...x.shape.slice(0, -2), rows * columns * kh * kw];
  return hostTensor(x, 'int32', shape, places, 'int32');
}

/** Where windows start along an axis: PyTorch's `generate_intervals`, rounded as it rounds. */
function startsOf(
  sample: number,
  size: number,
  count: number,
  kernel: number,
  round: (value: number) => number,
): Int32Array {
  const starts = new Int32Array(count);
  const step = round((size - kernel) / (count - 1));
  const shift = Math.trunc(round(sample * step));
  for (let i = 0; i < count - 1; i++) starts[i] = Math.trunc(round(round(i + sample) * step)) - shift;
  if (count > 0) starts[count - 1] = size - kernel;
  return starts;
}
