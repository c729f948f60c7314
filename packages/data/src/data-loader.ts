import { NnError } from '@nn/core';
import { defaultGenerator, type Generator as RandomGenerator } from '@nn/random';
import type { AbortSignalLike } from './abort.js';
import { type Collated, type Converted, defaultCollate, defaultConvert } from './collate.js';
import { type DataSource, datasetOf } from './dataset.js';
import { checkFlag, checkPositive } from './errors.js';
import { awaitedBatchesOf } from './iterate-async.js';
import { batchesOf } from './iterate-sync.js';
import type { Plan } from './plan.js';
import { BatchSampler } from './samplers/batch-sampler.js';
import { drawSeed, RandomSampler } from './samplers/random-sampler.js';
import type { BatchSamplerLike, Sampler } from './samplers/sampler.js';
import { SequentialSampler } from './samplers/sequential-sampler.js';

interface CommonOptions {
  /** Read samples in another random order in every iteration. @default false */
  readonly shuffle?: boolean;
  /** Which samples to read, and in which order. @default all, in order or shuffled */
  readonly sampler?: Sampler;
  /** The stream that shuffles. @default the one of `manualSeed` */
  readonly generator?: RandomGenerator;
  /** How many batches are loaded ahead, where loading takes its time. @default 2 */
  readonly prefetch?: number;
  /** Ends every iteration, with the signal's reason. */
  readonly signal?: AbortSignalLike;
}

interface BatchedOptions<Sample> extends CommonOptions {
  /** Samples in a batch. @default 1 */
  readonly batchSize?: number;
  /** Which samples make up each batch; in place of `batchSize`, `shuffle`, `sampler` and `dropLast`. */
  readonly batchSampler?: BatchSamplerLike;
  /** Leave out a last batch that is not full. @default false */
  readonly dropLast?: boolean;
  /** Makes a batch of samples. @default defaultCollate */
  readonly collate?: (samples: Awaited<Sample>[]) => unknown;
}

interface SingleOptions<Sample> extends CommonOptions {
  /** No batches: samples one by one. */
  readonly batchSize: null;
  /** What is given out of a sample. @default defaultConvert */
  readonly collate?: (sample: Awaited<Sample>) => unknown;
}

export type DataLoaderOptions<Sample> = BatchedOptions<Sample> | SingleOptions<Sample>;

/** What a loader with these options gives out. */
export type BatchOf<Sample, Options> = Options extends { readonly collate: (...args: never[]) => infer Batch }
  ? Awaited<Batch>
  : Options extends { readonly batchSize: null }
    ? Converted<Awaited<Sample>>
    : Collated<Awaited<Sample>>;

/**
 * Batches of a dataset, anew for every loop over it: `for (const batch of loader)`, or `for await` where samples are promises. Shuffled batches
 * are PyTorch's for the same seed.
 *
 * Leaving a loop early closes all that it has opened: samplers, streams, and what still loads is told so by its signal. A sample that cannot be
 * had ends the loop with an error that tells its index.
 *
 * @throws NnError 'OPTION' for options that contradict each other; in a loop, an error with the index of the sample in `details` and its
 * reason in `cause`
 * @example
 * import { DataLoader, manualSeed, tensor, TensorDataset } from '@nn/nn';
 *
 * const data = new TensorDataset(tensor([[1], [2], [3], [4], [5]]), tensor([0n, 1n, 0n, 1n, 0n]));
 * const loader = new DataLoader(data, { batchSize: 2, shuffle: true });
 * loader.length; // 3
 * manualSeed(0);
 * const seen: number[] = [];
 * for (const [x, y] of loader) seen.push(...x.flatten().toArraySync() as number[]);
 * seen; // [2, 5, 3, 4, 1]
 *
 * const squares = { length: 4, get: async (index: number) => index * index };
 * for await (const batch of new DataLoader(squares, { batchSize: 2 })) console.log(batch);
 */
export class DataLoader<Sample, const Options extends object = object> {
  readonly batchSize: number | null;
  readonly dropLast: boolean;
  readonly sampler: Sampler | null;
  readonly batchSampler: BatchSamplerLike | null;
  private readonly plan: Plan;
  private readonly generator: RandomGenerator;

