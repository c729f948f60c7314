import { NnError } from '@nn/core';
import { defaultGenerator, type Generator, randpermInt32 } from '@nn/random';
import { type Dataset, datasetOf } from './dataset.js';
import { Subset } from './subset.js';

export interface RandomSplitOptions {
  /** The stream to draw from. @default the one of `manualSeed` */
  readonly generator?: Generator;
}

/**
 * Splits a dataset at random into parts of the given sizes, or of the given shares where these add up to 1: PyTorch's parts for the same seed.
 *
 * @throws NnError 'OPTION' where sizes do not add up to the dataset's, or are no counts; nothing is drawn then
 * @example
 * import { manualSeed, randomSplit } from '@nn/nn';
 *
 * manualSeed(0);
 * const [train, test] = randomSplit(['a', 'b', 'c', 'd', 'e'], [0.8, 0.2]);
 * train.length; // 4
 * test.get(0); // 'c'
 */
export function randomSplit<Sample, const Lengths extends readonly number[]>(
  source: Dataset<Sample> | ArrayLike<Sample>,
  lengths: Lengths,
  { generator = defaultGenerator }: RandomSplitOptions = {},
): { -readonly [K in keyof Lengths]: Subset<Sample> } {
  const dataset = datasetOf(source);
  if (dataset === null) throw new NnError('OPTION', 'randomSplit needs a dataset with a length', { op: 'randomSplit' });
  const counts = countsOf(lengths, dataset.length);
  const order = randpermInt32(dataset.length, generator);
  let end = 0;
  return counts.map((count) => new Subset(dataset, Array.from(order.subarray(end, (end += count))))) as {
    -readonly [K in keyof Lengths]: Subset<Sample>;
  };
}

function countsOf(lengths: readonly number[], total: number): readonly number[] {
  const sum = lengths.reduce((a, b) => a + b, 0);
  // Python's math.isclose.
  const shares = sum <= 1 && Math.abs(sum - 1) <= 1e-9 * Math.max(Math.abs(sum), 1);
  if (!shares) {
    if (lengths.some((length) => !Number.isSafeInteger(length) || length < 0)) {
      throw new NnError(
        'OPTION',
        `randomSplit: counts of samples are expected, or shares that add up to 1, but got ${lengths.join(', ')}`,
        { op: 'randomSplit', details: { lengths } },
      );
    }
    if (sum === total) return lengths;
    throw new NnError('OPTION', 'Sum of input lengths does not equal the length of the input dataset!', {
      op: 'randomSplit',
      details: { lengths, total },
    });
  }
  const counts = lengths.map((share, i) => {
    if (share >= 0 && share <= 1) return Math.floor(total * share);
    throw new NnError('OPTION', `Fraction at index ${i} is not between 0 and 1`, {
      op: 'randomSplit',
      details: { lengths },
    });
  });
  const rest = total - counts.reduce((a, b) => a + b, 0);
  for (let i = 0; i < rest; i++) counts[i % counts.length]!++;
  return counts;
}
