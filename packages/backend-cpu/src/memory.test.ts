import { type DType, dtypes, getBackend, NnError } from '@nn/core';
import { describe, expect, it } from 'vitest';
import { cpu } from './index.js';

describe('memory of the CPU', () => {
  const { memory, capabilities } = cpu();

  it('keeps what is uploaded and gives copies, for every dtype', async () => {
    expect(capabilities.dtypes).toEqual(Object.keys(dtypes));
    for (const dtype of Object.keys(dtypes) as DType[]) {
      const block = memory.allocate(dtype, 5);
      const data = dtypes[dtype].allocate(2);
      data[0] = dtype === 'int64' ? 7n : 1;
      memory.upload(block, data, 3);
      data[0] = dtype === 'int64' ? 0n : 0;
      const back = memory.downloadSync!(block, 2, 3);
      expect(back.constructor).toBe(data.constructor);
      expect([...back].map(Number)).toEqual([0, dtype === 'int64' ? 7 : 1, 0]);
      back[1] = data[0]!;
      expect([...(await memory.download(block, 0, 5))].map(Number)).toEqual([0, 0, 0, dtype === 'int64' ? 7 : 1, 0]);
      memory.free(block);
    }
  });

  it('keeps every bit of a signalling NaN', () => {
    const data = new Float32Array(new Uint32Array([0x7f800001, 0xffc12345]).buffer);
    const block = memory.allocate('float32', 2);
    memory.upload(block, data, 0);
    expect([...new Uint32Array((memory.downloadSync!(block, 0, 2) as Float32Array).buffer)]).toEqual([
      0x7f800001, 0xffc12345,
    ]);
  });

  it('says so where there is no room', () => {
    expect(() => memory.allocate('float64', 2 ** 40)).toThrow(NnError);
    try {
      memory.allocate('float64', 2 ** 40);
    } catch (error) {
      expect((error as NnError).code).toBe('MEMORY');
      expect((error as NnError).details).toEqual({ dtype: 'float64', length: 2 ** 40, bytes: 2 ** 43 });
    }
    expect(memory.allocate('float64', 1)).toHaveLength(1);
  });
});

describe('register', () => {
  it('makes the CPU the default device and does no harm a second time', async () => {
    await import('./register.js');
    const first = getBackend();
    expect(first.name).toBe('cpu');
    const again = './register.js?again';
    await import(/* @vite-ignore */ again);
    expect(getBackend()).toBe(first);
  });
});
