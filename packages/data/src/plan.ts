import { NnError } from '@nn/core';
import type { AbortSignalLike } from './abort.js';
import type { Dataset } from './dataset.js';
import { failedAt, failedBatch } from './errors.js';

/** @internal What a loader does, its options checked. */
export interface Plan {
  /** Places one by one, or batch by batch; null where samples come one after another. */
  readonly order: Iterable<number | readonly number[]> | null;
  readonly dataset: Dataset<unknown> | null;
  readonly stream: Iterable<unknown> | AsyncIterable<unknown> | null;
  /** Samples of a batch of the stream; null for samples alone. */
  readonly batchSize: number | null;
  readonly dropLast: boolean;
  /** Of a list of samples, or of one where there are no batches. */
  readonly collate: (samples: never) => unknown;
  /** Whether the dataset may collate by itself. */
  readonly collatesByDefault: boolean;
  readonly prefetch: number;
  readonly signal: AbortSignalLike | undefined;
}

/** @internal */
export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function';
}

/** @internal Keeps a promise that nobody may ever wait for from ending the process. */
export function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/** @internal What is at these places, as it is given out: at once, or a promise where the dataset gives promises. */
export function load(
  plan: Plan,
  dataset: Dataset<unknown>,
  places: number | readonly number[],
  signal: AbortSignalLike,
): unknown {
  const collate = plan.collate as (samples: unknown) => unknown;
  if (typeof places === 'number') {
    const sample = sampleAt(dataset, places, signal);
    return isPromise(sample) ? sample.then(collate) : collate(sample);
  }
  if (plan.collatesByDefault && dataset.getBatch !== undefined) return wholeBatch(dataset, places, signal);
  const samples = samplesAt(dataset, places, signal);
  return samples.some(isPromise) ? Promise.all(samples).then(collate) : collate(samples);
}

function samplesAt(dataset: Dataset<unknown>, places: readonly number[], signal: AbortSignalLike): unknown[] {
  const samples: unknown[] = [];
  try {
    for (const place of places) samples.push(sampleAt(dataset, place, signal));
  } catch (error) {
    for (const sample of samples) if (isPromise(sample)) void quiet(Promise.resolve(sample));
    throw error;
  }
  return samples;
}

function sampleAt(dataset: Dataset<unknown>, place: number, signal: AbortSignalLike): unknown {
  let sample: unknown;
  try {
    sample = dataset.get(place, signal);
  } catch (cause) {
    throw failedAt(place, cause);
  }
  if (!isPromise(sample)) return sample;
  return sample.then(undefined, (cause: unknown) => {
    throw failedAt(place, cause);
  });
}

function wholeBatch(dataset: Dataset<unknown>, places: readonly number[], signal: AbortSignalLike): unknown {
  const explain = (cause: unknown): never => {
    // One by one, to tell which place it was.
    for (const place of places) {
      const sample = sampleAt(dataset, place, signal);
      if (isPromise(sample)) void quiet(Promise.resolve(sample));
    }
    throw failedBatch(places, cause);
  };
  let batch: unknown;
  try {
    batch = dataset.getBatch!(places);
  } catch (cause) {
    return explain(cause);
  }
  return isPromise(batch) ? batch.then(undefined, explain) : batch;
}

/** @internal A coded error for who iterates at once over what comes later. */
export function mustWait(): NnError {
  return new NnError('OPTION', 'the dataset gives promises, so its batches must be awaited', {
    op: 'DataLoader',
    advice: 'Write for await (const batch of loader).',
  });
}
