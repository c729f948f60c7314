import { type Tensor, tensor, zeros } from '@nn/tensor';
import * as fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ConcatDataset, DataLoader, type Dataset, randomSplit, Subset, TensorDataset } from './index.js';
import { asIs, collect, numbers, refusal } from './test-support.js';

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
