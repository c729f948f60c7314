import { Cancellation } from './abort.js';
import { failedAt } from './errors.js';
import { isPromise, load, mustWait, type Plan, quiet } from './plan.js';

/** @internal Batches, each made when it is asked for. Whatever was opened is closed when the iteration ends, however it ends. */
export function* batchesOf(plan: Plan): Generator<unknown, void> {
  const cancellation = new Cancellation(plan.signal);
  try {
    for (const batch of plan.dataset === null ? fromStream(plan) : fromDataset(plan, cancellation)) {
      if (isPromise(batch)) {
        void quiet(Promise.resolve(batch));
        throw mustWait();
      }
      yield batch;
      cancellation.check();
    }
  } finally {
    cancellation.end();
  }
}

function* fromDataset(plan: Plan, cancellation: Cancellation): Generator<unknown, void> {
  cancellation.check();
  for (const places of plan.order!) yield load(plan, plan.dataset!, places, cancellation.signal);
}

function* fromStream({ stream, batchSize, dropLast, collate, signal }: Plan): Generator<unknown, void> {
  const source = stream as Iterable<unknown>;
  if (typeof source[Symbol.iterator] !== 'function') throw mustWait();
  if (signal?.aborted === true) throw signal.reason;
  const finish = collate as (samples: unknown) => unknown;
  let batch: unknown[] = [];
  let place = 0;
  const samples = source[Symbol.iterator]();
  let open = true;
  try {
    for (;;) {
      open = false;
      const { done, value } = nextOf(samples, place++);
      if (done) break;
      open = true;
      if (isPromise(value)) yield value;
      else if (batchSize === null) yield finish(value);
      else if (batch.push(value) === batchSize) {
        yield finish(batch);
        batch = [];
      }
    }
    if (batch.length > 0 && !dropLast) yield finish(batch);
  } finally {
    if (open) samples.return?.();
  }
}

function nextOf(samples: Iterator<unknown>, place: number): { readonly done: boolean; readonly value: unknown } {
  try {
    const { done, value } = samples.next();
    return { done: done === true, value };
  } catch (cause) {
    throw failedAt(place, cause);
  }
}
