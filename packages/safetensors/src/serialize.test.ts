import { NnError } from '@nn/core';
import { describe, expect, it } from 'vitest';
import { serializeSafetensors } from './serialize.js';
import type { SafetensorsTensor } from './types.js';

const floats = (...values: number[]): SafetensorsTensor => ({
  dtype: 'float32',
  shape: [values.length],
  data: new Float32Array(values),
});

function refusal(tensors: unknown, metadata: unknown = {}): NnError {
  try {
    serializeSafetensors(tensors as Record<string, SafetensorsTensor>, metadata as Record<string, string>);
  } catch (error) {
    if (error instanceof NnError) return error;
    throw error;
  }
  throw new Error('not refused');
}

describe('serializeSafetensors', () => {
  it('writes the header as compact JSON, padded so that the data is aligned', () => {
    const bytes = serializeSafetensors(
      { b: floats(1), a: { dtype: 'bool', shape: [], data: new Uint8Array([1]) } },
      { format: 'pt' },
    );
    const length = new DataView(bytes.buffer).getUint32(0, true);
    expect(length % 8).toBe(0);
    const header = new TextDecoder().decode(bytes.subarray(8, 8 + length));
    expect(header.trimEnd()).toBe(
      '{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"BOOL","shape":[],"data_offsets":[4,5]}}',
    );
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 0x80, 0x3f, 1]);
  });

  it('gives equal bytes for equal contents, whatever their order', () => {
    const long: SafetensorsTensor = { dtype: 'int64', shape: [1], data: new BigInt64Array([-1n]) };
    const one = serializeSafetensors({ a: floats(1), b: long, '10': floats(2), '9': floats(3) }, { y: '1', x: '2' });
    const entries: [string, SafetensorsTensor][] = [
      ['9', floats(3)],
      ['b', long],
      ['10', floats(2)],
      ['a', floats(1)],
    ];
    const two = serializeSafetensors(
      new Map(entries),
      new Map([
        ['x', '2'],
        ['y', '1'],
      ]),
    );
    expect(two).toEqual(one);
  });

  it('writes the part of a buffer that the array shows', () => {
    const data = new Float32Array([9, 1, 2, 9]).subarray(1, 3);
    const bytes = serializeSafetensors({ a: { dtype: 'float32', shape: [2], data } });
    expect(bytes.slice(-8)).toEqual(new Uint8Array(new Float32Array([1, 2]).buffer));
  });

  it.each<[string, unknown, unknown, string]>([
    ['the name __metadata__', { __metadata__: floats(1) }, {}, 'FORMAT'],
    ['the name __proto__', new Map([['__proto__', floats(1)]]), {}, 'FORMAT'],
    ['the metadata key __proto__', {}, new Map([['__proto__', 'x']]), 'FORMAT'],
    ['half a surrogate pair', { '\ud800': floats(1) }, {}, 'FORMAT'],
    ['metadata that is no text', {}, { a: 1 }, 'FORMAT'],
    ['no tensors', null, {}, 'FORMAT'],
    ['text in place of tensors', 'abc', {}, 'FORMAT'],
    ['null in place of a tensor', { a: null }, {}, 'DTYPE'],
    ['an unknown dtype', { a: { dtype: 'int8', shape: [1], data: new Int8Array(1) } }, {}, 'DTYPE'],
    ['an array of another dtype', { a: { dtype: 'float32', shape: [1], data: new Float64Array(1) } }, {}, 'DTYPE'],
    ['a plain array', { a: { dtype: 'float32', shape: [1], data: [1] } }, {}, 'DTYPE'],
    ['a shape of another length', { a: { dtype: 'float32', shape: [3], data: new Float32Array(2) } }, {}, 'SHAPE'],
    ['a fractional shape', { a: { dtype: 'float32', shape: [0.5, 2], data: new Float32Array(1) } }, {}, 'SHAPE'],
  ])('refuses %s', (_, tensors, metadata, code) => {
    expect(refusal(tensors, metadata).code).toBe(code);
  });
});
