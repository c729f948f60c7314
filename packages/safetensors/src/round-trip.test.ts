import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSafetensors } from './parse.js';
import { serializeSafetensors } from './serialize.js';
import { named, tensor } from './test-support.js';
import type { SafetensorsTensor } from './types.js';

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
  }, 60_000);
});
