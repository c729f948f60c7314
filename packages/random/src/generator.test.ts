import { NnError, type RandomSource } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultGenerator,
  fillNormal,
  fillUniform,
  forkRng,
  Generator,
  getRngState,
  initialSeed,
  manualSeed,
  setRngState,
  withGenerator,
} from './index.js';

const stateOf = (source: RandomSource): string => Buffer.from(source.getState()).toString('hex');

const words = (generator: RandomSource, count: number): number[] =>
  Array.from({ length: count }, () => generator.nextUint32());

/** A few draws of every width, in an order that fast-check picks. */
const moves = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('word' as const), count: fc.nat(700) }),
    fc.record({ kind: fc.constant('normal' as const), count: fc.nat(40) }),
    fc.record({ kind: fc.constant('double' as const), count: fc.nat(400) }),
  ),
  { maxLength: 6 },
);

/** What the moves draw, as text. */
function play(generator: Generator, steps: readonly { readonly kind: string; readonly count: number }[]): string {
  const drawn = steps.flatMap(({ kind, count }) => {
    if (kind === 'word') return words(generator, count);
    const out = kind === 'normal' ? new Float32Array(count) : new Float64Array(count);
    if (kind === 'normal') fillNormal(out, { mean: 0, std: 1 }, generator);
    else fillUniform(out, { low: 0, high: 1 }, generator);
    return Array.from(out);
  });
  return drawn.join();
}

describe('the stream', () => {
  it('is PyTorch’s', () => {
    expect(words(new Generator(0), 4)).toEqual([2357136044, 2546248239, 3071714933, 3626093760]);
    expect(new Generator().initialSeed()).toBe(67280421310721n);
  });

  it('is the reference MT19937: the 10,000th word of seed 5489 is the one in the C++ standard', () => {
    expect(words(new Generator(5489), 10_000).at(-1)).toBe(4123659995);
  });

  it('gives 64 bits with the high word first, and units from the low bits', () => {
    expect(new Generator(0).nextUint64()).toEqual([2357136044, 2546248239]);
    expect(new Generator(0).float32Unit()).toBe((2357136044 % 2 ** 24) / 2 ** 24);
    expect(new Generator(0).float64Unit()).toBe(((2357136044 % 2 ** 21) * 2 ** 32 + 2546248239) / 2 ** 53);
  });

  it('depends on the low 32 bits of the seed only', () => {
    const seed = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(seed, (value) => {
        const low = new Generator(BigInt.asUintN(32, value));
        expect(words(new Generator(value), 3)).toEqual(words(low, 3));
        expect(new Generator(value).initialSeed()).toBe(BigInt.asUintN(64, value));
      }),
      { seed: 42, numRuns: 50 },
    );
  });

  it('starts anew from an unpredictable seed, and tells which', () => {
    const generator = new Generator(0);
    const seed = generator.seed();
    expect(seed).toBe(generator.initialSeed());
    expect(seed).not.toBe(generator.seed());
    expect(seed).toBeLessThan(2n ** 53n);
    expect(words(new Generator(seed), 3)).toEqual(words(new Generator(seed), 3));
  });
});

describe('a seed', () => {
  it.each([1.5, Number.NaN, Infinity, 2 ** 53, -(2 ** 60), 2n ** 64n, -(2n ** 63n) - 1n, '7', null, true, {}])(
    'that is %s is refused, and the generator is as it was',
    (seed) => {
      const generator = new Generator(3);
      words(generator, 5);
      fillNormal(new Float32Array(1), { mean: 0, std: 1 }, generator);
      const before = stateOf(generator);
      expect(() => generator.manualSeed(seed as number)).toThrow(expect.objectContaining({ code: 'SEED' }) as NnError);
      expect(stateOf(generator)).toBe(before);
    },
  );

  it('that a number cannot hold is refused with the way out', () => {
    expect(() => new Generator(2 ** 53)).toThrow(/pass a larger seed as a bigint/);
  });
});

