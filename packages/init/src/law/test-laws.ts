import * as fc from 'fast-check';
import { checkLaw } from './check.js';
import type { Law } from './law.js';

const quarter = (low: number, high: number): fc.Arbitrary<number> =>
  fc.integer({ min: 4 * low, max: 4 * high }).map((x) => x / 4);
const interval = (low: number, high: number): fc.Arbitrary<{ low: number; high: number }> =>
  fc.tuple(quarter(low, high), quarter(low, high)).map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) }));

const simple: fc.Arbitrary<Law> = fc.oneof(
  quarter(-4, 4).map((value): Law => ({ law: 'point', value })),
  interval(-8, 8).map((bounds): Law => ({ law: 'uniform', ...bounds })),
  fc.tuple(quarter(-4, 4), quarter(0, 3)).map(([mean, std]): Law => ({ law: 'normal', mean, std })),
  fc
    .tuple(quarter(-4, 4), quarter(0, 3), interval(-6, 6))
    .map(([mean, std, bounds]): Law => ({ law: 'truncatedNormal', mean, std, ...bounds })),
  fc.tuple(quarter(1, 5), quarter(0, 90)).map(([low, more]): Law => ({ law: 'logOfUniform', low, high: low + more })),
  fc
    .tuple(fc.constantFrom(1, 2, 3, 4, 9, 100), quarter(0, 3))
    .map(([dimension, radius]): Law => ({ law: 'sphere', dimension, radius })),
);

/** Laws of every kind but `custom`, up to three compositions deep. */
export const anyLaw: fc.Arbitrary<Law> = fc
  .letrec<{ law: Law }>((tie) => ({
    law: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      { weight: 2, arbitrary: simple },
      {
        weight: 1,
        arbitrary: fc
          .tuple(tie('law'), quarter(-2, 2), quarter(-2, 2))
          .map(([of, scale, shift]): Law => ({ law: 'affine', of, scale, shift })),
      },
      { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 0, max: 8 }), tie('law'), tie('law')).map(mixtureOfTwo) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.constantFrom('clamp', 'truncate'), tie('law'), interval(-6, 6))
          .map(([law, of, bounds]): Law => ({ law, of, ...bounds })),
      },
    ),
  }))
  .law.filter(isPossible);

function mixtureOfTwo([eighths, first, second]: [number, Law, Law]): Law {
  const parts = [
    { weight: eighths / 8, of: first },
    { weight: 1 - eighths / 8, of: second },
  ];
  return { law: 'mixture', parts };
}

function isPossible(law: Law): boolean {
  try {
    checkLaw(law);
    return true;
  } catch {
    return false;
  }
}
