/** What the tests of this package share. Sources never import it. */
import { type DType, dtypes, numelOf } from '@nn/core';
import * as fc from 'fast-check';
import type { SafetensorsTensor } from './types.js';

/** A tensor of any dtype and small shape, with any bits. */
export const tensor: fc.Arbitrary<SafetensorsTensor> = fc
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

const name: fc.Arbitrary<string> = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '0', '10', 'constructor', 'net.0.weight', '"', '\\', '\n', 'é😀'),
  )
  .filter((text) => text !== '__metadata__' && text !== '__proto__');
/** Things under unlike names that the format allows. */
export const named = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Map<string, T>> =>
  fc.uniqueArray(fc.tuple(name, value), { maxLength: 5, selector: ([key]) => key }).map((entries) => new Map(entries));
