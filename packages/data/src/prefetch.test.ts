import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataLoader, type Dataset } from './index.js';
import { asIs, collect, tick } from './test-support.js';

describe('prefetching', () => {
  it('loads so many batches ahead, and no more', async () => {
    for (const prefetch of [0, 1, 2, 5]) {
      let begun = 0;
      const dataset: Dataset<Promise<number>> = {
        length: 20,
        get: async (index) => {
          begun++;
          await tick();
          return index;
        },
      };
      let read = 0;
      for await (const batch of new DataLoader(dataset, { batchSize: 2, prefetch, collate: asIs })) {
        expect(batch).toEqual([2 * read, 2 * read + 1]);
        read++;
        expect(begun).toBe(Math.min(2 * (read + prefetch), 20));
      }
      expect(read).toBe(10);
    }
  });

  it('keeps the order, however long each sample takes', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.nat({ max: 3 }), { maxLength: 20 }),
      fc.integer({ min: 1, max: 5 }),
      fc.nat({ max: 4 }),
      async (delays, batchSize, prefetch) => {
        const dataset: Dataset<number | Promise<number>> = {
          length: delays.length,
          get: (index) => {
            let sample: number | Promise<number> = index;
            for (let i = 0; i < delays[index]!; i++)
              sample = Promise.resolve(sample).then(async (n) => (i === 2 ? tick().then(() => n) : n));
            return sample;
          },
        };
        const batches = await collect(new DataLoader(dataset, { batchSize, prefetch, collate: asIs<number[]> }));
        expect(batches.flat()).toEqual(delays.map((_, i) => i));
        expect(batches.every((batch, i) => batch.length === batchSize || i === batches.length - 1)).toBe(true);
      },
    );
    await fc.assert(property, { seed: 42, numRuns: 100 });
  });

  it('reads a stream one sample after another', async () => {
    let running = 0;
    const stream: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => {
        let n = 0;
        return {
          next: async () => {
            expect(running++).toBe(0);
            await tick();
            running--;
            return n < 7 ? { done: false, value: n++ } : { done: true, value: undefined };
          },
        };
      },
    };
    expect(await collect(new DataLoader(stream, { batchSize: 2, prefetch: 4, collate: asIs<number[]> }))).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
      [6],
    ]);
  });
});
