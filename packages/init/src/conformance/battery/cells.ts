import { type CumulativeCells, cumulativeCells, type Distribution } from '@nn/testing/statistics';
import type { LawModel } from '../../law/law.js';
import type { FloatDType } from '../settings.js';

/** Distance of neighbouring values, as a share of theirs; the least distance. */
const spacing = {
  float64: { share: 2 ** -52, least: 2 ** -1074 },
  float32: { share: 2 ** -23, least: 2 ** -149 },
  float16: { share: 2 ** -10, least: 2 ** -24 },
  bfloat16: { share: 2 ** -7, least: 2 ** -133 },
} as const;

/** About the distance of a value of the dtype to the next. */
export function stepAt(x: number, dtype: FloatDType): number {
  const { share, least } = spacing[dtype];
  return Math.max(Math.abs(x) * share, least);
}

/** How far values that were computed in several steps may lie from where the law has them. */
export function slackAt(x: number, dtype: FloatDType): number {
  return 4 * stepAt(x, dtype);
}

/** Whether the dtype's values are this many times closer together than the law is wide. */
export function isFine({ mean, variance }: LawModel, dtype: FloatDType, times: number): boolean {
  const std = Math.sqrt(variance);
  return stepAt(Math.abs(mean) + 3 * std, dtype) * times <= std;
}

/** A law with the probability of less than x, which has no atom at x. */
export function distributionOf(model: LawModel): Distribution {
  if (model.atoms.length === 0) return { cdf: model.cdf };
  const atoms = new Map(model.atoms.map(({ at, probability }) => [at + 0, probability]));
  return { cdf: model.cdf, below: (x) => model.cdf(x) - (atoms.get(x + 0) ?? 0) };
}

/**
 * P(X < x) and P(X ≤ x) of every draw, X being the law's number as the dtype holds it. Where the dtype is fine, a draw is its own cell, and
 * one within rounding errors of an atom counts as the atom.
 */
export function cellsOf(x: Float64Array, model: LawModel, dtype: FloatDType): CumulativeCells {
  return isFine(model, dtype, 2 ** 14) ? pointCells(x, model, dtype) : roundingCells(x, model, dtype);
}

function pointCells(x: Float64Array, model: LawModel, dtype: FloatDType): CumulativeCells {
  const { cdf } = model;
  const atomNear = atomFinder(model, dtype);
  const below = new Float64Array(x.length);
  const through = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const atom = atomNear(x[i]!);
    through[i] = atom === null ? cdf(x[i]!) : atom.through;
    below[i] = atom === null ? through[i]! : atom.below;
  }
  return { below, through };
}

interface Atom {
  readonly at: number;
  readonly below: number;
  readonly through: number;
}

/** Finds the atom that a draw stands for, if any. */
export function atomFinder({ atoms, cdf }: LawModel, dtype: FloatDType): (x: number) => Atom | null {
  if (atoms.length === 0) return () => null;
  const known = atoms.map(({ at, probability }): Atom => ({ at, below: cdf(at) - probability, through: cdf(at) }));
  return (x) => {
    let [first, last] = [0, known.length - 1];
    while (first < last) {
      const middle = (first + last + 1) >> 1;
      if (known[middle]!.at <= x) first = middle;
      else last = middle - 1;
    }
    const next = known[first + 1];
    const nearest = next !== undefined && next.at - x < Math.abs(x - known[first]!.at) ? next : known[first]!;
    return Math.abs(nearest.at - x) <= slackAt(nearest.at, dtype) ? nearest : null;
  };
}

/** Coarse dtypes have few values, and each has one cell. */
function roundingCells(x: Float64Array, model: LawModel, dtype: FloatDType): CumulativeCells {
  const places = new Map<number, number>();
  for (const value of x) if (!places.has(value)) places.set(value, places.size);
  const cells = cumulativeCells(Float64Array.from(places.keys()), distributionOf(model), rounding(dtype));
  const pick = (of: Float64Array): Float64Array => x.map((value) => of[places.get(value)!]!);
  return { below: pick(cells.below), through: pick(cells.through) };
}

/** How likely the law, rounded to the dtype, is to give the very value x. */
export function probabilityOf(x: number, distribution: Distribution, dtype: FloatDType): number {
  const { below, through } = cumulativeCells(Float64Array.of(x), distribution, rounding(dtype));
  return through[0]! - below[0]!;
}

function rounding(dtype: FloatDType): Exclude<FloatDType, 'float64'> | undefined {
  return dtype === 'float64' ? undefined : dtype;
}
