import { formatShape, isFloating, NnError } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { notImplemented } from '../reduce/axes.js';
import { adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d } from './adaptive-avg-pool.js';
import { mix, rounding } from './mix.js';
import { type Resampling, sharesOf } from './resample.js';
import type { Size } from './size.js';

export type InterpolationMode = 'nearest' | 'nearest-exact' | 'linear' | 'bilinear' | 'bicubic' | 'trilinear' | 'area';

export interface InterpolateOptions {
  /** The sizes to get to: one for all axes, or one for each. This or `scaleFactor` is required. */
  readonly size?: Size | null;
  /** How many times the size; sizes round down. */
  readonly scaleFactor?: Size | null;
  /** @default 'nearest' */
  readonly mode?: InterpolationMode;
  /** Corner elements stay in the corners, rather than the corners of corner elements. For the linear modes and bicubic. @default false */
  readonly alignCorners?: boolean | null;
  /** Go by the ratio of the rounded sizes, not by `scaleFactor`. @default false */
  readonly recomputeScaleFactor?: boolean | null;
}

interface Mode {
  readonly kind: Resampling['kind'] | 'area';
  /** How many axes it is for. */
  readonly ranks: readonly number[];
  readonly gradName: string;
}

const modes: Readonly<Record<string, Mode>> = {
  nearest: { kind: 'nearest', ranks: [1, 2, 3], gradName: 'UpsampleNearest' },
  'nearest-exact': { kind: 'nearest-exact', ranks: [1, 2, 3], gradName: 'UpsampleNearestExact' },
  linear: { kind: 'linear', ranks: [1], gradName: 'UpsampleLinear' },
  bilinear: { kind: 'linear', ranks: [2], gradName: 'UpsampleBilinear' },
  bicubic: { kind: 'cubic', ranks: [2], gradName: 'UpsampleBicubic' },
  trilinear: { kind: 'linear', ranks: [3], gradName: 'UpsampleTrilinear' },
  area: { kind: 'area', ranks: [1, 2, 3], gradName: '' },
};

/**
 * Resamples the axes after the first two: `[N, C, …]`. `'nearest'` and `'area'` (means of parts) take one, two or three of them, `'linear'` one,
 * `'bilinear'` and `'bicubic'` two, `'trilinear'` three.
 *
 * @throws NnError 'OPTION' for options that do not go together; 'SHAPE' for other ranks and empty sizes; 'DTYPE'
 * @example
 * import { interpolate, tensor } from '@nn/nn';
 *
 * const x = tensor([[[1, 2, 4]]]);
 * interpolate(x, { scaleFactor: 2 }).toArraySync(); // [[[1, 1, 2, 2, 4, 4]]]
 * interpolate(x, { size: 5, mode: 'linear', alignCorners: true }).toArraySync(); // [[[1, 1.5, 2, 3, 4]]]
 */
export function interpolate(x: Tensor, options: InterpolateOptions = {}): Tensor {
  const { mode = 'nearest', alignCorners = null } = options;
  const rule = modes[mode];
  const smooth = rule?.kind === 'linear' || rule?.kind === 'cubic';
  if (!smooth && alignCorners !== null) {
    throw refusal(
      'OPTION',
      'align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear',
      x,
      options,
    );
  }
  const { sizes, scales } = targetOf(x, options);
  const rank = checkRank(x, mode, rule, options);
  if (rule!.kind === 'area') {
    return [adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d][rank - 1]!(x, sizes);
  }
  checkSizes(x, sizes, options);
  const kernel = smooth ? 'compute_indices_weights_linear' : 'compute_indices_weights_nearest';
  if (!isFloating(x.dtype) && (smooth || x.dtype !== 'uint8')) throw notImplemented(kernel, x.dtype, 'interpolate');
  const axes = sizes.map((size, i) => {
    const resampling: Resampling = {
      kind: rule!.kind as Resampling['kind'],
      alignCorners: alignCorners === true,
      scale: scales?.[i] ?? null,
      round: rounding(x.dtype),
    };
    return { axis: i + 2, shares: sharesOf(x.shape[i + 2]!, size, resampling) };
  });
  return mix(x, axes.reverse(), 'interpolate', `${rule!.gradName}${rank}DBackward1`);
}

