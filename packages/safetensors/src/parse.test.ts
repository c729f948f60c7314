import { NnError } from '@nn/core';
import { describe, expect, it } from 'vitest';
import { parseSafetensors } from './parse.js';
import { serializeSafetensors } from './serialize.js';

/** A file with this header, padded as given, and so many bytes of data: 0, 1, 2 … */
function file(header: unknown, dataBytes = 0, pad = 0): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const json = new TextEncoder().encode(text + ' '.repeat(pad));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 8);
  for (let i = 0; i < dataBytes; i++) bytes[8 + json.length + i] = i;
  return bytes;
}

const entry = (dtype: unknown, shape: unknown, begin: unknown, end: unknown): unknown => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

function refusal(source: unknown): NnError {
  try {
    parseSafetensors(source as Uint8Array);
  } catch (error) {
    if (error instanceof NnError) return error;
    throw error;
  }
  throw new Error('not refused');
}

describe('parseSafetensors', () => {
  it('reads every dtype', () => {
    const codes = { F64: 8, I64: 8, F32: 4, I32: 4, F16: 2, BF16: 2, U8: 1, BOOL: 1 };
    let end = 0;
    const header = Object.fromEntries(
      Object.entries(codes).map(([code, bytes]) => [code, entry(code, [2], end, (end += 2 * bytes))]),
    );
    const { tensors } = parseSafetensors(file(header, end));
    expect([...tensors].map(([name, { dtype, shape, data }]) => [name, dtype, shape, data.constructor.name])).toEqual([
      ['F64', 'float64', [2], 'Float64Array'],
      ['I64', 'int64', [2], 'BigInt64Array'],
      ['F32', 'float32', [2], 'Float32Array'],
      ['I32', 'int32', [2], 'Int32Array'],
      ['F16', 'float16', [2], 'Uint16Array'],
      ['BF16', 'bfloat16', [2], 'Uint16Array'],
      ['U8', 'uint8', [2], 'Uint8Array'],
      ['BOOL', 'bool', [2], 'Uint8Array'],
    ]);
    const values = [...tensors.values()].flatMap(({ data }) => [
      ...new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    ]);
    expect(values).toEqual(Array.from({ length: end }, (_, i) => i));
  });

  it('gives views of the file where they are aligned', () => {
    const bytes = serializeSafetensors({ w: { dtype: 'float32', shape: [3], data: new Float32Array([1, 2, 3]) } });
    const { data } = parseSafetensors(bytes).tensors.get('w')!;
    expect(data.buffer).toBe(bytes.buffer);
    expect(parseSafetensors(bytes.buffer as ArrayBuffer).tensors.get('w')!.data).toEqual(new Float32Array([1, 2, 3]));
  });

  it('copies what is not aligned, wherever the file begins in its buffer', () => {
    const aligned = file({ b: entry('BOOL', [1], 0, 1), w: entry('F64', [2], 1, 17) }, 17);
    const wanted = new Float64Array(aligned.slice(-16).buffer);
    for (let shift = 0; shift < 9; shift++) {
      const room = new Uint8Array(shift + aligned.length);
      room.set(aligned, shift);
      for (const source of [room.subarray(shift), Buffer.from(room.buffer, shift)]) {
        expect(parseSafetensors(source).tensors.get('w')!.data).toEqual(wanted);
      }
    }
  });

  it('keeps the order of the header, integer-like names too', () => {
    const header =
      '{"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},"2":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"1":{"dtype":"U8","shape":[0],"data_offsets":[2,2]}}';
    const { tensors } = parseSafetensors(file(header, 2));
    expect([...tensors.keys()]).toEqual(['b', '2', '1']);
    expect([...tensors.get('b')!.data]).toEqual([1]);
  });

  it('reads scalars, empty tensors, padding, metadata and files without tensors', () => {
    const { tensors, metadata } = parseSafetensors(
      file({ __metadata__: { format: 'pt' }, s: entry('U8', [], 0, 1), e: entry('F64', [3, 0], 0, 0) }, 1, 5),
    );
    expect(tensors.get('s')).toEqual({ dtype: 'uint8', shape: [], data: new Uint8Array([0]) });
    expect(tensors.get('e')).toEqual({ dtype: 'float64', shape: [3, 0], data: new Float64Array(0) });
    expect(metadata).toEqual(new Map([['format', 'pt']]));
    expect(parseSafetensors(file('{}'))).toEqual({ tensors: new Map(), metadata: new Map() });
  });

  it.each<[string, Uint8Array, string, Record<string, unknown>]>([
    ['an empty file', new Uint8Array(0), 'fewer than the 8', { fileBytes: 0 }],
    ['a file of 7 bytes', new Uint8Array(7), 'fewer than the 8', { fileBytes: 7 }],
    ['a header longer than the file', file('{}').subarray(0, 9), 'only 1 follow', { headerBytes: 2, fileBytes: 9 }],
    ['a header of 2^64 - 1 bytes', new Uint8Array(16).fill(255), 'more than the 100000000 allowed', {}],
    [
      'a header of 100 MB and one byte',
      new Uint8Array([1, 0xe1, 0xf5, 5, 0, 0, 0, 0, 0x7b]),
      'more than the 100000000 allowed',
      { headerBytes: 100_000_001 },
    ],
    ['an empty header', file(''), "must begin with '{'", { at: 8 }],
    ['an array', file([]), "must begin with '{'", { at: 8 }],
    ['a header that begins with a space', file(' {}'), "must begin with '{'", { at: 8 }],
    ['half a header', file('{"a":'), 'ends too early', { at: 13 }],
    ['two objects', file('{}{}'), 'follows', { at: 10 }],
    ['a name twice', file('{"a":{},"a":{}}'), 'stands twice', { at: 16, name: 'a' }],
    [
      'dtype twice',
      file('{"a":{"dtype":"U8","dtype":"F32","shape":[0],"data_offsets":[0,0]}}'),
      'stands twice',
      { name: 'dtype' },
    ],
    [
      'a tensor __proto__',
      file('{"__proto__":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'),
      '__proto__',
      { at: 9 },
    ],
    ['metadata __proto__', file('{"__metadata__":{"__proto__":"x"}}'), '__proto__', { at: 25 }],
    ['metadata that is no object', file({ __metadata__: ['a'] }), 'must be an object of strings, got an array', {}],
    ['metadata that is no text', file({ __metadata__: { a: 1 } }), 'must be a string, got a number', { key: 'a' }],
    ['an entry that is null', file({ a: null }), 'its entry must be an object, got null', { tensor: 'a' }],
    ['an entry that is an array', file({ a: [] }), 'its entry must be an object, got an array', { tensor: 'a' }],
    [
      'an unknown field',
      file({ a: { dtype: 'U8', shape: [0], data_offsets: [0, 0], strides: [1] } }),
      'unknown field "strides"',
      { field: 'strides' },
    ],
    [
      'no dtype',
      file({ a: { shape: [0], data_offsets: [0, 0] } }),
      'dtype must be a string, got nothing',
      { tensor: 'a' },
    ],
    [
      'an unknown dtype',
      file({ a: entry('F8_E4M3', [1], 0, 1) }, 1),
      'unknown dtype "F8_E4M3"',
      { tensor: 'a', dtype: 'F8_E4M3' },
    ],
    [
      'a dtype named as an object member',
      file({ a: entry('constructor', [1], 0, 1) }, 1),
      'unknown dtype',
      { tensor: 'a' },
    ],
    ['no shape', file({ a: { dtype: 'U8', data_offsets: [0, 0] } }), 'shape must be an array', { tensor: 'a' }],
    ['a negative size', file({ a: entry('U8', [-1], 0, 1) }, 1), 'shape must be an array', { tensor: 'a' }],
    [
      'minus zero',
      file('{"a":{"dtype":"U8","shape":[-0],"data_offsets":[0,0]}}'),
      'shape must be an array',
      { tensor: 'a' },
    ],
    [
      'a fraction',
      file('{"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}', 1),
      'shape must be an array',
      { tensor: 'a' },
    ],
    [
      'an exponent',
      file('{"a":{"dtype":"U8","shape":[1e0],"data_offsets":[0,1]}}', 1),
      'shape must be an array',
      { tensor: 'a' },
    ],
    [
      'a size beyond 2^53',
      file('{"a":{"dtype":"U8","shape":[9007199254740993],"data_offsets":[0,1]}}', 1),
      'shape must be an array',
      { tensor: 'a' },
    ],
    ['a size in quotes', file({ a: entry('U8', ['1'], 0, 1) }, 1), 'shape must be an array', { tensor: 'a' }],
    [
      'a product beyond 2^53',
      file({ a: entry('U8', [2 ** 40, 2 ** 40], 0, 1) }, 1),
      'takes too many bytes',
      { tensor: 'a' },
    ],
    [
      'one offset',
      file({ a: { dtype: 'U8', shape: [0], data_offsets: [0] } }),
      'data_offsets must be',
      { tensor: 'a' },
    ],
    [
      'three offsets',
      file({ a: { dtype: 'U8', shape: [0], data_offsets: [0, 0, 0] } }),
      'data_offsets must be',
      { tensor: 'a' },
    ],
    ['a negative offset', file({ a: entry('U8', [1], -1, 0) }), 'data_offsets must be', { tensor: 'a' }],
    [
      'an end before the beginning',
      file({ a: entry('U8', [1], 1, 0) }, 1),
      'end before they begin',
      { begin: 1, end: 0 },
    ],
    ['offsets outside', file({ a: entry('U8', [2], 0, 2) }, 1), 'run outside the 1 bytes', { begin: 0, end: 2 }],
    [
      'too few bytes for the shape',
      file({ a: entry('F32', [2], 0, 4) }, 4),
      'F32 of shape [2] takes 8 bytes, data_offsets [0, 4] hold 4',
      { tensor: 'a' },
    ],
    ['too many bytes for the shape', file({ a: entry('F16', [1], 0, 4) }, 4), 'takes 2 bytes', { tensor: 'a' }],
    [
      'an overlap',
      file({ a: entry('U8', [2], 0, 2), b: entry('U8', [2], 1, 3) }, 3),
      '"a" and "b" overlap at byte 1',
      { tensor: 'b', other: 'a' },
    ],
    [
      'the same bytes twice',
      file({ a: entry('U8', [2], 0, 2), b: entry('U8', [2], 0, 2) }, 2),
      'overlap at byte 0',
      { tensor: 'b', other: 'a' },
    ],
    [
      'an empty tensor inside another',
      file({ a: entry('U8', [2], 0, 2), b: entry('U8', [0], 1, 1) }, 2),
      'overlap at byte 1',
      { tensor: 'b' },
    ],
    [
      'a hole in front',
      file({ a: entry('U8', [1], 1, 2) }, 2),
      'bytes 0 to 1 of the data belong to no tensor',
      { from: 0, to: 1 },
    ],
    [
      'a hole between',
      file({ a: entry('U8', [1], 0, 1), b: entry('U8', [1], 3, 4) }, 4),
      'bytes 1 to 3 of the data',
      { tensor: 'b' },
    ],
    ['bytes after the last tensor', file({ a: entry('U8', [1], 0, 1) }, 3), 'the last 2 bytes', { from: 1, to: 3 }],
    ['data without tensors', file('{}', 1), 'the last 1 bytes', { from: 0, to: 1 }],
  ])('refuses %s', (_, source, why, details) => {
    const error = refusal(source);
    expect(error.code).toBe('FORMAT');
    expect(error.op).toBe('parseSafetensors');
    expect(error.message).toContain(why);
    expect(error.details).toMatchObject(details);
  });

  it('refuses a name that is not UTF-8', () => {
    const bytes = file('{"aa":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}');
    bytes.set([0xc3, 0x28], 10);
    expect(refusal(bytes).message).toContain('not UTF-8');
  });

  it('keeps messages short, however long the names and shapes are', () => {
    expect(refusal(file({ ['x'.repeat(1e6)]: entry('F8', [1], 0, 1) }, 1)).message.length).toBeLessThan(300);
    expect(refusal(file({ a: entry('U8', new Array(1e5).fill(3), 0, 1) }, 1)).message.length).toBeLessThan(300);
  });

  it.each([['a string'], [42], [null], [undefined], [[1, 2]], [{}]])('refuses %j, which is no bytes', (source) => {
    expect(refusal(source).code).toBe('VALUE');
  });
});
