import type { NnError } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkRandperm,
  fillBernoulli,
  fillBernoulliFrom,
  fillExponential,
  fillNormal,
  fillRandint,
  fillRandom,
  fillTruncNormal,
  fillUniform,
  Generator,
  randperm,
  randpermInt32,
} from '../index.js';

const stateOf = (generator: Generator): string => Buffer.from(generator.getState()).toString('hex');

const bits = (values: Float32Array): string[] =>
  Array.from(new Uint32Array(values.buffer), (word) => word.toString(16).padStart(8, '0'));

const uniform = (n: number, low: number, high: number, seed: number | bigint = 0): Float32Array => {
  const out = new Float32Array(n);
  fillUniform(out, { low, high }, new Generator(seed));
  return out;
};

const normal = (n: number, mean = 0, std = 1, seed = 0): Float32Array => {
  const out = new Float32Array(n);
  fillNormal(out, { mean, std }, new Generator(seed));
  return out;
};

describe('fillUniform', () => {
  it('gives the bits of PyTorch', () => {
    expect(bits(uniform(4, 0, 1))).toEqual(['3efe1558', '3f44aa2f', '3db533a8', '3e073300']);
    expect(bits(uniform(4, -0.3, 0.1))).toEqual(['bdcfdddb', '3beed623', 'be877ad6', 'be7d1ece']);
    expect(bits(uniform(2, 0, 1, -1))).toEqual(['3f7e69a3', '3f124122']);
    expect(bits(uniform(2, 0, 1, 2n ** 32n + 5n))).toEqual(['3f548b63', '3e012338']);
    const double = new Float64Array(2);
    fillUniform(double, { low: 0, high: 1 }, new Generator(0));
    expect(Array.from(double)).toEqual([0.9700530018065531, 0.707819864399788]);
  });

  it('stays within the closed interval', () => {
    const bound = fc.float({ noNaN: true, noDefaultInfinity: true, min: -(2 ** 100), max: 2 ** 100 });
    fc.assert(
      fc.property(bound, bound, fc.nat(), (a, b, seed) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        for (const out of [new Float32Array(50), new Float64Array(50)]) {
          fillUniform(out, { low, high }, new Generator(seed));
          expect(out.every((x) => x >= low && x <= high)).toBe(true);
        }
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  it('draws as many words when both bounds are one', () => {
    const generator = new Generator(0);
    const out = new Float32Array(3);
    fillUniform(out, { low: 2, high: 2 }, generator);
    expect(Array.from(out)).toEqual([2, 2, 2]);
    expect(generator.rawState().next).toBe(3);
  });

  it('does not depend on how a stream is cut into calls', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(900), { maxLength: 5 }), fc.boolean(), (sizes, wide) => {
        const allocate = (n: number): Float32Array | Float64Array => (wide ? new Float64Array(n) : new Float32Array(n));
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const [whole, parts] = [allocate(total), allocate(total)];
        const [first, second] = [new Generator(1), new Generator(1)];
        first.nextUint32();
        second.nextUint32();
        fillUniform(whole, { low: -1, high: 3 }, first);
        let start = 0;
        for (const size of sizes) fillUniform(parts.subarray(start, (start += size)), { low: -1, high: 3 }, second);
        expect(Buffer.compare(new Uint8Array(parts.buffer), new Uint8Array(whole.buffer))).toBe(0);
        expect(stateOf(second)).toBe(stateOf(first));
      }),
      { seed: 42, numRuns: 50 },
    );
  });
});

describe('fillNormal', () => {
  it('gives the bits of PyTorch on every path', () => {
    expect(bits(normal(3))).toEqual(['3fc53f5c', 'be963c50', 'c00b7149']);
    expect(bits(normal(16)).join(' ')).toBe(
      'bf901b85 bf93808a be804bd6 bede255d 3f594515 3f312783 bea1cc6d c0075fc1 3ea50138 bfa1b4f4 3eb330ff 3e9dc3bb 3df56f77 3f9e6b93 3f8ef28e be7d367c',
    );
    const seventeen = bits(normal(17));
    expect(seventeen.slice(0, 4)).toEqual(['bf901b85', 'bfd91446', '3f111004', '3f4b235d']);
    expect(seventeen[16]).toBe('3f6e8c30');
    expect(bits(normal(16, 0, 0.02, 42)).slice(0, 4)).toEqual(['3d1dda57', '3cf3ad37', '3c9392d1', 'bd2c7bf9']);
  });

  it('draws n words in blocks, sixteen more for a rest, and four a pair one by one', () => {
    const drawn = (n: number, contiguous: boolean): number => {
      const generator = new Generator(0);
      fillNormal(new Float32Array(n), { mean: 0, std: 1 }, generator, { contiguous });
      return generator.rawState().next;
    };
    expect(drawn(32, true)).toBe(32);
    expect(drawn(33, true)).toBe(49);
    expect(drawn(15, true)).toBe(32);
    expect(drawn(33, false)).toBe(68);
  });

  it('neither uses nor forgets the cached normal in blocks', () => {
    const generator = new Generator(0);
    fillNormal(new Float32Array(1), { mean: 0, std: 1 }, generator);
    const { cachedNormal } = generator.rawState();
    expect(cachedNormal).not.toBeNull();
    fillNormal(new Float32Array(32), { mean: 0, std: 1 }, generator);
    fillUniform(new Float32Array(3), { low: 0, high: 1 }, generator);
    expect(generator.rawState().cachedNormal).toBe(cachedNormal);
    const next = new Float32Array(1);
    fillNormal(next, { mean: 0, std: 1 }, generator);
    expect(next[0]).toBe(Math.fround(cachedNormal!));
    expect(generator.rawState().cachedNormal).toBeNull();
  });
});

