import { type FloatDType, roundingCell } from './rounding-cell.js';

/** A law as its distribution function. */
export interface Distribution {
  /** F(x) = P(X ≤ x). */
  readonly cdf: (x: number) => number;
  /** F(x−) = P(X < x). Needed where the law has atoms. @default cdf */
  readonly below?: (x: number) => number;
}

/** For every draw, how likely the law is to give a value before its own, and one up to it. */
export interface CumulativeCells {
  readonly below: Float64Array;
  readonly through: Float64Array;
}

/**
 * What the law says of the values of a sample: P(X < x) and P(X ≤ x) for every draw x. Given a dtype, X is the law's number rounded to it, so that
 * the two are the distribution function at the edges of the rounding cell of x.
 *
 * A value rounded twice, to float32 and then to 16 bits, has edges that are off by half a float32 step: less than 2^-13 of the cell.
 *
 * @throws NnError 'VALUE' for draws that the dtype does not hold
 *
 * @example
 * import { cumulativeCells, normalCdf } from '@nn/testing/statistics';
 *
 * const { below, through } = cumulativeCells(Float64Array.of(1), { cdf: normalCdf }, 'bfloat16');
 * [below[0], through[0]]; // [0.84087169, 0.84228810]
 */
export function cumulativeCells(x: Float64Array, law: Distribution, dtype?: FloatDType): CumulativeCells {
  const { cdf, below = cdf } = law;
  const cells: CumulativeCells = { below: new Float64Array(x.length), through: new Float64Array(x.length) };
  for (let i = 0; i < x.length; i++) {
    const { lower, upper, closed } = dtype === undefined ? point(x[i]!) : roundingCell(x[i]!, dtype);
    cells.below[i] = closed ? below(lower) : cdf(lower);
    cells.through[i] = closed ? cdf(upper) : below(upper);
  }
  return cells;
}

function point(x: number): { lower: number; upper: number; closed: boolean } {
  return { lower: x, upper: x, closed: true };
}