/** The sizes to get to, and the factors that the places go by where it is not the sizes. */
function targetOf(
  x: Tensor,
  options: InterpolateOptions,
): { sizes: readonly number[]; scales: readonly number[] | null } {
  const { size = null, scaleFactor = null, recomputeScaleFactor = null } = options;
  const refuse = (sentence: string): NnError => refusal('OPTION', sentence, x, options);
  const input = x.shape.slice(2);
  if (size !== null && scaleFactor !== null) throw refuse('only one of size or scale_factor should be defined');
  if (size !== null) {
    if (recomputeScaleFactor === true) throw refuse('recompute_scale_factor is not meaningful with an explicit size.');
    const sizes = typeof size === 'number' ? input.map(() => size) : size;
    if (sizes.length !== input.length) {
      throw refuse(
        `Input and output must have the same number of spatial dimensions, but got input with spatial dimensions of ${formatShape(input)} and output size of ${formatShape(sizes)}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and output size in (o1, o2, ...,oK) format.`,
      );
    }
    if (!sizes.every(Number.isSafeInteger))
      throw refuse(`interpolate: size must be whole numbers, got ${formatShape(sizes)}`);
    return { sizes, scales: null };
  }
  if (scaleFactor === null) throw refuse('either size or scale_factor should be defined');
  const scales = typeof scaleFactor === 'number' ? input.map(() => scaleFactor) : scaleFactor;
  if (scales.length !== input.length) {
    throw refuse(
      `Input and scale_factor must have the same number of spatial dimensions, but got input with spatial dimensions of ${formatShape(input)} and scale_factor of shape ${formatShape(scales)}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and scale_factor in (s1, s2, ...,sK) format.`,
    );
  }
  const sizes = input.map((own, axis) => Math.floor(own * scales[axis]!));
  if (!sizes.every(Number.isSafeInteger))
    throw refuse(`interpolate: scaleFactor must be finite, got ${formatShape(scales)}`);
  return { sizes, scales: recomputeScaleFactor === true ? null : scales };
}

function checkRank(x: Tensor, mode: string, rule: Mode | undefined, options: InterpolateOptions): number {
  const rank = x.ndim - 2;
  if (rule?.ranks.includes(rank) === true) return rank;
  if (rule?.kind === 'linear' && rank >= 1 && rank <= 3) {
    throw refusal('SHAPE', `Got ${x.ndim}D input, but ${mode} mode needs ${rule.ranks[0]! + 2}D input`, x, options);
  }
  throw refusal(
    rule === undefined ? 'OPTION' : 'SHAPE',
    `Input Error: Only 3D, 4D and 5D input Tensors supported (got ${x.ndim}D) for the modes: nearest | linear | bilinear | bicubic | trilinear | area | nearest-exact (got ${mode})`,
    x,
    options,
  );
}

function checkSizes(x: Tensor, sizes: readonly number[], options: InterpolateOptions): void {
  const input = x.shape.slice(2);
  if ([...input, ...sizes].some((size) => size < 1)) {
    const names = ['D', 'H', 'W'].slice(3 - sizes.length);
    const written = (values: readonly number[]): string => names.map((name, i) => `${name}: ${values[i]}`).join(', ');
    throw refusal(
      'SHAPE',
      `Input and output sizes should be greater than 0, but got input (${written(input)}) output (${written(sizes)})`,
      x,
      options,
    );
  }
  if (x.shape[1] === 0) {
    throw refusal(
      'SHAPE',
      `Non-empty ${x.ndim}D data tensor expected but got a tensor with sizes ${formatShape(x.shape)}`,
      x,
      options,
    );
  }
}

function refusal(code: 'OPTION' | 'SHAPE', sentence: string, x: Tensor, options: InterpolateOptions): NnError {
  const { size, scaleFactor, mode } = options;
  return new NnError(code, sentence, { op: 'interpolate', details: { shape: x.shape, size, scaleFactor, mode } });
}
