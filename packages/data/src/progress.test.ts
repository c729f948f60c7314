import { describe, expect, it } from 'vitest';
import {
  pageProgress,
  type ProgressReporter,
  terminalProgress,
  trackProgress,
  trackProgressAsync,
} from './progress.js';

function recorder(): ProgressReporter & { readonly said: unknown[] } {
  const said: unknown[] = [];
  return {
    said,
    start: (total) => said.push(['start', total]),
    update: (done, note) => said.push([done, note]),
    stop: () => said.push('stop'),
  };
}

describe('a tracked walk', () => {
  it('passes every item on and reports each, with the note of its time', () => {
    const reporter = recorder();
    let last = '';
    const seen: string[] = [];
    for (const item of trackProgress(['a', 'b'], reporter, () => last)) {
      seen.push(item);
      last = `after ${item}`;
    }
    expect(seen).toEqual(['a', 'b']);
    expect(reporter.said).toEqual([['start', 2], [1, 'after a'], [2, 'after b'], 'stop']);
  });

  it('stops the reporter where the walk is broken off or throws', () => {
    const broken = recorder();
    for (const item of trackProgress([1, 2, 3], broken)) if (item === 2) break;
    expect(broken.said.at(-1)).toBe('stop');
    const thrown = recorder();
    expect(() => {
      for (const _ of trackProgress([1], thrown)) throw new Error('no');
    }).toThrow('no');
    expect(thrown.said.at(-1)).toBe('stop');
  });

  it('knows no total of a generator, and waits for what comes one by one', async () => {
    const reporter = recorder();
    async function* items(): AsyncGenerator<number> {
      yield 1;
      yield 2;
    }
    for await (const _ of trackProgressAsync(items(), reporter));
    expect(reporter.said).toEqual([['start', null], [1, ''], [2, ''], 'stop']);
  });

  it('draws a terminal bar with the note as payload', () => {
    const calls: unknown[] = [];
    const bar = {
      start: (...args: unknown[]) => calls.push(args),
      update: (...args: unknown[]) => calls.push(args),
      stop: () => calls.push('stop'),
    };
    for (const _ of trackProgress([7], terminalProgress(bar), () => 'loss 1'));
    expect(calls).toEqual([[1, 0, { note: '' }], [1, { note: 'loss 1' }], 'stop']);
  });

  it('shows on a page that something goes on where the total is unknown', () => {
    const element = {
      max: 5,
      value: 3,
      title: '',
      removed: '',
      removeAttribute: (name: string) => void (element.removed = name),
    };
    for (const _ of trackProgress(new Set([1]).values(), pageProgress(element)));
    expect(element).toMatchObject({ max: 5, value: 3, removed: 'value' });
  });
});
