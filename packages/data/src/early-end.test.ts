import { describe, expect, it } from 'vitest';
import { type AbortSignalLike, DataLoader, type Dataset } from './index.js';
import { asIs, collect, numbers, tick } from './test-support.js';

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
        const batches = { [Symbol.iterator]: () => oneByOne(source[Symbol.iterator]()) };
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

  function* oneByOne(places: Iterator<number>): Generator<number[]> {
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
