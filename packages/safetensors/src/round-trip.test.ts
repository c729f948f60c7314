import { dtypes, NnError, numelOf, type DType } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSafetensors } from './parse.js';
import { serializeSafetensors } from './serialize.js';
import type { SafetensorsFile, SafetensorsTensor } from './types.js';

const tensor: fc.Arbitrary<SafetensorsTensor> = fc
  .tuple(fc.constantFrom(...(Object.keys(dtypes) as DType[])), fc.array(fc.nat({ max: 4 }), { maxLength: 4 }))
  .chain(([dtype, shape]) => {
    const { bytes, allocate } = dtypes[dtype];
    const length = numelOf(shape) * bytes;
    return fc.uint8Array({ minLength: length, maxLength: length }).map((raw) => {
      const data = allocate(numelOf(shape));
      new Uint8Array(data.buffer).set(raw);
      return { dtype, shape, data };
    });
  });

const name = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '0', '10', 'constructor', 'net.0.weight', '"', '\\', '\n', 'é😀'),
  )
  .filter((text) => text !== '__metadata__' && text !== '__proto__');
const named = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Map<string, T>> =>
  fc.uniqueArray(fc.tuple(name, value), { maxLength: 5, selector: ([key]) => key }).map((entries) => new Map(entries));

/** The bytes behind an array, so that NaNs compare too. */
const bytesOf = ({ data }: SafetensorsTensor): number[] => [
  ...new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
];

describe('a file written and read again', () => {
  it('holds the same tensors and metadata, bit by bit', () => {
    const property = fc.property(named(tensor), named(fc.string({ unit: 'binary' })), (tensors, metadata) => {
      const bytes = serializeSafetensors(tensors, metadata);
      const file = parseSafetensors(bytes);
      expect(new Set(file.tensors.keys())).toEqual(new Set(tensors.keys()));
      for (const [key, written] of tensors) {
        const read = file.tensors.get(key)!;
        expect([read.dtype, read.shape, bytesOf(read)]).toEqual([written.dtype, written.shape, bytesOf(written)]);
        expect(read.data.buffer).toBe(bytes.buffer);
      }
      expect(file.metadata).toEqual(metadata);
      expect(serializeSafetensors(file.tensors, file.metadata)).toEqual(bytes);
    });
    fc.assert(property, { seed: 42, numRuns: 500 });
  });
});

/** A small generator of its own, so that the 20,000 files are the same on every run. */
function mulberry32(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const fragments = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  ':',
  '-',
  '.',
  'e9',
  '\\',
  '\\ud800',
  '__proto__',
  '__metadata__',
  '[[[[',
  'null',
  '99999999999999999999',
  '\0',
  '\u00e9',
  'BOOL',
  'I64',
];

/** Some damage: bytes changed, cut out, doubled or put in, numbers changed, the file cut short, or the header's length changed. */
function mutate(original: Uint8Array, draw: (below: number) => number): Uint8Array {
  let bytes: number[] = [...original];
  const headerEnd = 8 + new DataView(original.buffer, original.byteOffset).getUint32(0, true);
  for (let rounds = 1 + draw(3); rounds > 0; rounds--) {
    const at = draw(draw(4) === 0 ? bytes.length + 1 : headerEnd);
    const length = draw(12);
    switch (draw(7)) {
      case 0:
        bytes[at] = draw(256);
        break;
      case 1:
        bytes.splice(at, length);
        break;
      case 2:
        bytes.splice(at, 0, ...bytes.slice(at, at + length * 8));
        break;
      case 3:
        bytes.splice(at, 0, ...new TextEncoder().encode(fragments[draw(fragments.length)]));
        break;
      case 4:
        bytes = bytes.slice(0, at);
        break;
      case 5:
        bytes[draw(8)] = draw(256);
        break;
      default: {
        const digit = bytes.findIndex((byte, i) => i >= at && byte >= 0x30 && byte <= 0x39);
        if (digit >= 0) bytes[digit] = 0x30 + draw(10);
      }
    }
    bytes = bytes.map((byte) => byte ?? 0);
  }
  // Half the time the length is made to fit again, so that the damage is met behind it.
  if (draw(2) === 0 && bytes.length >= 8) {
    const fit = Math.max(0, headerEnd - 8 + bytes.length - original.length);
    bytes.splice(0, 8, fit & 255, (fit >> 8) & 255, 0, 0, 0, 0, 0, 0);
  }
  return new Uint8Array(bytes);
}

/** What every file that is accepted must satisfy. */
function checkFile({ tensors, metadata }: SafetensorsFile, fileBytes: number): void {
  let total = 0;
  for (const [key, { dtype, shape, data }] of tensors) {
    if (typeof key !== 'string' || !shape.every((size) => Number.isSafeInteger(size) && size >= 0))
      throw new Error(`bad shape of ${key}`);
    if (data.length !== numelOf(shape) || data.BYTES_PER_ELEMENT !== dtypes[dtype].bytes)
      throw new Error(`bad data of ${key}`);
    total += data.byteLength;
  }
  if (total > fileBytes) throw new Error('more data than the file has');
  for (const text of metadata.values()) if (typeof text !== 'string') throw new Error('bad metadata');
}

describe('a damaged file', () => {
  const originals = fc.sample(
    fc.tuple(named(tensor), named(fc.string())).map(([tensors, metadata]) => serializeSafetensors(tensors, metadata)),
    { seed: 42, numRuns: 200 },
  );

  it('gives a clean result or an NnError, 20,000 times', () => {
    const draw = mulberry32(42);
    let accepted = 0;
    let refused = 0;
    for (let run = 0; run < 20_000; run++) {
      const bytes = mutate(originals[run % originals.length]!, draw);
      const before = bytes.slice();
      try {
        checkFile(parseSafetensors(bytes), bytes.length);
        accepted++;
      } catch (error) {
        if (!(error instanceof NnError && error.code === 'FORMAT')) throw error;
        refused++;
      }
      if (!bytes.every((byte, i) => byte === before[i])) throw new Error('the file was changed');
    }
    // Both must happen, or the damage proves nothing.
    expect(accepted).toBeGreaterThan(1_000);
    expect(refused).toBeGreaterThan(10_000);
  }, 60_000);
});
