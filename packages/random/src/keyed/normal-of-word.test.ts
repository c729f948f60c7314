import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erfinv64 } from '../math/erfinv.js';
import { normalCoefficients, normalOfWord } from './normal-of-word.js';

const table = normalCoefficients();
const z = (word: number): number => normalOfWord(word, table);

/** The words at which a segment of a table begins, on both sides. */
const borders = Array.from({ length: 32 }, (_, octave) =>
  Array.from({ length: 32 }, (_, segment) => Math.ceil((2 ** (31 - octave) * (1 + segment / 32) - 1) / 2)),
)
  .flat()
  .flatMap((tail) => [tail, 2 ** 32 - 1 - tail]);

describe('normalOfWord', () => {
  it('is odd: the complement of a word gives the negative', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), (word) => {
        expect(z(2 ** 32 - 1 - word)).toBe(-z(word));
      }),
      { seed: 42, numRuns: 1000 },
    );
  });

  it('never falls where segments meet, before and after rounding to float32', () => {
    let falls = 0;
    for (const border of borders) {
      for (let word = Math.max(border - 2, 0); word < Math.min(border + 2, 2 ** 32 - 1); word++) {
        falls += Number(z(word) > z(word + 1)) + Number(Math.fround(z(word)) > Math.fround(z(word + 1)));
      }
    }
    expect(falls).toBe(0);
  });

  it('never falls along the words', () => {
    let falls = 0;
    for (let word = 0; word + 8191 < 2 ** 32; word += 8191) falls += Number(z(word) > z(word + 8191));
    expect(falls).toBe(0);
  });

  it('is the inverse distribution function', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2 ** 20, max: 2 ** 31 - 1 }), (word) => {
        // erfinv loses digits near 1, where tails are too thin for it.
        const truth = Math.SQRT2 * erfinv64((word + 0.5) / 2 ** 31 - 1);
        expect(Math.abs(z(word) - truth)).toBeLessThan(5.3e-9);
      }),
      { seed: 42, numRuns: 2000 },
    );
  });

  it('ends at 6.338 and is never zero', () => {
    expect(z(2 ** 32 - 1)).toBeCloseTo(6.33795775, 8);
    expect(z(2 ** 31)).toBe(2 ** -31);
  });
});
