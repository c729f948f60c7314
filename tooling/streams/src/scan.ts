/*
 * Looks at the normals of all 2^32 words: a minute on one core. The map from words to normals must never fall, before
 * and after rounding to float32. Prints the moments of the whole map, and how many float32 come from 1, 2, 3 … words,
 * as JSON.
 */
import { normalCoefficients, normalOfWord } from '@nn/random';

const half = 0x80000000;
const table = normalCoefficients();
const powers = [2, 4, 6, 8];
const moments = powers.map(() => 0);
const words: number[] = [];
let [falls, before, current, run] = [0, 0, 0, 0];

const endOfRun = (): void => {
  if (run > 0) words[run] = (words[run] ?? 0) + 1;
};

// Positive words from the middle outwards; negative ones mirror them.
for (let from = 0; from < half; from += 0x100000) {
  const sums = [0, 0, 0, 0] as [number, number, number, number];
  for (let tail = from; tail < from + 0x100000; tail++) {
    const z = normalOfWord(half + tail, table);
    if (z < before) falls++;
    before = z;
    const single = Math.fround(z);
    if (single !== current) {
      if (single < current) falls++;
      endOfRun();
      [current, run] = [single, 0];
    }
    run++;
    const square = z * z;
    sums[0] += square;
    sums[1] += square * square;
    sums[2] += square * square * square;
    sums[3] += square * square * square * square;
  }
  sums.forEach((sum, i) => (moments[i]! += sum / half));
}
endOfRun();
console.log(
  JSON.stringify({
    falls,
    largest: current,
    powers,
    moments,
    floatsByWords: Array.from(words, (count) => 2 * (count ?? 0)),
  }),
);
