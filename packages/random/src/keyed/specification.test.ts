import * as fc from 'fast-check';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  fillKeyedBernoulli,
  fillKeyedLogOfUniform,
  fillKeyedNormal,
  fillKeyedTruncNormal,
  fillKeyedUniform,
  fillKeyedWords,
  type KeyedArray,
  keyedNormalTable,
  keyedTruncation,
  StreamKey,
} from '../index.js';
import { normalCoefficients, normalOfWord } from './normal-of-word.js';
import { philox, type Words4 } from './philox.js';
import * as specified from './test-specification.js';

const page = readFileSync(new URL('../../../../docs/specs/keyed-streams.md', import.meta.url), 'utf8');

/** The lines of the page's vectors: what to make, from what, and the result. */
const vectors = [...page.matchAll(/^```text\n([\s\S]*?)^```$/gm)]
  .flatMap((block) => block[1]!.trim().split('\n'))
  .map((line) => {
    const [head, ...rest] = line.split(' | ').map((part) => part.trim()) as [string, ...string[]];
    const [name, ...args] = head.split(' ') as [string, ...string[]];
    return { line, name, args, between: rest.slice(0, -1), result: rest.at(-1)! };
  });

const named = (...names: string[]): typeof vectors => vectors.filter(({ name }) => names.includes(name));

const hex = (word: number | bigint): string => word.toString(16).padStart(8, '0');
const bigWords = (text: string): bigint[] => text.match(/[0-9a-f]{8}/g)!.map((digits) => BigInt(`0x${digits}`));
const sha256 = (bytes: ArrayBufferView): string =>
  createHash('sha256').update(new Uint8Array(bytes.buffer)).digest('hex');

function bits(values: KeyedArray): string {
  const words = Array.from(new Uint32Array(values.buffer), hex);
  return values instanceof Float32Array
    ? words.join(' ')
    : Array.from(values, (_, i) => words[2 * i + 1]! + words[2 * i]!).join(' ');
}

type Fill = (out: KeyedArray, parameters: never, key: StreamKey, first?: number) => void;

const laws: Readonly<Record<string, Fill>> = {
  uniform: fillKeyedUniform,
  normal: fillKeyedNormal,
  truncNormal: fillKeyedTruncNormal,
  bernoulli: fillKeyedBernoulli,
  logOfUniform: fillKeyedLogOfUniform,
};

const readParameters = (args: readonly string[]): Record<string, number> =>
  Object.fromEntries(args.map((arg) => arg.split('=')).map(([name, value]) => [name, Number(value)]));

