import { NnError } from '@nn/core';
import { zeros } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { DataLoader, type Dataset, TensorDataset } from './index.js';
import { asIs, collect, numbers, refusal, tick } from './test-support.js';

describe('a dataset that fails', () => {
  const failing = (at: number, error: unknown = new Error('no such file')): Dataset<number> => ({
    length: 10,
    get: (index) => {
      if (index === at) throw error;
      return index;
    },
  });

  it('ends the loop with the index, after the batches before', async () => {
    const waiting: Dataset<Promise<number>> = { length: 10, get: async (index) => failing(5).get(index) };
    for (const source of [failing(5), waiting]) {
      const seen: unknown[] = [];
      const error = await refusal(async () => {
        for await (const batch of new DataLoader<number | Promise<number>>(source, { batchSize: 2, collate: asIs }))
          seen.push(batch);
      });
      expect(error).toMatchObject({
        code: 'VALUE',
        op: 'DataLoader',
        details: { index: 5 },
        sentence: 'the dataset failed at index 5: no such file',
      });
      expect((error.cause as Error).message).toBe('no such file');
      expect(seen).toEqual([
        [0, 1],
        [2, 3],
      ]);
    }
    const error = await refusal(() => [...new DataLoader(failing(3), { batchSize: null })]);
    expect(error.details).toEqual({ index: 3 });
  });

  it('says the position where samples have no index', async () => {
    function* broken(): Generator<number> {
      yield* [1, 2, 3];
      throw new Error('cut off');
    }
    expect((await refusal(() => [...new DataLoader(broken(), { batchSize: 2 })])).details).toEqual({ index: 3 });
    expect((await refusal(() => collect(new DataLoader(broken(), { batchSize: 2 })))).details).toEqual({ index: 3 });
  });

  it('keeps the code of an error of ours, and finds the index in a batch that was made at once', async () => {
    const dataset = new TensorDataset(zeros([4, 2]));
    const error = await refusal(() => [...new DataLoader(dataset, { batchSize: 3, sampler: [0, 7, 1] })]);
    expect(error).toMatchObject({ code: 'INDEX', details: { index: 7 } });
    expect(error.cause).toBeInstanceOf(NnError);
    const strange: Dataset<number> = {
      length: 3,
      get: asIs,
      getBatch: () => {
        throw new Error('odd');
      },
    };
    expect((await refusal(() => [...new DataLoader(strange, { batchSize: 2 })])).details).toEqual({ indices: [0, 1] });
  });

  it('leaves no promise that nobody catches', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    const dataset: Dataset<Promise<number>> = {
      length: 10,
      get: (index) => {
        if (index === 3) throw new Error('at once');
        return index % 2 === 0 ? tick().then(() => Promise.reject(new Error(`late ${index}`))) : Promise.resolve(index);
      },
    };
    for (const batchSize of [1, 2, 4, 10])
      await refusal(() => collect(new DataLoader(dataset, { batchSize, prefetch: 5 })));
    await refusal(() => [...new DataLoader(dataset, { batchSize: 2 })]);
    const iterator = new DataLoader(dataset, { batchSize: null, sampler: [1, 2, 4, 6], prefetch: 5 })[
      Symbol.asyncIterator
    ]();
    await iterator.next();
    await iterator.return();
    await tick();
    await tick();
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });

  it('that gives promises is refused where nobody awaits them', async () => {
    const promises: Dataset<Promise<number>> = { length: 3, get: async (index) => index };
    const stream: AsyncIterable<number> = {
      async *[Symbol.asyncIterator]() {
        yield* numbers;
      },
    };
    for (const source of [promises, stream, [Promise.resolve(1)], new Set([Promise.resolve(1)])]) {
      const error = await refusal(() => [...new DataLoader(source as Dataset<Promise<number>>)]);
      expect([error.code, error.advice]).toEqual(['OPTION', 'Write for await (const batch of loader).']);
    }
  });
});
