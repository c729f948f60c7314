import '@nn/autograd/register';
import { readFileSync } from 'node:fs';
import { cpu } from '@nn/backend-cpu';
import { NnError, registerBackend } from '@nn/core';
import { fillRandint, Generator, getRngState, manualSeed, setRngState } from '@nn/random';
import { defaultGenerator } from '@nn/random';
import { tensor, zeros } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import * as data from './index.js';

registerBackend(cpu());

interface Answers {
  readonly loaders: readonly {
    readonly seed: number;
    readonly generator: number | null;
    readonly length: number;
    readonly kwargs: {
      readonly batch_size?: number | null;
      readonly shuffle?: boolean;
      readonly drop_last?: boolean;
      readonly sampler?: number[];
      readonly batch_sampler?: number[][];
    };
    readonly epochs: readonly unknown[];
    readonly count: number;
    readonly next: readonly number[];
    readonly next_generator: readonly number[] | null;
  }[];
  readonly samplers: readonly {
    readonly seed: number;
    readonly python: string;
    readonly generator: number | null;
    readonly places: readonly (readonly number[])[];
    readonly length: number;
    readonly next: readonly number[];
    readonly next_generator: readonly number[] | null;
  }[];
  readonly splits: readonly {
    readonly seed: number;
    readonly length: number;
    readonly lengths: number[];
    readonly indices: readonly (readonly number[])[];
    readonly next: readonly number[];
  }[];
  readonly refusals: readonly { readonly python: string; readonly error: string }[];
}

const answers = JSON.parse(
  readFileSync(new URL('../../../tooling/oracle/golden/data.json', import.meta.url), 'utf8'),
) as Answers;

function following(generator: Generator): number[] {
  const draws = new Int32Array(2);
  fillRandint(draws, { low: 0, high: 1_000_000 }, generator);
  return [...draws];
}

const own = (seed: number | null): { readonly generator?: Generator } =>
  seed === null ? {} : { generator: new Generator(seed) };
const range = (length: number): number[] => Array.from({ length }, (_, i) => i);

describe('a loader', () => {
  const cases = answers.loaders.map((test) => ({
    ...test,
    title: `${JSON.stringify(test.kwargs)} of ${test.length}, seed ${test.seed}, generator ${test.generator}`,
  }));

  function loaderOf(
    { kwargs, length, generator }: (typeof cases)[number],
    dataset: data.Dataset<number | Promise<number>>,
  ) {
    const { batch_size: batchSize, drop_last: dropLast, batch_sampler: batchSampler, ...rest } = kwargs;
    const options = {
      ...rest,
      ...(dropLast === undefined ? {} : { dropLast }),
      ...(batchSize === undefined ? {} : { batchSize }),
      ...(batchSampler === undefined ? {} : { batchSampler }),
      ...own(generator),
      collate: (samples: unknown) => samples,
    };
    expect(dataset.length).toBe(length);
    return {
      loader: new data.DataLoader(dataset, options as unknown as { collate: (samples: number[]) => unknown }),
      ...options,
    } as const;
  }

  function after({ next, next_generator: nextOwn }: (typeof cases)[number], generator: Generator | undefined): void {
    expect(following(defaultGenerator)).toEqual(next);
    if (generator !== undefined) expect(following(generator)).toEqual(nextOwn);
  }

  it.each(cases)("reads in PyTorch's order and draws as much: $title", (test) => {
    manualSeed(test.seed);
    const { loader, generator } = loaderOf(test, { length: test.length, get: (index) => index });
    expect(test.epochs.map(() => [...loader])).toEqual(test.epochs);
    expect(loader.length).toBe(test.count);
    after(test, generator);
  });

  it.each(cases)('reads in the same order where samples are awaited: $title', async (test) => {
    manualSeed(test.seed);
    const { loader, generator } = loaderOf(test, { length: test.length, get: async (index) => index });
    for (const epoch of test.epochs) {
      const read: unknown[] = [];
      for await (const batch of loader) read.push(batch);
      expect(read).toEqual(epoch);
    }
    after(test, generator);
  });
});

describe('a sampler', () => {
  const n = range(10);
  const make: Readonly<Record<string, (options: { generator?: Generator }) => data.Sampler>> = {
    'data.SequentialSampler(n)': () => new data.SequentialSampler(n),
    'data.RandomSampler(n, generator=g)': (o) => new data.RandomSampler(n, o),
    'data.RandomSampler(n, num_samples=25, generator=g)': (o) => new data.RandomSampler(n, { numSamples: 25, ...o }),
    'data.RandomSampler(n, num_samples=4, generator=g)': (o) => new data.RandomSampler(n, { numSamples: 4, ...o }),
    'data.RandomSampler(n, replacement=True, generator=g)': (o) =>
      new data.RandomSampler(n, { replacement: true, ...o }),
    'data.RandomSampler(n, replacement=True, num_samples=70, generator=g)': (o) =>
      new data.RandomSampler(n, { replacement: true, numSamples: 70, ...o }),
    'data.RandomSampler(n, replacement=True, num_samples=64, generator=g)': (o) =>
      new data.RandomSampler(n, { replacement: true, numSamples: 64, ...o }),
    'data.SubsetRandomSampler([3, 1, 4, 1, 5, 9], generator=g)': (o) =>
      new data.SubsetRandomSampler([3, 1, 4, 1, 5, 9], o),
    'data.WeightedRandomSampler([0.1, 0.0, 3.0, 2.5], 12, generator=g)': (o) =>
      new data.WeightedRandomSampler([0.1, 0, 3, 2.5], 12, o),
    'data.WeightedRandomSampler([0.1, 0.7, 3.0, 2.5], 1, generator=g)': (o) =>
      new data.WeightedRandomSampler([0.1, 0.7, 3, 2.5], 1, o),
    'data.WeightedRandomSampler([0.1, 0.7, 3.0, 2.5, 0.2], 4, replacement=False, generator=g)': (o) =>
      new data.WeightedRandomSampler([0.1, 0.7, 3, 2.5, 0.2], 4, { replacement: false, ...o }),
  };

  it.each(answers.samplers)("gives PyTorch's places: $python, seed $seed", (test) => {
    manualSeed(test.seed);
    const options = own(test.generator);
    const sampler = make[test.python]!(options);
    expect(test.places.map(() => [...sampler])).toEqual(test.places);
    expect(sampler.length).toBe(test.length);
    expect(following(defaultGenerator)).toEqual(test.next);
    if (options.generator !== undefined) expect(following(options.generator)).toEqual(test.next_generator);
  });
});