describe('the state', () => {
  it('brings back the same continuation wherever it was taken, in bytes and raw', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31), moves, moves, (seed, first, then) => {
        const generator = new Generator(seed);
        play(generator, first);
        const [bytes, raw, state] = [generator.getState(), generator.rawState(), stateOf(generator)];
        const expected = play(generator, then);

        const other = new Generator(1);
        other.setState(bytes);
        expect(stateOf(other)).toBe(state);
        expect(play(other, then)).toBe(expected);
        expect(stateOf(other)).toBe(stateOf(generator));
        expect(other.initialSeed()).toBe(BigInt(seed));

        const third = new Generator(seed);
        third.setRawState(raw);
        expect(stateOf(third)).toBe(state);
        expect(play(third, then)).toBe(expected);
      }),
      { seed: 42, numRuns: 60 },
    );
  });

  it('is a copy: drawing does not change it', () => {
    const generator = new Generator(0);
    const [bytes, raw] = [generator.getState(), generator.rawState()];
    const kept = [bytes.slice(), raw.words.slice()];
    words(generator, 700);
    expect([bytes, raw.words]).toEqual(kept);
  });

  it('is read from the older layout of 5048 bytes too, and from the middle of a buffer', () => {
    const generator = new Generator(9);
    words(generator, 100);
    const holder = new Uint8Array(6000);
    holder.set(generator.getState(), 13);
    const other = new Generator(0);
    other.setState(holder.subarray(13, 13 + 5048));
    expect(words(other, 3)).toEqual(words(generator, 3));
  });

  const damaged = (change: (view: DataView) => void): Uint8Array => {
    const generator = new Generator(0);
    words(generator, 10);
    const bytes = generator.getState();
    change(new DataView(bytes.buffer));
    return bytes;
  };

  it.each([
    ['no bytes', new Uint8Array(0)],
    ['a wrong length', new Uint8Array(5055)],
    ['zeros', new Uint8Array(5056)],
    ['left out of range', damaged((view) => view.setInt32(8, 0, true))],
    ['left and next that disagree', damaged((view) => view.setInt32(8, 600, true))],
    ['next out of range', damaged((view) => view.setUint32(16, 700, true))],
    ['next beyond 32 bits', damaged((view) => view.setUint32(20, 1, true))],
    ['an engine that was never seeded', damaged((view) => view.setInt32(12, 0, true))],
    ['a word of more than 32 bits', damaged((view) => view.setUint32(28, 1, true))],
    ['numbers in an array', [1, 2, 3] as unknown as Uint8Array],
  ])('with %s is refused, and the generator is as it was', (_, bytes) => {
    const generator = new Generator(3);
    fillNormal(new Float32Array(1), { mean: 0, std: 1 }, generator);
    const before = stateOf(generator);
    expect(() => generator.setState(bytes)).toThrow(expect.objectContaining({ code: 'STATE' }) as NnError);
    expect(stateOf(generator)).toBe(before);
  });

  it.each([
    ['too few words', { words: new Uint32Array(623), next: 1, cachedNormal: null }],
    ['a position out of range', { words: new Uint32Array(624), next: 625, cachedNormal: null }],
    ['plain words', { words: [1] as unknown as Uint32Array, next: 1, cachedNormal: null }],
    ['no cached normal', { words: new Uint32Array(624), next: 1, cachedNormal: undefined as unknown as null }],
    ['a fractional position', { words: new Uint32Array(624), next: 1.5, cachedNormal: null }],
  ])('that is raw with %s is refused, and the generator is as it was', (_, raw) => {
    const generator = new Generator(3);
    const before = stateOf(generator);
    expect(() => generator.setRawState(raw)).toThrow(expect.objectContaining({ code: 'STATE' }) as NnError);
    expect(stateOf(generator)).toBe(before);
  });
});

describe('the default generator', () => {
  it('is what the functions without a generator speak of', () => {
    expect(manualSeed(-1)).toBe(defaultGenerator);
    expect(initialSeed()).toBe(18446744073709551615n);
    const state = getRngState();
    const drawn = words(defaultGenerator, 3);
    setRngState(state);
    expect(words(defaultGenerator, 3)).toEqual(drawn);
  });

  it('is back where it was after forkRng, whatever happens inside', () => {
    manualSeed(4);
    const before = stateOf(defaultGenerator);
    expect(forkRng(() => manualSeed(5).nextUint32())).toBe(new Generator(5).nextUint32());
    expect(stateOf(defaultGenerator)).toBe(before);
    expect(() =>
      forkRng(() => {
        words(defaultGenerator, 3);
        throw new Error('inside');
      }),
    ).toThrow('inside');
    expect(stateOf(defaultGenerator)).toBe(before);
    expect(() => forkRng(async () => words(defaultGenerator, 3))).toThrow(
      expect.objectContaining({ code: 'OPTION' }) as NnError,
    );
    expect(stateOf(defaultGenerator)).toBe(before);
  });

  it('can be another one in forkRng', () => {
    const generator = new Generator(1);
    const before = stateOf(generator);
    forkRng(() => words(generator, 3), generator);
    expect(stateOf(generator)).toBe(before);
  });
});

describe('withGenerator', () => {
  it('lends a generator itself', () => {
    const generator = new Generator(1);
    expect(withGenerator(generator, (lent) => lent)).toBe(generator);
  });

  it('lends another kind of source a generator in its state, and takes the state back', () => {
    const inner = new Generator(1);
    const source: RandomSource = {
      nextUint32: () => inner.nextUint32(),
      getState: () => inner.getState(),
      setState: (state) => inner.setState(state),
    };
    const drawn = withGenerator(source, (lent) => words(lent, 3));
    const reference = new Generator(1);
    expect(drawn).toEqual(words(reference, 3));
    expect(stateOf(inner)).toBe(stateOf(reference));
    expect(() =>
      withGenerator(source, (lent) => {
        words(lent, 3);
        throw new Error('inside');
      }),
    ).toThrow('inside');
    expect(stateOf(inner)).toBe(stateOf(reference));
  });
});
