import { NnError } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonNumber, readJson, type JsonValue } from './json.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The value as `JSON.parse` gives it. */
function plain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (value instanceof Map)
    return Object.fromEntries([...(value as ReadonlyMap<string, JsonValue>)].map(([key, item]) => [key, plain(item)]));
  return Array.isArray(value) ? value.map(plain) : value;
}

const refusal = (text: string | Uint8Array): NnError => {
  try {
    readJson(typeof text === 'string' ? bytes(text) : text, 8);
  } catch (error) {
    if (error instanceof NnError) return error;
    throw error;
  }
  throw new Error(`not refused: ${String(text)}`);
};

describe('readJson', () => {
  it('reads what JSON.stringify writes', () => {
    const value = fc
      .jsonValue({ maxDepth: 8, noUnicodeString: false })
      .filter((v) => !JSON.stringify(v).includes('__proto__'));
    const property = fc.property(value, fc.constantFrom(undefined, 1, '\t'), (v, space) => {
      const text = JSON.stringify(v, null, space);
      fc.pre(!/\\ud[89a-f]/i.test(text));
      expect(plain(readJson(bytes(text), 0))).toEqual(JSON.parse(text));
    });
    fc.assert(property, { seed: 42, numRuns: 500 });
  });

  it('keeps the digits of numbers', () => {
    const items = readJson(bytes('[1e3, 2.0, -0, 123456789012345678901]'), 0) as JsonNumber[];
    expect(items.map((item) => item.text)).toEqual(['1e3', '2.0', '-0', '123456789012345678901']);
  });

  it('understands every escape and text outside ASCII', () => {
    expect(readJson(bytes(String.raw`"\"\\\/\b\f\n\r\té😀é😀"`), 0)).toBe('"\\/\b\f\n\r\té😀é😀');
  });

  it('refuses a name that stands twice, however it is spelled', () => {
    expect(refusal('{"a":1,"a":2}').details).toEqual({ at: 15, name: 'a' });
    expect(refusal(String.raw`{"a":1,"\u0061":2}`).message).toContain('stands twice');
    expect(plain(readJson(bytes('{"a":{"a":1},"b":{"a":1}}'), 0))).toEqual({ a: { a: 1 }, b: { a: 1 } });
  });

  it('refuses the name __proto__', () => {
    expect(refusal('{"__proto__":{}}').details).toEqual({ at: 9, name: '__proto__' });
    expect(refusal(String.raw`{"\u005f_proto__":{}}`).message).toContain('__proto__');
  });

  it('refuses nesting that would exhaust the stack', () => {
    for (const open of ['[', '{"a":'])
      expect(refusal(open.repeat(1_000_000)).message).toContain('nested more than 16 deep');
  });

  it('refuses bytes that are not UTF-8 and says where the string begins', () => {
    const bad = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82], [0xf5, 0x80, 0x80, 0x80]];
    for (const middle of bad) {
      const error = refusal(new Uint8Array([...bytes('["a","'), ...middle, ...bytes('"]')]));
      expect(error.message).toContain('not UTF-8');
      expect(error.details).toEqual({ at: 13 });
    }
  });

  it.each([
    ['', 'ends too early', 8],
    ['   ', 'ends too early', 11],
    ['{', 'double quotes', 9],
    ['{"a" 1}', "':' is expected", 13],
    ['{"a":1,}', 'double quotes', 15],
    ['{"a":1 "b":2}', "',' or '}'", 15],
    ['[1,]', 'a value is expected', 11],
    ['[1 2]', "',' or ']'", 11],
    ['01', 'a value is expected', 8],
    ['+1', 'a value is expected', 8],
    ['.5', 'a value is expected', 8],
    ['1.', 'a value is expected', 8],
    ['NaN', 'a value is expected', 8],
    ['tru', 'a value is expected', 8],
    ['nulll', 'a value is expected', 8],
    ['"abc', 'does not end', 8],
    [String.raw`"abc\"`, 'does not end', 8],
    ['"a\nb"', 'control character', 10],
    [String.raw`"\x41"`, 'escape that means nothing', 8],
    [String.raw`"\ud800"`, 'escape that means nothing', 8],
    ['{} {}', 'follows', 11],
    ['{}\0', 'follows', 10],
    ['1'.repeat(1000), 'a value is expected', 8],
  ])('refuses %j', (text, why, at) => {
    const error = refusal(text);
    expect(error.code).toBe('FORMAT');
    expect(error.message).toContain(why);
    expect(error.details['at']).toBe(at);
  });
});
