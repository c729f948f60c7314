import { type DType, dtypes } from '@nn/core';
import { describe, expect, it } from 'vitest';
import { hostArray } from './host-array.js';

describe('an array of the host', () => {
  it('is zero, of its dtype and shares no element with another, at every size and in every order', () => {
    const all = [0, 1, 16, 17, 33, 100, 127, 128, 129, 255, 256, 257, 1024, 1025];
    const arrays = all.flatMap((length) =>
      (Object.keys(dtypes) as DType[]).map((dtype) => ({ dtype, length, array: hostArray(dtype, length) })),
    );
    arrays.forEach(({ dtype, length, array }, i) => {
      expect(array).toEqual(dtypes[dtype].allocate(length));
      array.fill((dtype === 'int64' ? BigInt(i % 251) : i % 251) as never);
    });
    arrays.forEach(({ dtype, length, array }, i) => {
      const expected = dtypes[dtype].allocate(length);
      expected.fill((dtype === 'int64' ? BigInt(i % 251) : i % 251) as never);
      expect(array).toEqual(expected);
    });
  });

  it('keeps no more than a slab of others alive', () => {
    expect(Math.max(...[17, 100, 256].map((length) => hostArray('float32', length).buffer.byteLength))).toBe(16384);
    expect(hostArray('float32', 257).buffer.byteLength).toBe(4 * 257);
  });
});
