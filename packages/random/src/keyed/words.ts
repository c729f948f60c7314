import { refusal } from '../refuse.js';
import { blockSize, philox } from './philox.js';
import type { StreamKey } from './stream-key.js';

/** Elements worked on at a time: small enough to stay in the cache, and whole blocks. */
const chunkSize = 2048;

/**
 * The raw words of a stream: element i of the stream, an integer in [0, 2^32), goes to `out[i - first]`. All other
 * laws turn one such word into one element.
 *
 * Errors: `OPTION` for a `first` that is not an integer from 0 on, or too large for the last element's number to be
 * exact.
 *
 * @example
 * import { fillKeyedWords, StreamKey } from '@nn/random';
 *
 * const out = new Uint32Array(2);
 * fillKeyedWords(out, StreamKey.parse('00000001000000020000000300000004'), 4);
 * out[1]!.toString(16); // 'd30ed454'
 */
export function fillKeyedWords(out: Uint32Array, key: StreamKey, first: number = 0): void {
  drawKeyedWords(out.length, key, first, (words, start) => out.set(words, start));
}

/**
 * Hands on the words of elements `first` up to `first + count`, in pieces: those of `take(words, start)` belong to
 * the elements from `first + start` on. The array is the same each time.
 */
export function drawKeyedWords(
  count: number,
  key: StreamKey,
  first: number,
  take: (words: Uint32Array, start: number) => void,
): void {
  checkRegion(first, count);
  const [key0, key1, counter2, counter3] = key.words;
  // The first block may begin before the region, and the last one end after it.
  const before = first % blockSize;
  const end = before + count;
  const chunk = new Uint32Array(Math.min(Math.ceil(end / blockSize) * blockSize, chunkSize));
  for (let at = 0; at < end; at += chunkSize) {
    const block = (first - before + at) / blockSize;
    philox(chunk, [block >>> 0, Math.floor(block / 0x100000000), counter2, counter3], key0, key1);
    const from = at === 0 ? before : 0;
    take(chunk.subarray(from, Math.min(end - at, chunkSize)), at + from - before);
  }
}

function checkRegion(first: number, count: number): void {
  if (Number.isSafeInteger(first) && first >= 0 && Number.isSafeInteger(first + count)) return;
  const sentence = `the first element must be an integer in [0, 2^53 - 1 - ${count}], but got ${String(first)}`;
  throw refusal(
    'fillKeyedWords',
    sentence,
    { first, count },
    'Pass the index of the first element in the whole tensor.',
  );
}
