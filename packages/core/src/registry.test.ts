import { describe, expect, it } from 'vitest';
import { createRegistry } from './registry.js';

const coded = expect.objectContaining({ name: 'NnError', code: 'OPTION' }) as Error;
const empty = (): ReturnType<typeof createRegistry<number>> => createRegistry<number>('law', 'OPTION', 'Register one.');

describe('a registry', () => {
  it('gives back what was registered, under its name', () => {
    const registry = empty();
    registry.register('a', 1);
    registry.register('b', 2);
    expect(registry.get('a')).toBe(1);
    expect(registry.require('b')).toBe(2);
    expect(registry.get('c')).toBeUndefined();
    expect(registry.names()).toEqual(['a', 'b']);
  });

  it('takes a value out again by the function that registering gave', () => {
    const registry = empty();
    const undo = registry.register('a', 1);
    undo();
    undo();
    expect(registry.names()).toEqual([]);
  });

  it('refuses a name that is taken, and keeps what it had', () => {
    const registry = empty();
    registry.register('a', 1);
    expect(() => registry.register('a', 2)).toThrow(coded);
    expect(registry.get('a')).toBe(1);
  });

  it('does not take out what somebody else has registered since', () => {
    const registry = empty();
    const undo = registry.register('a', 1);
    undo();
    registry.register('a', 2);
    undo();
    expect(registry.get('a')).toBe(2);
  });

  it('says what there is where a name is missing, and how one gets in', () => {
    const registry = empty();
    expect(() => registry.require('a')).toThrow("no law named 'a'. No law is registered. Register one.");
    registry.register('b', 1);
    registry.register('c', 1);
    expect(() => registry.require('a')).toThrow("no law named 'a'. There is 'b', 'c'. Register one.");
    expect(() => registry.require('a')).toThrow(
      expect.objectContaining({ code: 'OPTION', details: { name: 'a', known: ['b', 'c'] } }) as Error,
    );
  });
});
