import { NnError, type Json, type JsonObject } from '@nn/core';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as init from '../index.js';
import { builtIns } from '../initializers/built-ins.js';
import { cases } from '../initializers/test-cases.js';
import { structures } from '../initializers/test-structures.js';
import { refusal } from './test-refusal.js';
import { valuesOf } from './test-values.js';

let undo: () => void;
beforeAll(() => {
  undo = init.registerBuiltins();
});
afterAll(() => undo());

const real = fc.double({ noNaN: true, min: -4, max: 4 });
const positive = fc.double({ noNaN: true, min: 0.01, max: 4 });

/** Initializers that fill any tensor, composed to some depth. */
const anyInitializer: fc.Arbitrary<init.Initializer> = fc.letrec<{ any: init.Initializer }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constant(init.ones()),
    fc.record({ value: real }).map(init.constant),
    fc.record({ mean: real, std: positive }).map(init.normal),
    fc.tuple(real, positive).map(([low, width]) => init.uniform({ low, high: low + width })),
    fc.record({ size: positive, p: fc.double({ noNaN: true, min: 0, max: 1 }) }).map(init.sign),
    fc.record({ mean: real, std: positive }).map(init.truncNormalCorrected),
    fc.record({ of: tie('any'), factor: real }).map(init.scale),
    fc.record({ of: tie('any'), by: real }).map(init.shift),
    fc.tuple(tie('any'), real, positive).map(([of, low, width]) => init.clamp({ of, low, high: low + width })),
    fc.record({ of: tie('any'), atLeast: positive }).map(init.mask),
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((all) => init.mixture({ parts: evenly(all) })),
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((all) => init.oneOf({ parts: evenly(all) })),
    fc.record({ of: tie('any'), dtype: fc.constantFrom('float16' as const, 'bfloat16' as const) }).map(init.cast),
  ),
})).any;

function evenly(all: readonly init.Initializer[]): { weight: number; of: init.Initializer }[] {
  return all.map((of) => ({ weight: 1 / all.length, of }));
}

const throughText = (of: init.Initializer): init.Initializer =>
  init.initializerFromJSON(JSON.parse(JSON.stringify(of)) as Json);

describe('an initializer that has gone through JSON', () => {
  it('is the same and gives the same values, however it is composed', () => {
    fc.assert(
      fc.property(anyInitializer, (of) => {
        const again = throughText(of);
        expect(again.toJSON()).toEqual(of.toJSON());
        expect(valuesOf(again, [3, 2])).toEqual(valuesOf(of, [3, 2]));
      }),
      { seed: 42, numRuns: 100 },
    );
  });

  it.each([...cases, ...structures])('is the same: $name', ({ of, shape, spec }) => {
    const again = throughText(of);
    expect(again.toString()).toBe(of.toString());
    expect(valuesOf(again, shape, { spec })).toEqual(valuesOf(of, shape, { spec }));
  });

  it('may have no version and no parameters', () => {
    expect(init.initializerFromJSON({ use: '@nn/init:normal' }).toString()).toBe('normal(mean=0, std=1)');
  });
});

describe('every initializer of the package', () => {
  it('is registered under its name and described by a JSON Schema', () => {
    const names = builtIns().map(({ definition }) => definition.name);
    expect(new Set(names).size).toBe(names.length);
    for (const { definition } of builtIns()) {
      expect(definition.name).toMatch(/^@nn\/init:[a-z][A-Za-z]*$/);
      expect(definition.parameters.jsonSchema).toMatchObject({ type: 'object', additionalProperties: false });
      const { properties = {} } = definition.parameters.jsonSchema as { properties?: JsonObject };
      const refused = refusal(() => init.initializerFromJSON({ use: definition.name, params: { zzz: 1 } }));
      expect(refused.details['known'] ?? Object.keys(properties)).toEqual(Object.keys(properties));
    }
  });

  it('is among the cases of the tests', () => {
    const tried = new Set([...cases, ...structures].map(({ of }) => of.definition.name));
    expect(
      builtIns()
        .map(({ definition }) => definition.name)
        .filter((name) => !tried.has(name)),
    ).toEqual([]);
  });
});

describe('JSON that is no initializer', () => {
  it('is told the name that was probably meant', () => {
    const error = refusal(() => init.initializerFromJSON({ use: '@nn/init:normall' }));
    expect(error).toMatchObject({ code: 'INITIALIZER', details: { name: '@nn/init:normall' } });
    expect(error.message).toContain("Did you mean '@nn/init:normal'?");
    expect(refusal(() => init.initializerFromJSON({ use: '@acme/far:away' })).message).toContain(
      'registerInitializers',
    );
  });

  it('has the version at hand, or is refused', () => {
    const newer = refusal(() => init.initializerFromJSON({ use: '@nn/init:normal', version: 2 }));
    expect(newer).toMatchObject({ code: 'INITIALIZER', details: { asked: 2, have: 1 } });
    expect(newer.message).toContain('Update the package');
    const undoNext = init.registerInitializers(
      init.defineInitializer({ ...init.normal.definition, name: 'test:normal', version: 3 }),
    );
    const older = refusal(() => init.initializerFromJSON({ use: 'test:normal', version: 2 }));
    expect(older.message).toContain('It gives other values now');
    undoNext();
  });

  it('may not contain itself', () => {
    const config: { use: string; params: Record<string, unknown> } = { use: '@nn/init:scale', params: { factor: 2 } };
    config.params['of'] = { use: '@nn/init:shift', params: { by: 1, of: config } };
    const error = refusal(() => init.initializerFromJSON(config as init.InitializerConfig));
    expect(error).toMatchObject({ code: 'INITIALIZER', details: { path: 'of.params.of' } });
    expect(error.message).toContain('contains itself');
    // Nothing is left behind: what was being read can be read once it is mended.
    config.params['of'] = init.ones().toJSON();
    expect(init.initializerFromJSON(config as init.InitializerConfig).toString()).toBe('scale(of=ones(), factor=2)');
  });

  it('may not be deeper than the stack', () => {
    let deep: Json = { use: '@nn/init:ones' };
    for (let i = 0; i < 20_000; i++) deep = { use: '@nn/init:scale', params: { factor: 1, of: deep } };
    expect(refusal(() => init.initializerFromJSON(deep)).message).toContain('too deep');
  });

  it('is refused with a code, whatever it is', () => {
    const junk = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          use: fc.constantFrom(...builtIns().map(({ definition }) => definition.name)),
          params: fc.jsonValue(),
          version: fc.jsonValue(),
        },
        { requiredKeys: ['use'] },
      ),
      fc.tuple(fc.constantFrom(...cases), fc.string(), fc.jsonValue()).map(([{ of }, name, value]) => {
        const { use, version, params } = of.toJSON();
        const names = Object.keys(params);
        return {
          use,
          version,
          params: { ...params, [names[name.length % (names.length + 1)] ?? name]: value as Json },
        };
      }),
    );
    fc.assert(
      fc.property(junk, (config) => {
        try {
          expect(init.initializerFromJSON(config as Json)).toBeInstanceOf(init.Initializer);
        } catch (error) {
          expect(error).toBeInstanceOf(NnError);
        }
      }),
      { seed: 42, numRuns: 500 },
    );
  });
});
