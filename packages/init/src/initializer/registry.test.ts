import { describe, expect, it } from 'vitest';
import * as init from '../index.js';

const named = (name: string): init.AnyInitializerFactory => init.defineInitializer({ ...init.ones.definition, name });

describe('registering initializers', () => {
  it('is undone by the function that it returns', () => {
    const undo = init.registerInitializers(init.normal, init.uniform);
    expect(init.initializerFromJSON({ use: '@nn/init:uniform' }).toString()).toBe('uniform(low=0, high=1)');
    undo();
    expect(() => init.initializerFromJSON({ use: '@nn/init:uniform' })).toThrow(
      expect.objectContaining({ code: 'INITIALIZER' }),
    );
    undo();
  });

  it('refuses a name that is taken, and then registers none', () => {
    const undo = init.registerInitializers(named('test:b'));
    const all = [named('test:a'), named('test:b')];
    expect(() => init.registerInitializers(...all)).toThrow(expect.objectContaining({ code: 'INITIALIZER' }));
    expect(() => init.initializerFromJSON({ use: 'test:a' })).toThrow("Did you mean 'test:b'?");
    undo();
    init.registerInitializers(...all)();
  });

  it('does not let a late undo take out what came after', () => {
    const undo = init.registerInitializers(named('test:a'));
    undo();
    const undoSecond = init.registerInitializers(named('test:a'));
    undo();
    expect(init.initializerFromJSON({ use: 'test:a' }).definition.name).toBe('test:a');
    undoSecond();
  });

  it('refuses what makes no initializers', () => {
    for (const wrong of [init.normal(), {}, null, () => init.normal()]) {
      expect(() => init.registerInitializers(wrong as never)).toThrow(expect.objectContaining({ code: 'OPTION' }));
    }
  });

  it('of all built-ins is one call, and one to undo', () => {
    const undo = init.registerBuiltins();
    expect(init.initializerFromJSON({ use: '@nn/init:heNormal' }).definition).toBe(init.heNormal.definition);
    expect(() => init.registerBuiltins()).toThrow(expect.objectContaining({ code: 'INITIALIZER' }));
    undo();
    init.registerBuiltins()();
  });
});

describe('a definition', () => {
  it.each(['normal', '', '@nn:normal', 'a b:c', '@nn/init:', 3])('has a name of a package, not %j', (name) => {
    expect(() => named(name as string)).toThrow(expect.objectContaining({ code: 'INITIALIZER' }));
  });

  it.each([0, -1, 1.5, Number.NaN, '1'])('has a whole version, not %j', (version) => {
    expect(() => init.defineInitializer({ ...init.ones.definition, version: version as number })).toThrow(
      expect.objectContaining({ code: 'INITIALIZER' }),
    );
  });

  it.each([
    ['parameters', { parameters: init.number }],
    ['claim, a function', { claim: undefined }],
    ['one of the functions draw, fill and whole', { draw: undefined }],
    ['one of the functions draw, fill and whole', { fill() {} }],
  ])('has %s', (part, change) => {
    expect(() => init.defineInitializer({ ...init.ones.definition, ...change } as never)).toThrow(`needs ${part}`);
  });
});
