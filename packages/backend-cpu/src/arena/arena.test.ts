import { dtypes, type DType, Storage, type TypedArray, type View } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { below, randomFrom } from '../testing/views.js';
import { cpu } from '../cpu.js';
import { Arena } from './arena.js';
import { Block } from './block.js';
import { Chunks, type Chunk, GRANULE } from './chunks.js';

describe('chunks', () => {
  it('never overlap, whatever is taken and given, and become one again', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomFrom(seed);
        const chunks = new Chunks(1000 * GRANULE);
        const taken: Chunk[] = [];
        for (let i = 0; i < 200; i++) {
          if (taken.length > 0 && random() < 0.45) chunks.give(taken.splice(below(random, taken.length), 1)[0]!);
          else {
            const bytes = GRANULE * (1 + below(random, 2 ** below(random, 9)));
            const chunk = chunks.take(bytes) ?? chunks.extend(bytes);
            expect(chunk.bytes).toBe(bytes);
            taken.push(chunk);
          }
        }
        taken.sort((a, b) => a.address - b.address);
        taken.forEach(({ address, bytes }, i) => {
          expect(address + bytes).toBeLessThanOrEqual(taken[i + 1]?.address ?? chunks.top);
          expect(address).toBeGreaterThanOrEqual(chunks.base);
        });
        while (taken.length > 0) chunks.give(taken.splice(below(random, taken.length), 1)[0]!);
        expect(chunks.take(chunks.top - chunks.base)).toMatchObject({ address: chunks.base });
      }),
      { seed: 42, numRuns: 100 },
    );
  });
});

/** A block of these values, in the arena. */
function blockOf(arena: Arena, values: TypedArray, dtype: DType): Block {
  arena.residency.begin();
  const block = new Block(arena, dtype, values.length);
  if (block.enter()) (block.array as Float64Array).set(values as Float64Array);
  return block;
}

describe('an arena', () => {
  it('is not given the blocks of another one', () => {
    const [own, foreign] = [cpu(), cpu()];
    const mixed = { ...own, memory: foreign.memory };
    const [x, out] = [1, 2].map(() => new Storage(mixed, 'float32', 5000));
    const view = (storage: Storage): View => ({ storage, dtype: 'float32', shape: [5000], strides: [1], offset: 0 });
    const sum = { kind: 'sum', axes: [0] } as const;
    expect(() => mixed.kernels.reduce([view(x!)], sum, [{ ...view(out!), shape: [1] }])).toThrow(
      expect.objectContaining({ code: 'BACKEND' }),
    );
  });

  it('keeps the values of every dtype through leaving and coming back', () => {
    const arena = new Arena({ budget: 4096 });
    const blocks = (Object.keys(dtypes) as DType[]).map((dtype, i) => {
      const values = dtypes[dtype].allocate(200);
      for (let k = 0; k < 200; k++)
        values[k] = dtype === 'int64' ? BigInt(i * k) : (i * k) & (dtype === 'bool' ? 1 : 127);
      return { values, block: blockOf(arena, values, dtype) };
    });
    for (let round = 0; round < 3; round++) {
      for (const { values, block } of blocks) {
        arena.residency.begin();
        if (round > 0) expect(block.pointer).toBeGreaterThan(0);
        expect(block.array).toEqual(values);
        expect(arena.stats.resident).toBeLessThanOrEqual(4096);
      }
    }
    expect(arena.stats.evictions).toBeGreaterThan(10);
    expect(arena.stats.peak).toBeLessThanOrEqual(4096);
  });

  it('lets what was used longest ago leave first, and never an operand of the running kernel', () => {
    const arena = new Arena({ budget: 4 * 1024 });
    const blocks = [0, 1, 2, 3].map(() => blockOf(arena, new Float32Array(256), 'float32'));
    const isResident = (block: Block): boolean => block.array.buffer === arena.memory.buffer;
    arena.residency.begin();
    expect(blocks[0]!.pointer).toBeGreaterThan(0);
    const fifth = blockOf(arena, new Float32Array(256), 'float32');
    expect(blocks.map(isResident)).toEqual([true, false, true, true]);
    // A kernel with more operands than the budget has room for goes beyond it.
    arena.residency.begin();
    for (const block of [...blocks, fifth]) expect(block.pointer).toBeGreaterThan(0);
    expect([...blocks, fifth].map(isResident)).toEqual([true, true, true, true, true]);
    expect(arena.stats.peak).toBe(5 * 1024);
  });

  it('has its room back when blocks are freed, also twice', () => {
    const arena = new Arena({ budget: 2 ** 20 });
    for (let i = 0; i < 100; i++) {
      const block = blockOf(arena, new Float64Array(50_000), 'float64');
      block.free();
      block.free();
    }
    expect(arena.stats).toEqual({ resident: 0, peak: 400_000, spilled: 0, evictions: 0 });
    expect(arena.memory.buffer.byteLength).toBeLessThan(2 ** 26);
  });

  it('says that there is no room at the end of the address space, and stays usable', () => {
    const arena = new Arena({ budget: 2 ** 22, base: 2 ** 32 - 2 ** 20 });
    const small = blockOf(arena, new Float32Array(1000).fill(7), 'float32');
    expect(new Block(arena, 'float32', 2 ** 20).enter()).toBe(false);
    arena.residency.begin();
    expect(small.pointer).toBeGreaterThan(2 ** 31);
    expect(small.array).toEqual(new Float32Array(1000).fill(7));
  });
});