describe('the other laws', () => {
  it('give the bits of PyTorch', () => {
    const cut = new Float32Array(6);
    fillTruncNormal(cut, { mean: 0, std: 1, a: -2, b: 2 }, new Generator(0));
    expect(bits(cut)).toEqual(['bc12be56', '3f318c77', 'bf9eeb05', 'bf8556bc', 'bef4eff9', '3ea72b64']);
    expect(Array.from(randperm(10, new Generator(0)), Number)).toEqual([4, 1, 7, 5, 3, 9, 0, 8, 6, 2]);
    const integers = new BigInt64Array(5);
    fillRandint(integers, { low: 0, high: 100 }, new Generator(0));
    expect(Array.from(integers, Number)).toEqual([44, 39, 33, 60, 63]);
    const coins = new Uint8Array(10);
    fillBernoulli(coins, { p: 0.5 }, new Generator(0));
    expect(Array.from(coins)).toEqual([0, 0, 1, 0, 0, 0, 1, 1, 0, 1]);
    const waits = new Float32Array(3);
    fillExponential(waits, { lambd: 1 }, new Generator(0));
    expect(Array.from(waits)).toEqual([3.508326292037964, 1.2303847074508667, 0.615044116973877]);
  });

  it('truncNormal keeps PyTorch’s one outlier in 2^24, a itself', () => {
    const generator = new Generator(1);
    const words = new Generator(1);
    const n = 2753121;
    for (let i = 0; i < n - 1; i++) words.nextUint32();
    generator.setState(words.getState());
    const out = new Float32Array(1);
    fillTruncNormal(out, { mean: 0, std: 0.02, a: -2, b: 2 }, generator);
    expect(out[0]).toBe(-2);
  });

  it('float64 truncNormal stays within its ends and near the float32 one', () => {
    const [single, double] = [new Float32Array(2000), new Float64Array(2000)];
    const law = { mean: 1, std: 2, a: -1, b: 2.5 };
    fillTruncNormal(double, law, new Generator(3));
    fillTruncNormal(single, law, new Generator(3));
    const mean = (values: Float32Array | Float64Array): number =>
      Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;
    expect(double.every((x) => x >= -1 && x <= 2.5)).toBe(true);
    expect(Math.abs(mean(double) - mean(single))).toBeLessThan(0.1);
  });

  it('randperm is a permutation, the same as int32', () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(), (n, seed) => {
        const permutation = randperm(n, new Generator(seed));
        const narrow = randpermInt32(n, new Generator(seed));
        expect(permutation.length).toBe(n);
        expect(permutation.every((value, i) => value === BigInt(narrow[i]!))).toBe(true);
        expect(narrow.toSorted().every((value, i) => value === i)).toBe(true);
      }),
      { seed: 42, numRuns: 30 },
    );
  });
});

/** Every fill, on an array of n elements. */
const fills: readonly (readonly [string, (n: number, generator: Generator) => void])[] = [
  ['uniform', (n, g) => fillUniform(new Float32Array(n), { low: 0, high: 1 }, g)],
  ['uniform in float64', (n, g) => fillUniform(new Float64Array(n), { low: 1, high: 2 }, g)],
  ['normal', (n, g) => fillNormal(new Float32Array(n), { mean: 0, std: 1 }, g)],
  ['normal in float64', (n, g) => fillNormal(new Float64Array(n), { mean: 0, std: 1 }, g)],
  ['truncNormal', (n, g) => fillTruncNormal(new Float32Array(n), { mean: 0, std: 1, a: -2, b: 2 }, g)],
  ['bernoulli', (n, g) => fillBernoulli(new Uint8Array(n), { p: 0.5 }, g)],
  ['bernoulliFrom', (n, g) => fillBernoulliFrom(new Float32Array(n), new Float32Array(n), g)],
  ['randint', (n, g) => fillRandint(new Int32Array(n), { low: 0, high: 9 }, g)],
  ['wide randint', (n, g) => fillRandint(new BigInt64Array(n), { low: 0, high: 2n ** 40n }, g)],
  ['random', (n, g) => fillRandom(new BigInt64Array(n), g, 'int64')],
  ['randperm', (n, g) => void randperm(n, g)],
  ['exponential', (n, g) => fillExponential(new Float32Array(n), { lambd: 1 }, g)],
];

