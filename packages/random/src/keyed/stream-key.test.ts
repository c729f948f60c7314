import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillKeyedWords, StreamKey } from '../index.js';
import { utf8 } from './utf8.js';

const root = StreamKey.fromSeed(0);

describe('StreamKey', () => {
  it('differs for different paths', () => {
    const tag = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.maxSafeNat(), fc.nat(3));
    const path = fc.array(tag, { maxLength: 4 });
    const textOf = (tags: readonly (string | number)[]): string =>
      tags.reduce<StreamKey>((key, tag) => key.fold(tag), root).toString();
    fc.assert(
      fc.property(path, path, (a, b) => {
        expect(textOf(a) === textOf(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { seed: 42, numRuns: 500 },
    );
    const close = [
      [],
      [''],
      ['\0'],
      ['\0\0'],
      [0],
      ['0'],
      [0, 0],
      ['a', 'b'],
      ['ab'],
      ['b', 'a'],
      ['12345678'],
      [''.padEnd(9, '\0')],
    ];
    expect(new Set(close.map(textOf)).size).toBe(close.length);
  });

  it('takes the seeds of manualSeed', () => {
    expect(StreamKey.fromSeed(-1).toString()).toBe(StreamKey.fromSeed(2n ** 64n - 1n).toString());
    expect(StreamKey.fromSeed(2 ** 40).toString()).toBe(StreamKey.fromSeed(2n ** 40n).toString());
    const seeds = [0, 1, 2n ** 32n, 2n ** 33n, 2n ** 63n, -1];
    expect(new Set(seeds.map((seed) => StreamKey.fromSeed(seed).toString())).size).toBe(seeds.length);
    expect(() => StreamKey.fromSeed(0.5)).toThrow(expect.objectContaining({ code: 'SEED' }));
  });

  it('is written and read again', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(15), { minLength: 32, maxLength: 32 }), (digits) => {
        const hex = digits.map((digit) => digit.toString(16)).join('');
        const key = StreamKey.parse(hex);
        expect(key.toString()).toBe(hex);
        expect(StreamKey.parse(hex.toUpperCase()).words).toEqual(key.words);
      }),
      { seed: 42, numRuns: 50 },
    );
    expect(root.fold('x').words.every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32)).toBe(true);
  });

  it.each(['', '0'.repeat(31), '0'.repeat(33), `${'0'.repeat(31)}g`, `0x${'0'.repeat(30)}`, 5])(
    'is not read from %j',
    (hex) => {
      expect(() => StreamKey.parse(hex as string)).toThrow(expect.objectContaining({ code: 'FORMAT' }));
    },
  );

  it.each([-1, 0.5, NaN, 2 ** 53, '\ud800', 'a\udc00', null, 5n])('does not fold %s', (tag) => {
    expect(() => root.fold(tag as never)).toThrow(expect.objectContaining({ code: 'OPTION' }));
  });

  it('flips half of the bits of a stream with each bit of a tag', () => {
    const wordsOf = (tag: number): Uint32Array => {
      const words = new Uint32Array(4);
      fillKeyedWords(words, root.fold(tag));
      return words;
    };
    let flipped = 0;
    for (let tag = 0; tag < 64; tag++) {
      const base = wordsOf(tag);
      for (let bit = 0; bit < 32; bit++) {
        const other = wordsOf((tag ^ (1 << bit)) >>> 0);
        base.forEach((word, i) => (flipped += ((word ^ other[i]!) >>> 0).toString(2).replaceAll(/[^1]/g, '').length));
      }
    }
    const all = 64 * 32 * 128;
    // Six standard deviations of so many coins.
    expect(Math.abs(flipped - all / 2)).toBeLessThan(3 * Math.sqrt(all));
  });
});

describe('utf8', () => {
  it('gives the bytes of every well-formed text, and none for the rest', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(utf8(text)).toEqual(Array.from(new TextEncoder().encode(text)));
      }),
      { seed: 42, numRuns: 200 },
    );
    expect(utf8('a\ud83d')).toBeNull();
    expect(utf8('\ude00b')).toBeNull();
  });
});
