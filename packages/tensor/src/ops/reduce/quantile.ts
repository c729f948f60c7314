import { NnError, normalizeAxis, type Shape } from '@nn/core';
import { cast } from '../../copy.js';
import { where } from '../elementwise/where.js';
import type { Tensor } from '../../tensor.js';
import { lined } from './pick.js';
import type { ReduceOptions } from './axes.js';
import { fromNumbers } from './filled.js';

export type Interpolation = 'linear' | 'lower' | 'higher' | 'midpoint' | 'nearest';

export interface QuantileOptions extends ReduceOptions {
  /** What is between two elements. @default 'linear' */
  readonly interpolation?: Interpolation;
}

const interpolations: readonly string[] = ['linear', 'lower', 'higher', 'midpoint', 'nearest'];

/**
 * The value that a share `q` of the elements does not exceed, along `dim` or of all; between two elements by `interpolation`. NaN where there
 * is one. Several `q` give a first axis of their own.
 *
 * @param q one share from 0 to 1, several, or a tensor of them (whose values are not checked)
 * @throws NnError 'VALUE' for q outside of [0, 1], 'DTYPE' for what is neither float32 nor float64, 'SHAPE' for no elements, 'AXIS', 'OPTION'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2, 3, 4]).quantile(0.5).itemSync(); // 2.5
 */
export function quantile(
  x: Tensor,
  q: number | readonly number[] | Tensor,
  dim?: number,
  options: QuantileOptions = {},
): Tensor {
  return shareOf('quantile', x, q, dim, options);
}

/**
 * `quantile` of what is not NaN.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, NaN, 3]).nanquantile(0.5).itemSync(); // 2
 */
export function nanquantile(
  x: Tensor,
  q: number | readonly number[] | Tensor,
  dim?: number,
  options: QuantileOptions = {},
): Tensor {
  return shareOf('nanquantile', x, q, dim, options);
}

function shareOf(
  op: 'quantile' | 'nanquantile',
  x: Tensor,
  q: number | readonly number[] | Tensor,
  dim: number | undefined,
  options: QuantileOptions,
): Tensor {
  const { interpolation = 'linear', keepdim = false } = options;
  const refuse = (code: 'DTYPE' | 'SHAPE' | 'VALUE' | 'OPTION', what: string): NnError =>
    new NnError(code, `${op}() ${what}`, { op, details: { shape: x.shape, dtype: x.dtype } });
  if (x.numel() === 0) throw refuse('SHAPE', 'input tensor must be non-empty');
  if (x.dtype !== 'float32' && x.dtype !== 'float64')
    throw refuse('DTYPE', 'input tensor must be either float or double dtype');
  if (!interpolations.includes(interpolation))
    throw refuse(
      'OPTION',
      `interpolation must be one of linear, lower, higher, midpoint or nearest, but got ${interpolation}`,
    );
  const shares = typeof q === 'object' && 'dtype' in q ? q.detach() : sharesOf(q, x, refuse);
  if (shares.ndim > 1) throw refuse('SHAPE', 'q must be a scalar or 1D tensor');
  if (shares.dtype !== x.dtype) throw refuse('DTYPE', 'q tensor must be same dtype as the input tensor');

  const axis = dim === undefined ? 0 : normalizeAxis(dim, x.ndim, op);
  const rows = dim === undefined ? x.reshape([-1]) : x.ndim === 0 ? x.reshape([1]) : x;
  const found = along(op, rows, axis, shares, interpolation);
  return found.reshape([...shares.shape, ...keptShape(x.shape, dim === undefined ? null : axis, keepdim)]);
}

function sharesOf(q: number | readonly number[], x: Tensor, refuse: (code: 'VALUE', what: string) => NnError): Tensor {
  const values = typeof q === 'number' ? [q] : [...q];
  if (!values.every((value) => value >= 0 && value <= 1)) {
    throw refuse(
      'VALUE',
      typeof q === 'number' ? `q must be in the range [0, 1] but got ${q}` : 'q values must be in the range [0, 1]',
    );
  }
  const shares = fromNumbers(x, values, x.dtype === 'float64' ? 'float64' : 'float32');
  return typeof q === 'number' ? shares.reshape([]) : shares;
}

function keptShape(shape: Shape, axis: number | null, keepdim: boolean): Shape {
  if (axis === null) return keepdim ? shape.map(() => 1) : [];
  if (shape.length === 0) return [];
  return keepdim ? shape.with(axis, 1) : shape.toSpliced(axis, 1);
}

/** The shares along an axis, as a new first axis. */
function along(
  op: 'quantile' | 'nanquantile',
  x: Tensor,
  axis: number,
  shares: Tensor,
  interpolation: Interpolation,
): Tensor {
  const last = x.movedim(axis, -1);
  const size = last.shape.at(-1)!;
  const { values } = last.sort(-1);
  const missing = lined(values.detach()).isnan().sum(-1, { keepdim: true });
  const flat = shares.reshape([-1]);
  // NaN are sorted to the end: the last element tells.
  const ranks =
    op === 'quantile'
      ? where(missing.eq(0), flat.mul(size - 1), size - 1)
      : flat.mul(
          cast(
            missing
              .neg()
              .add(size - 1)
              .clamp(0),
            x.dtype,
          ),
        );
  const place =
    interpolation === 'lower'
      ? ranks.floor()
      : interpolation === 'higher'
        ? ranks.ceil()
        : interpolation === 'nearest'
          ? ranks.round()
          : ranks;
  const below = place.floor();
  const low = values.gather(-1, below.to('int64'));
  if (interpolation !== 'linear' && interpolation !== 'midpoint') return low.movedim(-1, 0);
  const high = values.gather(-1, place.ceil().to('int64'));
  return low.lerp(high, interpolation === 'midpoint' ? 0.5 : place.sub(below)).movedim(-1, 0);
}
