import { type DType, dtypes, numelOf, type View } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Arena } from '../arena/arena.js';
import { Staging } from '../arena/staging.js';
import { Launcher } from '../emit/launcher.js';
import { memoryOf } from '../memory.js';
import { below, randomFrom, randomView, viewOf } from '../testing/views.js';
import { copy, emittedCopy } from './copy.js';

// Shared machines are slow at times.
vi.setConfig({ testTimeout: 60_000 });

const arena = new Arena({ budget: 2 ** 20 });
const fast = emittedCopy(new Launcher(arena, new Staging(arena), 0));

/** The same view on memory of its own. */
const apart = (view: View): View => ({ ...view, storage: { ...view.storage, memory: memoryOf(view).slice() } });

const bits = (view: View): Uint8Array => {
  const { buffer, byteOffset, byteLength } = memoryOf(view);
  return new Uint8Array(buffer, byteOffset, byteLength);
};

describe('copies by kernels', () => {
  it('move the bits that copies in JavaScript move, whatever the strides, and touch no neighbour', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomFrom(seed);
        const types = Object.keys(dtypes) as DType[];
        const dtype = types[below(random, types.length)]!;
        const shape = [1 + below(random, 4), 1 + below(random, 40), 1 + below(random, 40)];
        const source = randomView(shape, dtype, random, { expand: true });
        const target = randomView(shape, dtype, random);
        const [from, to] = [apart(source), apart(target)];
        copy([source], {}, [target]);
        fast([from], {}, [to]);
        const expected = bits(target);
        expect(bits(to).findIndex((byte, i) => byte !== expected[i])).toBe(-1);
      }),
      { seed: 42, numRuns: 100 },
    );
  });

  it('transpose, and keep the payload of every NaN', () => {
    const [rows, columns] = [67, 101];
    const source = viewOf('float32', [columns, rows], []);
    const words = new Uint32Array((memoryOf(source) as Float32Array).buffer);
    for (let i = 0; i < words.length; i++) words[i] = i % 3 === 0 ? 0x7f800001 + i : i * 0x01234567;
    const target = viewOf('float32', [rows, columns], []);
    fast([{ ...source, shape: [rows, columns], strides: [1, rows] }], {}, [target]);
    const moved = new Uint32Array((memoryOf(target) as Float32Array).buffer);
    for (let i = 0; i < numelOf(target.shape); i++)
      expect(moved[i]).toBe(words[(i % columns) * rows + Math.floor(i / columns)]);
  });
});
