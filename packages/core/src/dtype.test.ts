import { describe, expect, it } from 'vitest';
import { checkDType, type DType, dtypeOfArray, dtypes, isFloating } from './dtype.js';

const coded = expect.objectContaining({ name: 'NnError', code: 'DTYPE' }) as Error;

describe('dtypes', () => {
  it('know their own names, and have dense indices', () => {
    expect(Object.values(dtypes).map((info) => info.name)).toEqual(Object.keys(dtypes));
    expect(Object.values(dtypes).map((info) => info.index)).toEqual(Object.keys(dtypes).map((_, i) => i));
  });

  it('allocate arrays of their size, zeroed', () => {
    for (const info of Object.values(dtypes)) {
      const array = info.allocate(3);
      expect(array).toHaveLength(3);
      expect(array.BYTES_PER_ELEMENT).toBe(info.bytes);
      expect(Number(array[0])).toBe(0);
    }
  });

  it('say which of them are floating', () => {
    expect((Object.keys(dtypes) as DType[]).filter(isFloating)).toEqual(['float32', 'float64', 'float16', 'bfloat16']);
  });
});

describe('checkDType', () => {
  it('gives back a dtype', () => {
    for (const dtype of Object.keys(dtypes)) expect(checkDType(dtype, 'zeros')).toBe(dtype);
  });

  it.each(['float', 'toString', '', undefined, null, 3])('refuses %s', (wrong) => {
    expect(() => checkDType(wrong, 'zeros')).toThrow(coded);
  });
});

describe('dtypeOfArray', () => {
  it('is what the array holds', () => {
    const arrays = [
      new Float32Array(1),
      new Float64Array(1),
      new Int32Array(1),
      new BigInt64Array(1),
      new Uint8Array(1),
    ];
    expect(arrays.map(dtypeOfArray)).toEqual(['float32', 'float64', 'int32', 'int64', 'uint8']);
  });

  it('asks where 16 bits may mean two things', () => {
    expect(() => dtypeOfArray(new Uint16Array(1))).toThrow(coded);
  });
});
