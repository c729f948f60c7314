import { NnError, type RandomSource } from '@nn/core';
import { seedWords, stateSize, temper, twist } from './mt19937.js';
import { normalizeSeed, unpredictableSeed } from './seed.js';
import { decodeState, encodeState } from './state-bytes.js';

/** The seed of a generator that was given none: PyTorch's. */
const defaultSeed = 67280421310721n;

/** What a bulk kernel takes and gives back: the state without the seed. */
export interface RawGeneratorState {
  /** The 624 words of the Mersenne Twister, before tempering. */
  readonly words: Uint32Array;
  /**
   * Index of the next word to temper and hand out; at 624, and at 0 (right after seeding), the words are twisted first.
   */
  readonly next: number;
  /** The second normal of the last pair that was drawn one by one, if it was not used yet. */
  readonly cachedNormal: number | null;
}

/**
 * PyTorch's random stream on the CPU: the Mersenne Twister MT19937, to the bit. The engine takes the low 32 bits of a
 * seed, so seeds that agree there give the same stream.
 *
 * Errors: `SEED` for a seed that is not an integer in [-2^63, 2^64 - 1].
 *
 * @example
 * import { Generator } from '@nn/nn';
 *
 * const generator = new Generator(0);
 * generator.nextUint32(); // 2357136044, as in PyTorch after torch.manual_seed(0)
 */
export class Generator implements RandomSource {
  /**
   * The normal that the scalar path has drawn and not handed out yet: any odd number of small normals leaves one
   * behind.
   * @internal
   */
  cachedNormal: number | null = null;
  /**
   * The state: draw by tempering the word at `position`.
   * @internal
   */
  readonly words: Uint32Array = new Uint32Array(stateSize);
  /**
   * Index of the next word; 624 when the words must be twisted first.
   * @internal
   */
  position: number = stateSize;

  private wordsAreSeed = true;
  private seed64 = defaultSeed;

  constructor(seed: number | bigint = defaultSeed) {
    this.manualSeed(seed);
  }

  /**
   * Starts the stream of a seed; forgets the cached normal.
   *
   * Errors: `SEED`; the generator is then as it was.
   */
  manualSeed(seed: number | bigint): this {
    this.seed64 = normalizeSeed(seed);
    seedWords(this.words, Number(BigInt.asUintN(32, this.seed64)));
    this.wordsAreSeed = true;
    this.position = stateSize;
    this.cachedNormal = null;
    return this;
  }

  /** Starts an unpredictable stream, and tells its seed. */
  seed(): bigint {
    return this.manualSeed(unpredictableSeed()).seed64;
  }

  /** The seed as 64 bits without sign: `-1` reads 18446744073709551615. */
  initialSeed(): bigint {
    return this.seed64;
  }

  /** The state as 5056 bytes: what `torch.get_rng_state()` holds at the same point of the same stream. */
  getState(): Uint8Array {
    return encodeState({ seed: this.seed64, words: this.words, next: this.next(), cachedNormal: this.cachedNormal });
  }

  /**
   * Goes to a state that `getState`, or PyTorch, has given.
   *
   * Errors: `STATE` for other bytes; the generator is then as it was.
   */
  setState(state: Uint8Array): void {
    const decoded = decodeState(state);
    this.seed64 = decoded.seed;
    this.restore(decoded);
  }

  /** The state for a bulk kernel: copies, so that nothing is shared. */
  rawState(): RawGeneratorState {
    return { words: this.words.slice(), next: this.next(), cachedNormal: this.cachedNormal };
  }

  /**
   * Takes back what a bulk kernel has made of `rawState()`. The seed stays.
   *
   * Errors: `STATE`; the generator is then as it was.
   */
  setRawState(state: RawGeneratorState): void {
    const { words, next, cachedNormal } = state;
    const whole = words instanceof Uint32Array && words.length === stateSize;
    const within = Number.isInteger(next) && next >= 0 && next <= stateSize;
    if (!whole || !within || (cachedNormal !== null && typeof cachedNormal !== 'number')) {
      throw new NnError('STATE', 'Invalid mt19937 state', {
        op: 'setRawState',
        details: { next, cachedNormal },
        advice: `It takes ${stateSize} words, a position from 0 to ${stateSize}, and a number or null.`,
      });
    }
    this.restore(state);
  }

  /** The next word: an integer in [0, 2^32). */
  nextUint32(): number {
    if (this.position === stateSize) this.twist();
    return temper(this.words[this.position++]!) >>> 0;
  }

  /** The next two words; the first is the high half of PyTorch's 64-bit integer. */
  nextUint64(): [high: number, low: number] {
    return [this.nextUint32(), this.nextUint32()];
  }

  /** A multiple of 2^-24 in [0, 1): one word. */
  float32Unit(): number {
    return (this.nextUint32() & 0xffffff) * 2 ** -24;
  }

  /** A multiple of 2^-53 in [0, 1): two words. */
  float64Unit(): number {
    const high = this.nextUint32() & 0x1fffff;
    return (high * 2 ** 32 + this.nextUint32()) * 2 ** -53;
  }

  /**
   * Makes the next 624 words. Only for who draws from them at once.
   * @internal
   */
  twist(): void {
    twist(this.words);
    this.wordsAreSeed = false;
    this.position = 0;
  }

  private next(): number {
    return this.wordsAreSeed ? 0 : this.position;
  }

  private restore({ words, next, cachedNormal }: RawGeneratorState): void {
    this.words.set(words);
    this.wordsAreSeed = next === 0;
    this.position = next === 0 ? stateSize : next;
    this.cachedNormal = cachedNormal;
  }
}
