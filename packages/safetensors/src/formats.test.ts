import { dtypes } from '@nn/core';
import { describe, expect, it } from 'vitest';
import { formats, swapBytes, viewElements } from './formats.js';

describe('formats', () => {
  it('cover every dtype once, with its width', () => {
    expect(formats.map(({ dtype }) => dtype).sort()).toEqual(Object.keys(dtypes).sort());
    for (const { dtype, bytes } of formats) expect(bytes).toBe(dtypes[dtype].bytes);
  });

  it('are copied and turned around on a big-endian host', () => {
    const bytes = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
    for (const format of formats) {
      const turned = viewElements(format, bytes, false);
      const expected = bytes.slice();
      swapBytes(expected, format.bytes);
      expect(new Uint8Array(turned.buffer, turned.byteOffset, turned.byteLength)).toEqual(expected);
      expect(turned.buffer === bytes.buffer).toBe(format.bytes === 1);
    }
    expect(bytes).toEqual(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]));
  });
});
