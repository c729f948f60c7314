import '@nn/autograd/register';
import { cpu } from '@nn/backend-cpu';
import { NnError, registerBackend } from '@nn/core';
import { type Tensor, tensor, zeros } from '@nn/tensor';
import * as fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type AbortSignalLike,
  ConcatDataset,
  DataLoader,
  type Dataset,
  randomSplit,
  Subset,
  TensorDataset,
} from './index.js';

registerBackend(cpu());

const numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const asIs = <T>(samples: T): T => samples;

async function collect<T>(batches: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

async function refusal(fn: () => unknown): Promise<NnError> {
  try {
    await fn();
  } catch (error) {
    if (error instanceof NnError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Gives a tick to whatever waits for one. */
const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('a loader', () => {
  it('takes arrays, typed arrays, datasets, iterables and asynchronous iterables', async () => {
    const dataset: Dataset<number> = { length: 10, get: (index) => index };
    const iterable: Iterable<number> = new Set(numbers);
    const stream: AsyncIterable<number> = {
      async *[Symbol.asyncIterator]() {
        yield* numbers;
      },
    };
    const expected = [
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ];
    const options = { batchSize: 4, collate: asIs<number[]> };
    for (const source of [numbers, new Float32Array(numbers), dataset, iterable]) {
      expect([...new DataLoader(source, options)]).toEqual(expected);
      expect([...new DataLoader(source, { ...options, dropLast: true })]).toEqual(expected.slice(0, 2));
      expect(await collect(new DataLoader(source, options))).toEqual(expected);
    }
    expect(await collect(new DataLoader(stream, options))).toEqual(expected);
    expect(await collect(new DataLoader(stream, { ...options, dropLast: true }))).toEqual(expected.slice(0, 2));
    expect(await collect(new DataLoader(stream, { batchSize: null }))).toEqual(numbers);
    expect([...new DataLoader(iterable, { batchSize: null })]).toEqual(numbers);
    expect([...new DataLoader([] as number[], options)]).toEqual([]);
    expect([...new DataLoader(new Set<number>(), options)]).toEqual([]);
  });

  it('can be looped over again and again, and twice at once', () => {
    const loader = new DataLoader(numbers, { batchSize: 5, collate: asIs<number[]> });
    const [a, b] = [loader[Symbol.iterator](), loader[Symbol.iterator]()];
    expect([a.next().value, b.next().value, a.next().value, a.next().done, b.next().value]).toEqual([
      [0, 1, 2, 3, 4],
      [0, 1, 2, 3, 4],
      [5, 6, 7, 8, 9],
      true,
      [5, 6, 7, 8, 9],
    ]);
  });

  it('knows how many batches there are, or says that it does not', async () => {
    expect(new DataLoader(numbers, { batchSize: 3 }).length).toBe(4);
    expect(new DataLoader(numbers, { batchSize: 3, dropLast: true }).length).toBe(3);
    expect(new DataLoader(numbers, { batchSize: null }).length).toBe(10);
    expect((await refusal(() => new DataLoader(new Set(numbers)).length)).code).toBe('OPTION');
    expect((await refusal(() => new DataLoader(numbers, { sampler: new Set([1]) }).length)).code).toBe('OPTION');
  });

  it('makes the batches of a tensor dataset as stacking its samples would', () => {
    const dataset = new TensorDataset(
      tensor(
        Float32Array.from({ length: 24 }, (_, i) => i),
        { shape: [4, 2, 3] },
      ),
      tensor([0n, 1n, 2n, 3n]),
    );
    const stacked = new DataLoader(dataset, { batchSize: 3, sampler: [2, 0, -1, 1], collate: (samples) => samples });
    const whole = new DataLoader(dataset, { batchSize: 3, sampler: [2, 0, -1, 1] });
    const batches = [...whole];
    [...stacked].forEach((samples, i) => {
      const [x, y] = batches[i]!;
      expect(x.toArraySync()).toEqual(samples.map(([row]) => row.toArraySync()));
      expect([y.dtype, y.toArraySync()]).toEqual(['int64', samples.map(([, target]) => target.itemSync())]);
    });
    const subset = new Subset(new Subset(dataset, [3, 2, 1]), [2, 0]);
    const [x, y] = [...new DataLoader(subset, { batchSize: 2 })][0]!;
    expect(x.shape).toEqual([2, 2, 3]);
    expect(y.toArraySync()).toEqual([1, 3]);
  });

  it('lets gradients through to the tensors of a dataset', () => {
    const w = tensor(
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      { requiresGrad: true },
    );
    for (const [x] of new DataLoader(new TensorDataset(w), { batchSize: 2 })) x.sum().backward();
    expect(w.grad?.toArraySync()).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
  });

  it('knows the types of its batches', () => {
    const data = new TensorDataset(zeros([3, 2]), zeros([3]));
    for (const batch of new DataLoader(data)) expectTypeOf(batch).toEqualTypeOf<[Tensor, Tensor]>();
    for (const batch of new DataLoader([{ x: 1, name: 'a', pair: [1n, true] as const }])) {
      expectTypeOf(batch).toEqualTypeOf<{ x: Tensor; name: string[]; pair: [Tensor, Tensor] }>();
    }
    for (const batch of new DataLoader(numbers, { collate: (samples) => samples.length }))
      expectTypeOf(batch).toEqualTypeOf<number>();
    for (const sample of new DataLoader([{ x: 1, y: new Float32Array(1) }], { batchSize: null }))
      expectTypeOf(sample).toEqualTypeOf<{ x: number; y: Tensor }>();
    const promises: Dataset<Promise<number>> = { length: 1, get: async () => 1 };
    const _check = async (): Promise<void> => {
      for await (const batch of new DataLoader(promises)) expectTypeOf(batch).toEqualTypeOf<Tensor>();
    };
    expectTypeOf(_check).returns.resolves.toBeVoid();
    const parts = randomSplit(data, [2, 1]);
    expectTypeOf(parts).toEqualTypeOf<[Subset<[Tensor, Tensor]>, Subset<[Tensor, Tensor]>]>();
    const take = (loader: DataLoader<[Tensor, Tensor]>): number => loader.length;
    expect(take(new DataLoader(data, { batchSize: 2, shuffle: true }))).toBe(2);
  });

  it('refuses what is no source and no option', async () => {
    for (const source of [null, undefined, 3, {}, { length: 3 }, zeros([2])])
      expect((await refusal(() => new DataLoader(source as never))).code).toBe('OPTION');
    for (const options of [
      { prefetch: -1 },
      { prefetch: 0.5 },
      { shuffle: 1 },
      { dropLast: 'yes' },
      { batchSize: Number.NaN },
    ]) {
      expect((await refusal(() => new DataLoader(numbers, options as never))).code).toBe('OPTION');
    }
  });
});

describe('a loop that ends early', () => {
  /** A source that tells whether it was closed. */
  function watched(): { open: number; opened: number; [Symbol.iterator](): Iterator<number> } {
    return {
      open: 0,
      opened: 0,
      *[Symbol.iterator]() {
        this.open++;
        this.opened++;
        try {
          yield* numbers;
        } finally {
          this.open--;
        }
      },
    };
  }

  it('closes samplers and streams', async () => {
    for (const stops of [0, 1, 3, 100]) {
      for (const use of ['sampler', 'batchSampler', 'stream'] as const) {
        const source = watched();
        const batches = { [Symbol.iterator]: () => Iterator_map(source[Symbol.iterator]()) };
        const options =
          use === 'sampler' ? { sampler: source } : use === 'batchSampler' ? { batchSampler: batches } : {};
        const loader = new DataLoader<number>(use === 'stream' ? source : numbers, options);
        let count = 0;
        for (const _ of loader) if (++count > stops) break;
        count = 0;
        for await (const _ of loader) if (++count > stops) break;
        expect(() => {
          for (const _ of loader) throw new Error('mine');
        }).toThrow('mine');
        await expect(
          (async () => {
            for await (const _ of loader) throw new Error('mine');
          })(),
        ).rejects.toThrow('mine');
        expect([source.open, source.opened]).toEqual([0, 4]);
      }
    }
  });

  function* Iterator_map(places: Iterator<number>): Generator<number[]> {
    try {
      for (;;) {
        const { done, value } = places.next();
        if (done === true) return;
        yield [value];
      }
    } finally {
      places.return?.();
    }
  }

  it('closes an asynchronous stream, and waits until it is closed', async () => {
    const log: string[] = [];
    const stream: AsyncIterable<number> = {
      async *[Symbol.asyncIterator]() {
        log.push('open');
        try {
          for (const n of numbers) yield await Promise.resolve(n);
        } finally {
          await tick();
          log.push('closed');
        }
      },
    };
    for await (const _ of new DataLoader(stream, { prefetch: 0 })) break;
    expect(log).toEqual(['open', 'closed']);
    for await (const _ of new DataLoader(stream, { prefetch: 3 })) break;
    await tick();
    await tick();
    expect(log).toEqual(['open', 'closed', 'open', 'closed']);
  });

  it('tells what still loads that nobody waits for it', async () => {
    const signals: AbortSignalLike[] = [];
    let running = 0;
    const dataset: Dataset<Promise<number>> = {
      length: 100,
      get: (index, signal) =>
        new Promise((resolve, reject) => {
          running++;
          signals.push(signal!);
          const timer = setTimeout(() => done(() => resolve(index)), index < 2 ? 0 : 60_000);
          let ended = false;
          const done = (end: () => void): void => {
            clearTimeout(timer);
            if (!ended) running--;
            ended = true;
            end();
          };
          signal!.addEventListener('abort', () => done(() => reject(new Error('told to stop'))), { once: true });
        }),
    };
    for await (const batch of new DataLoader(dataset, { batchSize: 2, prefetch: 2, collate: asIs })) {
      expect(batch).toEqual([0, 1]);
      expect(signals.some((signal) => signal.aborted)).toBe(false);
      break;
    }
    expect(signals).toHaveLength(6);
    expect(signals.every((signal) => signal.aborted)).toBe(true);
    expect(running).toBe(0);
  });

  it('leaves no listener on the signal that it was given', async () => {
    let listeners = 0;
    const signal: AbortSignalLike = {
      aborted: false,
      addEventListener: () => listeners++,
      removeEventListener: () => listeners--,
    };
    const dataset: Dataset<Promise<number>> = { length: 10, get: async (index) => index };
    for (const stops of [1, 3, 100]) {
      let count = 0;
      for (const _ of new DataLoader(numbers, { signal })) if (++count >= stops) break;
      count = 0;
      for await (const _ of new DataLoader(dataset, { signal })) if (++count >= stops) break;
      expect(listeners).toBe(0);
    }
  });
});

describe('an abort signal', () => {
  it('ends a loop with its reason, whatever the loop waits for', async () => {
    const dataset: Dataset<Promise<number>> = {
      length: 10,
      get: (index) => (index < 2 ? Promise.resolve(index) : new Promise(() => {})),
    };
    const forever: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}), return: () => new Promise(() => {}) }),
    };
    for (const source of [dataset, forever]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error('enough')), 1);
      await expect(
        collect(new DataLoader<number | Promise<number>>(source, { signal: controller.signal })),
      ).rejects.toThrow('enough');
    }
  });

  it('ends a loop that never waits between two batches', async () => {
    for (const source of [numbers, new Set(numbers)]) {
      const controller = new AbortController();
      const seen: unknown[] = [];
      const loader = new DataLoader(source, { signal: controller.signal, collate: asIs<number[]> });
      const read = (batch: unknown): void => {
        seen.push(batch);
        if (seen.length === 3) controller.abort(new Error('enough'));
      };
      expect(() => {
        for (const batch of loader) read(batch);
      }).toThrow('enough');
      expect(seen).toEqual([[0], [1], [2]]);
      // A signal that is aborted already lets nothing begin.
      expect(() => [...loader]).toThrow('enough');
      await expect(collect(loader)).rejects.toThrow('enough');
    }
  });
});

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

