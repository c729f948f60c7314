/** Shows how far a walk has come. */
export interface ProgressReporter {
  /** Before the first item; `total` is `null` where nobody knows. */
  start(total: number | null): void;
  /** `done` items are through; `note` is what the walker has said last. */
  update(done: number, note: string): void;
  /** After the last item, and after a walk that was broken off. */
  stop(): void;
}

/** What `cli-progress`'s `SingleBar` offers, and any bar like it. */
export interface TerminalBar {
  start(total: number, value: number, payload?: object): void;
  update(value: number, payload?: object): void;
  stop(): void;
}

/** What a page's `<progress>` element offers. */
export interface ProgressElement {
  max: number;
  value: number;
  title: string;
  removeAttribute(name: string): void;
}

/**
 * Reports to a bar in a terminal, such as `new SingleBar({ format: '{bar} {value}/{total} {note}' })` of the package `cli-progress`; `{note}` in its
 * format shows what was said last.
 *
 * @example
 * import { terminalProgress, trackProgress } from '@nn/nn';
 *
 * const drawn: number[] = [];
 * const bar = { start: () => {}, update: (value: number) => void drawn.push(value), stop: () => {} };
 * for (const _ of trackProgress([10, 20], terminalProgress(bar)));
 * drawn; // [1, 2]
 */
export function terminalProgress(bar: TerminalBar): ProgressReporter {
  return {
    start: (total) => bar.start(total ?? 0, 0, { note: '' }),
    update: (done, note) => bar.update(done, { note }),
    stop: () => bar.stop(),
  };
}

/** Reports to a page's `<progress>` element; without a total it shows that something is going on. */
export function pageProgress(element: ProgressElement): ProgressReporter {
  let known = false;
  return {
    start: (total) => {
      known = total !== null;
      if (total === null) element.removeAttribute('value');
      else {
        element.max = total;
        element.value = 0;
      }
    },
    update: (done, note) => {
      if (known) element.value = done;
      element.title = note;
    },
    stop: () => {},
  };
}

/**
 * Passes items on and reports how many are through. The walk may be broken off, or throw: the reporter is stopped all the same.
 *
 * @param items anything to walk; a `length` or `size`, if it has one, is the total
 * @param note asked after every item: what to say beside the bar
 * @example
 * import { pageProgress, trackProgress } from '@nn/nn';
 *
 * const element = { max: 0, value: 0, title: '', removeAttribute: () => {} };
 * for (const _ of trackProgress(['a', 'b'], pageProgress(element), () => 'loss 0.5'));
 * [element.value, element.max, element.title]; // [2, 2, 'loss 0.5']
 */
export function* trackProgress<T>(
  items: Iterable<T>,
  reporter: ProgressReporter,
  note: () => string = () => '',
): Generator<T, void, void> {
  let done = 0;
  reporter.start(totalOf(items));
  try {
    for (const item of items) {
      yield item;
      reporter.update(++done, note());
    }
  } finally {
    reporter.stop();
  }
}

/** `trackProgress` over items that come one by one, such as the batches of a `DataLoader`. */
export async function* trackProgressAsync<T>(
  items: AsyncIterable<T>,
  reporter: ProgressReporter,
  note: () => string = () => '',
): AsyncGenerator<T, void, void> {
  let done = 0;
  reporter.start(totalOf(items));
  try {
    for await (const item of items) {
      yield item;
      reporter.update(++done, note());
    }
  } finally {
    reporter.stop();
  }
}

function totalOf(items: object): number | null {
  for (const name of ['length', 'size']) {
    const total: unknown = Reflect.get(items, name);
    if (typeof total === 'number') return total;
  }
  return null;
}
