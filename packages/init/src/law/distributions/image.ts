import { boundsOf } from '../affine-of.js';
import type { LawModel } from '../law.js';

/** The model of scale · x + shift. */
export function imageOf(
  { mean, variance, kurtosis, support, atoms, cdf }: LawModel,
  scale: number,
  shift: number,
): LawModel {
  const { low, high } = boundsOf({ low: support[0], high: support[1] }, scale, shift);
  const moved = atoms.map(({ at, probability }) => ({ from: at, at: scale * at + shift, probability }));
  /** Atoms counted where they are, not where rounding may put them on the way back. */
  function imageCdf(x: number): number {
    if (x < low) return 0;
    if (x >= high) return 1;
    const y = (x - shift) / scale;
    const smooth = cdf(y) - sumOf(moved, ({ from }) => from <= y);
    const rest = 1 - sumOf(moved, () => true);
    return (scale > 0 ? smooth : rest - smooth) + sumOf(moved, ({ at }) => at <= x);
  }
  return {
    mean: scale * mean + shift,
    variance: scale * scale * variance,
    kurtosis,
    support: [low, high],
    atoms: moved.map(({ at, probability }) => ({ at, probability })).toSorted((a, b) => a.at - b.at),
    cdf: imageCdf,
  };
}

function sumOf<T extends { readonly probability: number }>(atoms: readonly T[], counts: (atom: T) => boolean): number {
  return atoms.reduce((sum, atom) => (counts(atom) ? sum + atom.probability : sum), 0);
}