describe('datasets of datasets', () => {
  it('are read where their parts are', () => {
    const all = new ConcatDataset([[1, 2], new Subset([10, 20, 30], [2, 0]), [], [5]]);
    expect(all.cumulativeSizes).toEqual([2, 4, 4, 5]);
    expect([0, 1, 2, 3, 4, -1, -5].map((index) => all.get(index))).toEqual([1, 2, 30, 10, 5, 5, 1]);
  });

  it('refuse a place that they do not have', async () => {
    expect((await refusal(() => new ConcatDataset([[1]]).get(1))).code).toBe('INDEX');
    expect((await refusal(() => new Subset([1, 2], [0]).get(1))).code).toBe('INDEX');
    expect((await refusal(() => new TensorDataset(zeros([2])).get(2))).code).toBe('INDEX');
    expect((await refusal(() => new TensorDataset(zeros([2])).getBatch([0, 0.5]))).code).toBe('INDEX');
    expect((await refusal(() => new TensorDataset())).code).toBe('OPTION');
    expect((await refusal(() => new Subset(new Set([1]) as never, [0]))).code).toBe('OPTION');
    expect((await refusal(() => randomSplit(new Set([1]) as never, [1]))).code).toBe('OPTION');
  });

  it('split at random share no sample and lose none', () => {
    const property = fc.property(fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 6 }), (lengths) => {
      const total = lengths.reduce((a, b) => a + b, 0);
      const source = Array.from({ length: total }, (_, i) => i);
      const parts = randomSplit(source, lengths);
      expect(parts.map((part) => part.length)).toEqual(lengths);
      const seen = parts.flatMap((part) => Array.from({ length: part.length }, (_, i) => part.get(i)));
      expect(seen.toSorted((a, b) => a - b)).toEqual(source);
    });
    fc.assert(property, { seed: 42, numRuns: 100 });
  });
});
