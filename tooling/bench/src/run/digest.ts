import type { Answer } from '../workload.js';

/** An answer, small enough to be sent from one process to another. */
export type Digest =
  | { readonly scalars: readonly number[] }
  | {
      readonly n: number;
      readonly mean: number;
      readonly norm: number;
      readonly max: number;
      readonly samples: readonly number[];
      /** A checksum of all bits. */
      readonly bits: number;
    };

/** As `digest` in pytorch_peer.py. */
export function digestOf(answer: Answer): Digest {
  if ('scalars' in answer) return answer;
  const arrays = 'out' in answer ? [answer.out] : answer.tensors;
  let [n, sum, squares, max, checksum] = [0, 0, 0, 0, 0];
  for (const array of arrays) {
    const words = new Uint32Array(array.buffer, array.byteOffset, array.length);
    let weighted = 0;
    for (let i = 0; i < array.length; i++) {
      const value = array[i]!;
      sum += value;
      squares += value * value;
      // NaN shows, too.
      if (!(Math.abs(value) <= max)) max = Math.abs(value);
      weighted = (weighted + Math.imul(words[i]!, 2 * (i + 1) + 1)) | 0;
    }
    n += array.length;
    checksum = (Math.imul(checksum, 31) + weighted) >>> 0;
  }
  const last = arrays.at(-1)!;
  const samples = Array.from({ length: 16 }, (_, i) => last[(i * 7919 + 13) % last.length]!);
  return { n, mean: sum / n, norm: Math.sqrt(squares), max, samples, bits: checksum };
}
