import { describe, expect, it } from 'vitest';
import {
  type FillLaw,
  type FillRequest,
  type FillTarget,
  fillTarget,
  inDefaultInitialization,
  withDefaultInitialization,
  withUserInitialization,
} from './fill.js';

describe('withDefaultInitialization', () => {
  it('marks what runs within, and gives back its result', () => {
    expect(inDefaultInitialization()).toBe(false);
    expect(withDefaultInitialization(inDefaultInitialization)).toBe(true);
    expect(inDefaultInitialization()).toBe(false);
  });

  it('ends with an error, too', () => {
    expect(() =>
      withDefaultInitialization(() => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(inDefaultInitialization()).toBe(false);
  });

  it('nests: a layer within a layer is still a default, a remembered call of a user is not', () => {
    withDefaultInitialization(() => {
      withDefaultInitialization(() => undefined);
      expect(inDefaultInitialization()).toBe(true);
      expect(withUserInitialization(inDefaultInitialization)).toBe(false);
      expect(inDefaultInitialization()).toBe(true);
    });
  });
});

describe('fillTarget', () => {
  it('is one symbol, wherever it is asked for', () => {
    expect(fillTarget).toBe(Symbol.for('@nn/fillTarget'));
  });

  it('lets anything take a request', () => {
    const law: FillLaw<number> = {
      name: 'constant_',
      check: () => undefined,
      resolve: (value) => ({ kind: 'constant', value }),
    };
    const request = { kind: 'sequential', law, parameters: 3, source: {} } as unknown as FillRequest;
    const taken: unknown[] = [];
    const target: FillTarget = {
      [fillTarget]: (own) => {
        if (own.kind === 'sequential') taken.push(own.law.resolve(own.parameters, [2], 'float32'));
      },
    };
    target[fillTarget](request);
    expect(taken).toEqual([{ kind: 'constant', value: 3 }]);
  });
});
