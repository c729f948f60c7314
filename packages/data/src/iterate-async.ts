import { Cancellation } from './abort.js';
import { failedAt } from './errors.js';
import { isPromise, load, type Plan, quiet } from './plan.js';

/** What stands after the last batch. */
const end: unique symbol = Symbol('end');

/** Starts the next batch: the batch, a promise of it, or the end. */
interface Batches {
  next(): unknown;
  close(): Promise<void> | undefined;
}

/**
 * @internal Batches that are awaited. Where the dataset gives promises, `prefetch` batches are loaded ahead of the one that is awaited; all that was begun is
 * told to stop when the iteration ends, however it ends.
 */
export async function* awaitedBatchesOf(plan: Plan): AsyncGenerator<unknown, void> {
  const cancellation = new Cancellation(plan.signal);
  const source = plan.dataset === null ? fromStream(plan) : fromDataset(plan, cancellation);
  const queue: unknown[] = [];
  let ended = false;
  try {
    cancellation.check();
    for (;;) {
      while (!ended && queue.length <= (isPromise(queue.at(-1)) ? plan.prefetch : 0)) {
        const batch = startNext(source);
        ended = batch === end || batch instanceof Failure;
        queue.push(batch);
      }
      if (queue.length === 0) return;
      const head = queue.shift();
      const batch = isPromise(head) ? await cancellation.race(head) : head;
      if (batch instanceof Failure) throw batch.error;
      if (batch === end) return;
      yield batch;
      cancellation.check();
    }
  } finally {
    cancellation.end();
    const closed = source.close();
    // What still loads may never come: nobody waits for it then.
    if (closed !== undefined) {
      if (queue.length === 0 && plan.signal?.aborted !== true) await closed;
      else void quiet(closed);
    }
  }
}

/** An error that is thrown when its turn comes. */
class Failure {
  constructor(readonly error: unknown) {}
}

function startNext(source: Batches): unknown {
  try {
    const batch = source.next();
    return isPromise(batch) ? quiet(Promise.resolve(batch)) : batch;
  } catch (error) {
    return new Failure(error);
  }
}

function fromDataset(plan: Plan, { signal }: Cancellation): Batches {
  const order = plan.order![Symbol.iterator]();
  let open = true;
  return {
    next: () => {
      open = false;
      const { done, value } = order.next();
      if (done === true) return end;
      open = true;
      return load(plan, plan.dataset!, value, signal);
    },
    close: () => {
      if (open) order.return?.();
      return undefined;
    },
  };
}

function fromStream(plan: Plan): Batches {
  const stream = plan.stream as AsyncIterable<unknown> & Iterable<unknown>;
  const samples: AsyncIterator<unknown> | Iterator<unknown> =
    typeof stream[Symbol.asyncIterator] === 'function' ? stream[Symbol.asyncIterator]() : stream[Symbol.iterator]();
  let open = true;
  let place = 0;
  const pull = async (): Promise<unknown> => {
    if (!open) return end;
    const collate = plan.collate as (samples: unknown) => unknown;
    const batch: unknown[] = [];
    while (batch.length < (plan.batchSize ?? 1)) {
      const { done, value } = await nextOf(place++);
      if (!done) batch.push(value);
      else {
        open = false;
        return batch.length === 0 || plan.dropLast ? end : collate(batch);
      }
    }
    return collate(plan.batchSize === null ? batch[0] : batch);
  };
  const nextOf = async (at: number): Promise<{ readonly done: boolean; readonly value: unknown }> => {
    try {
      const { done, value } = await samples.next();
      return { done: done === true, value: await (value as unknown) };
    } catch (cause) {
      open = false;
      throw failedAt(at, cause);
    }
  };
  // One after another: a stream has no places to read from at once.
  let last: Promise<unknown> = Promise.resolve();
  return {
    next: () => (last = last.then(pull)),
    close: async () => {
      if (!open) return;
      open = false;
      await samples.return?.();
    },
  };
}