describe('the vectors of the specification', () => {
  it('are all read', () => {
    const counts = new Map<string, number>();
    for (const { name } of vectors) counts.set(name, (counts.get(name) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({
      philox: 3,
      z: 14,
      key: 17,
      words: 5,
      uniform: 24,
      normal: 30,
      truncNormal: 24,
      truncation: 8,
      bernoulli: 12,
      logOfUniform: 18,
    });
  });

  it.each(named('philox'))('$line', ({ args, between, result }) => {
    const counter = args.map((digits) => Number.parseInt(digits, 16)) as unknown as Words4;
    const [key0, key1] = bigWords(between[0]!);
    const out = new Uint32Array(4);
    philox(out, counter, Number(key0), Number(key1));
    expect(Array.from(out, hex).join(' ')).toBe(result);
    expect(specified.block(counter.map(BigInt), [key0!, key1!]).map(hex).join(' ')).toBe(result);
  });

  it.each(named('key'))('$line', ({ args, result }) => {
    const seed = BigInt(args[0]!);
    const path = JSON.parse(args.slice(1).join(' ')) as (string | number)[];
    expect(path.reduce((key, tag) => key.fold(tag), StreamKey.fromSeed(seed)).toString()).toBe(result);
    expect(specified.keyOf(seed, path).map(hex).join('')).toBe(result);
  });

  it.each(named('words'))('$line', ({ between, result }) => {
    const [key, first] = between as [string, string];
    const out = new Uint32Array(4);
    fillKeyedWords(out, StreamKey.parse(key), Number(first));
    expect(Array.from(out, hex).join(' ')).toBe(result);
    const words = Array.from(out, (_, i) => specified.wordOf(bigWords(key), BigInt(first) + BigInt(i)));
    expect(words.map(hex).join(' ')).toBe(result);
  });

  it.each(named('z'))('$line', ({ args, result }) => {
    const word = Number.parseInt(args[0]!, 16);
    expect(bits(Float32Array.of(normalOfWord(word, normalCoefficients())))).toBe(result);
    expect(specified.bitsOfNumber(BigInt(word))).toBe(result);
  });

  it.each(named('truncation'))('$line', ({ args, result }) => {
    const [dtype, ...rest] = args as ['float32' | 'float64', ...string[]];
    const parameters = readParameters(rest);
    const { first, count } = keyedTruncation(parameters as never, dtype);
    expect(`${first} ${count}`).toBe(result);
    expect(specified.truncation(parameters, dtype === 'float64').join(' ')).toBe(result);
  });

  it.each(named(...Object.keys(laws)))('$line', ({ name, args, between, result }) => {
    const [dtype, ...rest] = args as [specified.SpecifiedDType, ...string[]];
    const [key, first] = between.slice(-2) as [string, string];
    const parameters = readParameters(rest);
    const again = Array.from({ length: 4 }, (_, i) =>
      specified.element(name, dtype, parameters, bigWords(key), BigInt(first) + BigInt(i)),
    );
    expect(again.join(' ')).toBe(result);
    // 16-bit floats are made where they are stored.
    if (dtype === 'float16' || dtype === 'bfloat16') return;
    const out = dtype === 'float32' ? new Float32Array(4) : new Float64Array(4);
    laws[name]!(out, parameters as never, StreamKey.parse(key), Number(first));
    expect(bits(out)).toBe(result);
  });
});

describe('the table of normals', () => {
  const digest = '5f12b45f9967fe965a0e4ae38a96b9e872e90bde494e44f4057770d557d16071';

  it('has the bytes of the specification', () => {
    expect(page).toContain(digest);
    expect(sha256(keyedNormalTable())).toBe(digest);
  });

  it('comes out the same in 192-bit integers', () => {
    expect(sha256(Uint32Array.from(specified.tableOf().flat(), Number))).toBe(digest);
  });

  it('gives a million words the numbers of the specification', () => {
    const table = normalCoefficients();
    const out = Float32Array.from({ length: 1 << 20 }, (_, i) => normalOfWord(Math.imul(i, 0x9e3779b9) >>> 0, table));
    const expected = '3faa97a796d5975c7333a31bf5f76194e771207983cf8e5ce771a5c3ec33a4f7';
    expect(page).toContain(expected);
    expect(sha256(out)).toBe(expected);
  });
});

describe('the specification, implemented twice', () => {
  const anyKey = fc
    .tuple(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
      fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.maxSafeNat())),
    )
    .map(([seed, path]) => ({ seed, path }));
  const place = fc.record({ key: anyKey, first: fc.maxSafeNat().map((n) => Math.max(0, n - 3)), wide: fc.boolean() });
  const single = fc.float({ noNaN: true, noDefaultInfinity: true, min: -(2 ** 120), max: 2 ** 120 });
  const magnitude = fc.float({ noNaN: true, noDefaultInfinity: true, min: 0, max: 2 ** 120 });
  const double = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 });

  const agrees = (law: string, parameters: fc.Arbitrary<Record<string, number>>, numRuns: number): void => {
    fc.assert(
      fc.property(place, parameters, ({ key: { seed, path }, first, wide }, p) => {
        const key = path.reduce<StreamKey>((parent, tag) => parent.fold(tag), StreamKey.fromSeed(seed));
        const out = wide ? new Float64Array(2) : new Float32Array(2);
        laws[law]!(out, p as never, key, first);
        const words = specified.keyOf(seed, path);
        const again = [0, 1].map((i) =>
          specified.element(law, wide ? 'float64' : 'float32', p, words, BigInt(first) + BigInt(i)),
        );
        expect(bits(out)).toBe(again.join(' '));
      }),
      { seed: 42, numRuns },
    );
  };

  it('agrees on uniforms', () => {
    const pair = fc.tuple(fc.oneof(single, double), fc.oneof(single, double));
    agrees(
      'uniform',
      pair.map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) })),
      300,
    );
  });

  it('agrees on narrow uniforms, where rounding reaches the upper bound', () => {
    const narrow = fc.tuple(fc.float({ min: 1, max: 2, noNaN: true }), fc.integer({ min: 0, max: 4 }));
    agrees(
      'uniform',
      narrow.map(([low, steps]) => ({ low, high: low + steps * 2 ** -23 })),
      100,
    );
  });

  it('agrees on normals', () => {
    agrees('normal', fc.record({ mean: fc.oneof(single, double), std: magnitude }), 300);
    agrees('normal', fc.record({ mean: fc.constant(0), std: fc.float({ min: 0, max: 2 ** -120, noNaN: true }) }), 100);
  });

  it('agrees on truncated normals', () => {
    const cut = fc.record({
      mean: fc.double({ min: -2, max: 2, noNaN: true }),
      std: fc.double({ min: 0.5, max: 2, noNaN: true }),
    });
    agrees(
      'truncNormal',
      fc.tuple(cut, fc.double({ min: 0.1, max: 5, noNaN: true })).map(([p, b]) => ({ ...p, a: -1, b })),
      20,
    );
  });

  it('agrees on coins', () => {
    agrees(
      'bernoulli',
      fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(1)).map((p) => ({ p })),
      100,
    );
  });

  it('agrees on logarithms', () => {
    const bound = fc.double({ min: 1e-30, max: 1e30, noNaN: true });
    agrees(
      'logOfUniform',
      fc.tuple(bound, bound).map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) })),
      200,
    );
  });
});
