import { NnError } from '@nn/core';
import { refusal } from '../refuse.js';
import { normalizeSeed } from '../seed.js';
import { philox, type Words4 } from './philox.js';
import { utf8 } from './utf8.js';
import { keyedStreamVersion } from './version.js';

/** What is folded in, so that a text and a whole number never look alike. */
const text = 1;
const whole = 2;

/**
 * Where a keyed stream begins: a name of 128 bits. Folding a tag gives a key of its own, whose stream has nothing to
 * do with its parent's or its siblings'; the order of folds counts. Keys never change and nothing is used up: the
 * same key and element give the same value whenever, wherever and however often they are asked for.
 *
 * Folding is Davies and Meyer's construction on Philox4x32-10; `docs/specs/keyed-streams.md` has it byte for byte.
 *
 * @example
 * import { StreamKey } from '@nn/random';
 *
 * const weight = StreamKey.fromSeed(0).fold('encoder.0.weight');
 * weight.toString() === StreamKey.fromSeed(0).fold('encoder.0.weight').toString(); // true
 * weight.fold(0).toString() === weight.fold('0').toString(); // false
 */
export class StreamKey {
  /** Unsigned words of 32 bits: Philox's key, then the upper half of its counter. */
  readonly words: Words4;

  private constructor(words: Words4) {
    this.words = words;
  }

  /**
   * The root of all streams of a seed: the seeds that `manualSeed` takes, so `-1` and `2n ** 64n - 1n` are one.
   *
   * Errors: `SEED`.
   */
  static fromSeed(seed: number | bigint): StreamKey {
    const seed64 = normalizeSeed(seed);
    const root = absorbText([0, 0, 0, 0], utf8(keyedStreamVersion)!);
    return new StreamKey(absorbWhole(root, Number(seed64 & 0xffffffffn), Number(seed64 >> 32n)));
  }

  /**
   * The key that `toString` has written.
   *
   * Errors: `FORMAT` for anything but 32 hexadecimal digits.
   */
  static parse(hex: string): StreamKey {
    if (typeof hex !== 'string' || !/^[0-9a-f]{32}$/i.test(hex)) {
      throw new NnError('FORMAT', `a stream key has 32 hexadecimal digits, but got ${describe(hex)}`, {
        op: 'StreamKey.parse',
        details: { hex },
        advice: 'Pass what toString() gave, or make a key with StreamKey.fromSeed(0).',
      });
    }
    const word = (i: number): number => Number.parseInt(hex.slice(8 * i, 8 * i + 8), 16);
    return new StreamKey([word(0), word(1), word(2), word(3)]);
  }

  /**
   * The key below this one under a tag: a text (`'weight'`), or a whole number from 0 up to 2^53 - 1 (a block, a
   * layer). `fold('a').fold('b')` differs from `fold('ab')`, and `fold(1)` from `fold('1')`.
   *
   * Errors: `OPTION` for other numbers, and for text with half a surrogate pair, which has no UTF-8.
   */
  fold(tag: string | number): StreamKey {
    if (typeof tag === 'number' && Number.isSafeInteger(tag) && tag >= 0) {
      return new StreamKey(absorbWhole(this.words, tag >>> 0, Math.floor(tag / 0x100000000)));
    }
    const bytes = typeof tag === 'string' ? utf8(tag) : null;
    if (bytes === null) {
      const sentence = `a tag must be well-formed text or a whole number in [0, 2^53 - 1], but got ${describe(tag)}`;
      throw refusal('StreamKey.fold', sentence, { tag }, 'Pass a name such as a parameter path, or an index.');
    }
    return new StreamKey(absorbText(this.words, bytes));
  }

  /** The four words as 32 hexadecimal digits. */
  toString(): string {
    return this.words.map((word) => word.toString(16).padStart(8, '0')).join('');
  }
}

/** Mixes a kind, a length in bytes, and so many bytes as little-endian words into a state. */
function absorb(state: Words4, kind: number, bytes: number, words: readonly number[]): Words4 {
  let mixed = mix(state, kind, bytes);
  for (let i = 0; i < words.length; i += 2) mixed = mix(mixed, words[i]!, words[i + 1] ?? 0);
  return mixed;
}

const absorbText = (state: Words4, bytes: readonly number[]): Words4 =>
  absorb(state, text, bytes.length, littleEndianWords(bytes));

const absorbWhole = (state: Words4, low: number, high: number): Words4 => absorb(state, whole, 8, [low, high]);

const block = new Uint32Array(4);

/** One step of Davies and Meyer: Philox of the state, with the message as key, and the state itself by exclusive or. */
function mix(state: Words4, key0: number, key1: number): Words4 {
  philox(block, state, key0, key1);
  const word = (i: 0 | 1 | 2 | 3): number => (block[i]! ^ state[i]) >>> 0;
  return [word(0), word(1), word(2), word(3)];
}

/** Bytes as words, the first byte the lowest; zeros fill the last word. */
function littleEndianWords(bytes: readonly number[]): number[] {
  const words = Array<number>(Math.ceil(bytes.length / 4)).fill(0);
  for (let i = 0; i < bytes.length; i++) words[i >> 2]! |= bytes[i]! << (8 * (i & 3));
  return words;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : typeof value;
}