describe('randomSplit', () => {
  it.each(answers.splits)(
    "makes PyTorch's parts: $lengths of $length, seed $seed",
    ({ seed, length, lengths, indices, next }) => {
      manualSeed(seed);
      const parts = data.randomSplit(range(length), lengths);
      expect(parts.map((part) => [...(part.indices as number[])])).toEqual(indices);
      expect(following(defaultGenerator)).toEqual(next);
    },
  );
});

describe('a refusal', () => {
  const n = range(10);
  const s: Iterable<number> = { [Symbol.iterator]: () => n[Symbol.iterator]() };
  const here: Readonly<Record<string, () => unknown>> = {
    'data.DataLoader(n, batch_size=0)': () => new data.DataLoader(n, { batchSize: 0 }),
    'data.DataLoader(n, batch_size=2.5)': () => new data.DataLoader(n, { batchSize: 2.5 }),
    'data.DataLoader(n, sampler=[1], shuffle=True)': () => new data.DataLoader(n, { sampler: [1], shuffle: true }),
    'data.DataLoader(n, batch_sampler=[[1]], batch_size=2)': () =>
      new data.DataLoader(n, { batchSampler: [[1]], batchSize: 2 }),
    'data.DataLoader(n, batch_size=None, drop_last=True)': () =>
      new data.DataLoader(n, { batchSize: null, dropLast: true } as never),
    'data.DataLoader(s, shuffle=True)': () => new data.DataLoader(s, { shuffle: true }),
    'data.DataLoader(s, sampler=[1])': () => new data.DataLoader(s, { sampler: [1] }),
    'data.DataLoader(s, batch_sampler=[[1]])': () => new data.DataLoader(s, { batchSampler: [[1]] }),
    'data.RandomSampler([])': () => new data.RandomSampler([]),
    'data.RandomSampler(n, num_samples=0)': () => new data.RandomSampler(n, { numSamples: 0 }),
    'data.RandomSampler(n, replacement=1)': () => new data.RandomSampler(n, { replacement: 1 as never }),
    'data.BatchSampler([1], 0, False)': () => new data.BatchSampler([1], 0, false),
    'data.BatchSampler([1], 1, 3)': () => new data.BatchSampler([1], 1, 3 as never),
    'data.WeightedRandomSampler([1.0], 0)': () => new data.WeightedRandomSampler([1], 0),
    'data.WeightedRandomSampler([1.0], 1, replacement=3)': () =>
      new data.WeightedRandomSampler([1], 1, { replacement: 3 as never }),
    'list(data.WeightedRandomSampler([-1.0, 2.0], 3))': () => [...new data.WeightedRandomSampler([-1, 2], 3)],
    'data.random_split(n, [3, 3])': () => data.randomSplit(n, [3, 3]),
    'data.random_split(n, [1.5, -0.5])': () => data.randomSplit(n, [1.5, -0.5]),
    'data.TensorDataset(torch.zeros(2), torch.zeros(3))': () => new data.TensorDataset(zeros([2]), zeros([3])),
    'data.TensorDataset(torch.zeros(()))': () => new data.TensorDataset(tensor(0)),
    'data.ConcatDataset([])': () => new data.ConcatDataset([]),
    'data.ConcatDataset([s])': () => new data.ConcatDataset([s as never]),
    'data.ConcatDataset([n])[-11]': () => new data.ConcatDataset([n]).get(-11),
    'data.default_collate([[1, 2], [3]])': () => data.defaultCollate([[1, 2], [3]]),
    'data.default_collate([None, None])': () => data.defaultCollate([null, null]),
    'data.default_collate([torch.zeros(2), torch.zeros(3)])': () => data.defaultCollate([zeros([2]), zeros([3])]),
  };

  it.each(answers.refusals)("says PyTorch's sentence and draws nothing: $python", ({ python, error }) => {
    manualSeed(3);
    const before = getRngState();
    let thrown: unknown;
    try {
      here[python]!();
    } catch (refused) {
      thrown = refused;
    }
    expect(thrown).toBeInstanceOf(NnError);
    const sentence = error
      .replace(/^\w+: /, '')
      .replace(/ option, but got .*/, ' option')
      .replace("<class 'NoneType'>", 'null');
    expect((thrown as NnError).message.startsWith(sentence), `${(thrown as NnError).message} / ${sentence}`).toBe(true);
    expect(getRngState()).toEqual(before);
    setRngState(before);
  });
});
