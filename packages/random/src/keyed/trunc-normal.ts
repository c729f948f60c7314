import type { TruncNormalParameters } from '../fills/trunc-normal.js';
import { largest, refusal, refuseNaN, streamed } from '../refuse.js';
import { dtypeOf, type KeyedArray, type KeyedDType, requireFinite, rounded } from './keyed-array.js';
import { affineNormal, fillWith, normalElement } from './normal.js';
import type { StreamKey } from './stream-key.js';
import { drawKeyedWords } from './words.js';

const op = 'fillKeyedTruncNormal';

/** All words there are. */
const allWords = 0x100000000;

/** Fewer different words than these would show in the values. */
const fewestWords = 0x10000;

/** The words whose normals lie between the bounds: `count` of them from `first` on. All that a kernel needs to know. */
export interface WordRange {
  readonly first: number;
  readonly count: number;
}

/**
 * Refuses what `fillKeyedTruncNormal` would refuse.
 *
 * Errors: `OPTION` for a mean or std that is not finite in the dtype, std <= 0, NaN, a > b, values that overflow, and
 * bounds between which fewer than 2^16 of the 2^32 normals lie.
 */
export function checkKeyedTruncNormal(parameters: TruncNormalParameters, dtype: KeyedDType): void {
  keyedTruncation(parameters, dtype);
}

/**
 * Normal with the given mean and standard deviation, kept to [a, b] by taking only the words whose normals lie there,
 * in proportion. So every value keeps the bounds, none piles up at them, and bounds that lie beyond all normals
 * change nothing. The bounds are values, not multiples of std; they may be infinite.
 *
 * Element i of the stream goes to `out[i - first]`, so any part of a tensor can be made alone.
 *
 * Errors: those of `checkKeyedTruncNormal`, and `OPTION` for a `first` that is no index.
 *
 * @example
 * import { fillKeyedTruncNormal, StreamKey } from '@nn/random';
 *
 * const out = new Float32Array(3);
 * fillKeyedTruncNormal(out, { mean: 0, std: 0.02, a: -0.04, b: 0.04 }, StreamKey.fromSeed(0).fold('weight'));
 */
export function fillKeyedTruncNormal(
  out: KeyedArray,
  parameters: TruncNormalParameters,
  key: StreamKey,
  first: number = 0,
): void {
  const dtype = dtypeOf(out);
  const range = keyedTruncation(parameters, dtype);
  const normal = affineNormal(parameters, dtype);
  drawKeyedWords(out.length, key, first, (words, start) => {
    for (let j = 0; j < words.length; j++) words[j] = wordWithin(range, words[j]!);
    fillWith(normal, words, out, start);
  });
}

/**
 * The words that `fillKeyedTruncNormal` takes.
 *
 * Errors: those of `checkKeyedTruncNormal`.
 */
export function keyedTruncation(parameters: TruncNormalParameters, dtype: KeyedDType): WordRange {
  const { mean, std, a, b } = parameters;
  const refuse = (sentence: string, advice: string): never => {
    throw refusal(op, op + sentence, { mean, std, a, b, dtype }, advice);
  };
  requireFinite(op, { mean, std }, dtype);
  refuseNaN(op, { a, b });
  if (!(rounded(std, dtype) > 0)) refuse(` expects std > 0, but found std=${streamed(std)}`, 'Pass std > 0.');
  if (a > b) refuse(` expects a <= b, but found a=${streamed(a)} and b=${streamed(b)}`, 'Give the lower end first.');
  const normal = affineNormal(parameters, dtype);
  const value = (word: number): number => normalElement(normal, word);
  const first = countWords((word) => value(word) < a);
  const count = countWords((word) => value(word) <= b) - first;
  if (count < fewestWords) {
    refuse(
      `: only ${count} of the 2^32 normals with mean=${streamed(mean)} and std=${streamed(std)} lie in ` +
        `[${streamed(a)}, ${streamed(b)}], too few to draw from`,
      'Move the bounds nearer to the mean, or take a uniform law between them.',
    );
  }
  if (Math.max(-value(first), value(first + count - 1)) > largest[dtype]) {
    refuse(`: mean=${streamed(mean)} and std=${streamed(std)} give infinite values`, 'Give finite bounds.');
  }
  return { first, count };
}

/** How many words come before the first one that fails; all that fail come last. */
function countWords(holds: (word: number) => boolean): number {
  let [low, high] = [0, allWords];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** first + floor((word * count + floor(count / 2)) / 2^32), by halves of count, so that all products are exact. */
function wordWithin({ first, count }: WordRange, word: number): number {
  const lower = word * (count & 0xffff) + Math.floor(count / 2);
  const upper = word * Math.floor(count / 0x10000) + Math.floor(lower / 0x10000);
  return first + Math.floor(upper / 0x10000);
}