  constructor(source: DataSource<Sample>, options: Options & SingleOptions<Sample>);
  constructor(source: DataSource<Sample>, options?: Options & BatchedOptions<Sample>);
  constructor(source: DataSource<Sample>, options?: DataLoaderOptions<Sample>) {
    const {
      shuffle = false,
      prefetch = 2,
      generator,
      signal,
      batchSampler,
      dropLast = false,
      ...given
    } = (options ?? {}) as BatchedOptions<Sample>;
    const dataset = datasetOf(source);
    const stream = dataset === null ? checkedStream(source) : null;
    checkFlag('shuffle', shuffle, 'DataLoader');
    checkFlag('drop_last', dropLast, 'DataLoader');
    if (!Number.isSafeInteger(prefetch) || prefetch < 0)
      throw refusal(`prefetch should be a whole number that is not negative, but got ${String(prefetch)}`, {
        prefetch,
      });
    const batchSize = given.batchSize === undefined ? 1 : (given.batchSize as number | null);
    if (stream !== null) {
      for (const [name, value] of [
        ['shuffle', shuffle],
        ['sampler', given.sampler],
        ['batch_sampler', batchSampler],
      ] as const) {
        if (value === undefined || value === false) continue;
        throw refusal(
          `DataLoader with IterableDataset: expected unspecified ${name} option, but got ${name}=${value === true ? 'true' : typeof value}`,
          { [name]: value },
        );
      }
    }
    if (given.sampler !== undefined && shuffle) throw refusal('sampler option is mutually exclusive with shuffle', {});
    if (batchSampler !== undefined) {
      if (batchSize !== 1 || shuffle || given.sampler !== undefined || dropLast) {
        throw refusal(
          'batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last',
          {},
        );
      }
    } else if (batchSize === null) {
      if (dropLast)
        throw refusal('batch_size=None option disables auto-batching and is mutually exclusive with drop_last', {});
    } else checkPositive('batch_size', batchSize, 'DataLoader');

    this.batchSize = batchSampler === undefined ? batchSize : null;
    this.dropLast = dropLast;
    this.sampler =
      dataset === null
        ? null
        : (given.sampler ??
          (shuffle
            ? new RandomSampler(dataset, generator === undefined ? {} : { generator })
            : new SequentialSampler(dataset)));
    this.batchSampler =
      batchSampler ??
      (this.sampler === null || batchSize === null ? null : new BatchSampler(this.sampler, batchSize, dropLast));
    this.generator = generator ?? defaultGenerator;
    const alone = batchSampler === undefined && batchSize === null;
    this.plan = {
      order: this.batchSampler ?? this.sampler,
      dataset,
      stream,
      batchSize: alone ? null : batchSize,
      dropLast,
      collate: given.collate ?? (alone ? defaultConvert : defaultCollate),
      collatesByDefault: given.collate === undefined && !alone,
      prefetch,
      signal,
    };
  }

  /**
   * How many batches a loop has.
   *
   * @throws NnError 'OPTION' where nobody can tell: for streams, and samplers without a length
   */
  get length(): number {
    const { length } = (this.batchSampler ?? this.sampler ?? {}) as { readonly length?: number };
    if (length !== undefined && !Number.isNaN(length)) return length;
    throw refusal('the source of this loader has no length', {}, 'Count the batches in a loop.');
  }

  /** Batches at once. Each is made when it is asked for. */
  [Symbol.iterator](): Generator<BatchOf<Sample, Options>, void> {
    this.drawBaseSeed();
    return batchesOf(this.plan) as Generator<BatchOf<Sample, Options>, void>;
  }

  /** Batches as they come. */
  [Symbol.asyncIterator](): AsyncGenerator<BatchOf<Sample, Options>, void> {
    this.drawBaseSeed();
    return awaitedBatchesOf(this.plan) as AsyncGenerator<BatchOf<Sample, Options>, void>;
  }

  /** PyTorch draws a seed for its workers whenever a loop begins, also where there are none. */
  private drawBaseSeed(): void {
    drawSeed(this.generator);
  }
}

function checkedStream<Sample>(source: DataSource<Sample>): Iterable<unknown> | AsyncIterable<unknown> {
  const stream = source as (Partial<Iterable<Sample>> & Partial<AsyncIterable<Sample>>) | null;
  if (typeof stream?.[Symbol.iterator] === 'function' || typeof stream?.[Symbol.asyncIterator] === 'function')
    return stream as Iterable<Sample>;
  throw refusal(
    'a dataset has a length and get(index), or is an array or an iterable',
    {},
    'Tensors become one in new TensorDataset(…).',
  );
}

function refusal(sentence: string, details: Readonly<Record<string, unknown>>, advice?: string): NnError {
  return new NnError('OPTION', sentence, { op: 'DataLoader', details, ...(advice === undefined ? {} : { advice }) });
}