it.each(fills)('%s of zero elements draws nothing, of more elements something', (name, fill) => {
  const generator = new Generator(0);
  const before = stateOf(generator);
  fill(0, generator);
  expect(stateOf(generator)).toBe(before);
  fill(2, generator);
  expect(stateOf(generator)).not.toBe(before);
});

const f32 = (): Float32Array => new Float32Array(3);

describe('a call with bad parameters', () => {
  it.each<readonly [string, string, (generator: Generator) => void]>([
    ['normal of a NaN mean', 'found mean nan', (g) => fillNormal(f32(), { mean: Number.NaN, std: 1 }, g)],
    [
      'normal of no mean',
      'found mean undefined',
      (g) => fillNormal(f32(), { std: 1 } as { mean: number; std: number }, g),
    ],
    ['normal of nothing at all', 'found std -1', (g) => fillNormal(new Float32Array(0), { mean: 0, std: -1 }, g)],
    [
      'uniform of bigints',
      'from is out of bounds',
      (g) => fillUniform(f32(), { low: 1n as unknown as number, high: 2 }, g),
    ],
    ['truncNormal with a > b', 'a=2 > b=-2', (g) => fillTruncNormal(f32(), { mean: 0, std: 1, a: 2, b: -2 }, g)],
    ['truncNormal with std 0', 'found std 0', (g) => fillTruncNormal(f32(), { mean: 0, std: 0, a: -2, b: 2 }, g)],
    ['truncNormal with std < 0', 'found std -1', (g) => fillTruncNormal(f32(), { mean: 0, std: -1, a: -2, b: 2 }, g)],
    [
      'truncNormal with a NaN end',
      'found a nan',
      (g) => fillTruncNormal(f32(), { mean: 0, std: 1, a: Number.NaN, b: 2 }, g),
    ],
    [
      'truncNormal without a finite mean',
      'mean inf',
      (g) => fillTruncNormal(f32(), { mean: Infinity, std: 1, a: -2, b: 2 }, g),
    ],
    ['exponential of rate 0', 'found lambda=0', (g) => fillExponential(f32(), { lambd: 0 }, g)],
    ['exponential of NaN', 'found lambda=nan', (g) => fillExponential(f32(), { lambd: Number.NaN }, g)],
    ['bernoulliFrom with a late 1.5', 'p_in', (g) => fillBernoulliFrom(f32(), Float32Array.of(0.5, 0, 1.5), g)],
    ['bernoulliFrom with NaN', 'p_in', (g) => fillBernoulliFrom(f32(), Float64Array.of(0.5, Number.NaN, 1), g)],
    ['bernoulliFrom of unequal lengths', '2 probabilities', (g) => fillBernoulliFrom(f32(), Float32Array.of(0, 1), g)],
    ['randint of fractions', 'low must be an integer', (g) => fillRandint(new Int32Array(3), { low: 0.5, high: 3 }, g)],
    [
      'randint beyond safe integers',
      'high must be an integer',
      (g) => fillRandint(f32(), { low: 0, high: 2 ** 60 }, g),
    ],
    ['randint beyond int64', 'Overflow', (g) => fillRandint(new BigInt64Array(3), { low: 0, high: 2n ** 63n }, g)],
    [
      'randint of NaN',
      'high must be an integer',
      (g) => fillRandint(new Int32Array(3), { low: 0, high: Number.NaN }, g),
    ],
    [
      'randint 0 to 3 of bool',
      'out of bounds for bool',
      (g) => fillRandint(new Uint8Array(3), { low: 0, high: 3 }, g, 'bool'),
    ],
    ['randperm of 2.5', 'must be an integer', (g) => void randperm(2.5, g)],
    ['randperm of NaN', 'must be an integer', (g) => void randperm(Number.NaN, g)],
  ])('%s is refused, and nothing is drawn', (_, words, attempt) => {
    const generator = new Generator(0);
    generator.nextUint32();
    const before = stateOf(generator);
    expect(() => attempt(generator)).toThrow(expect.objectContaining({ code: 'OPTION' }) as NnError);
    expect(() => attempt(generator)).toThrow(words);
    expect(stateOf(generator)).toBe(before);
  });

  it('random of a dtype that the array cannot be is refused, and nothing is drawn', () => {
    const generator = new Generator(0);
    const before = stateOf(generator);
    expect(() => fillRandom(new Int32Array(3), generator, 'float32')).toThrow(
      expect.objectContaining({ code: 'DTYPE' }) as NnError,
    );
    expect(stateOf(generator)).toBe(before);
    expect(() => checkRandperm(2 ** 31)).toThrow(/up to 2147483647/);
  });
});
