import { type Json, NnError } from '@nn/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerInitializers } from '../initializer/registry.js';
import { constant } from '../initializers/constant.js';
import { normal } from '../initializers/normal.js';
import { uniform } from '../initializers/uniform.js';
import { definePolicy, policyFromJSON, type PolicyOptions } from './define-policy.js';
import type { RuleOptions } from './rule.js';

class Layer {
  static readonly logicalName: string = 'Layer';
}
class Special extends Layer {}
class LazyLayer extends Layer {}

let undo = (): void => {};
beforeAll(() => {
  undo = registerInitializers(normal, uniform, constant);
});
afterAll(() => undo());

const rules = (...list: readonly unknown[]): PolicyOptions => ({ name: 'test', rules: list as readonly RuleOptions[] });

function refusal(fn: () => unknown): NnError {
  try {
    fn();
  } catch (error) {
    expect(error).toBeInstanceOf(NnError);
    return error as NnError;
  }
  throw new Error('nothing was refused');
}

describe('definePolicy', () => {
  it('names rules by what they match, unless they say otherwise', () => {
    const policy = definePolicy(
      rules(
        { match: '**', use: 'default' },
        { match: { path: ['a.*', 'b.*'] }, use: 'keep' },
        { match: { owner: [Layer, 'Conv2d'], role: 'weight', tag: 'head' }, use: normal() },
        { match: { path: 'x', role: ['gain', 'bias'] }, use: 'keep', id: 'gains' },
        { match: '**', use: 'keep' },
      ),
    );
    expect(policy.rules.map(({ id }) => id)).toEqual([
      '**',
      'a.* | b.*',
      'owner=Layer|Conv2d role=weight tag=head',
      'gains',
      '** (2)',
    ]);
    expect([policy.unmatched, policy.overridden, policy.initialized]).toEqual(['error', 'error', 'overwrite']);
  });

  it('takes rules of other policies, and keeps the names that they were given', () => {
    const base = definePolicy(
      rules({ match: '**', use: 'default', optional: true }, { match: 'a', use: normal(), id: 'first' }),
    );
    const policy = definePolicy({ name: 'more', rules: [...base.rules, { match: '**', use: 'keep' }] });
    expect(policy.rules.map(({ id, optional }) => [id, optional])).toEqual([
      ['**', true],
      ['first', false],
      ['** (2)', false],
    ]);
    expect(String(policyFromJSON(JSON.parse(JSON.stringify(policy)) as Json))).toBe(String(policy));
    expect(refusal(() => definePolicy({ name: 'x', rules: [...base.rules, ...base.rules] })).message).toContain(
      "'first'",
    );
  });

  it('knows a class by its own name, a lazy one by what it becomes', () => {
    const policy = definePolicy(rules({ match: { owner: [Layer, Special, LazyLayer] }, use: 'keep' }));
    expect(policy.rules[0]!.match[0]!.owner).toEqual(['Layer', 'Special', 'Layer']);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'expects its parameters to be an object'],
    ['an array', [], 'expects its parameters to be an object'],
    ['no name', { rules: [] }, 'needs name'],
    [
      'an unknown field',
      { name: 'a', rules: [], unmatch: 'keep' },
      "has no parameter 'unmatch'. Did you mean 'unmatched'?",
    ],
    ['an unknown choice', { name: 'a', rules: [], unmatched: 'kep' }, "Did you mean 'keep'?"],
    ['rules that are none', { name: 'a', rules: 'all' }, 'expects rules to be an array'],
    ['a rule without a match', rules({ use: 'keep' }), 'needs rules[0].match'],
    ['a rule without a use', rules({ match: 'a' }), 'needs rules[0].use'],
    ['an empty match', rules({ match: {}, use: 'keep' }), 'rules[0].match to be one condition at least'],
    ['a misspelt condition', rules({ match: { pth: 'a' }, use: 'keep' }), "'rules[0].match.pth'. Did you mean 'path'?"],
    ['a misspelt role', rules({ match: { role: 'wieght' }, use: 'keep' }), "Did you mean 'weight'?"],
    ['no roles', rules({ match: { role: [] }, use: 'keep' }), 'rules[0].match.role to be an array of at least 1'],
    ['no match at all', rules({ match: [], use: 'keep' }), 'rules[0].match to be an array of at least 1'],
    [
      'one of several matches',
      rules({ match: ['a', { rol: 'bias' }], use: 'keep' }),
      "'rules[0].match[1].rol'. Did you mean",
    ],
    ['matches within matches', rules({ match: [['a']], use: 'keep' }), 'rules[0].match[0] to be a path or'],
    [
      'a malformed glob',
      rules({ match: { path: ['a', 'a.{b'] }, use: 'keep' }),
      "'a.{b' has a '{' that does not close",
    ],
    [
      'a use that is a name',
      rules({ match: 'a', use: 'normal' }),
      "rules[0].use to be an initializer, its JSON, 'default' or 'keep'",
    ],
    ['an unknown packing', rules({ match: 'a', use: 'keep', packing: 'block' }), 'rules[0].packing'],
    ['a negative expectation', rules({ match: 'a', use: 'keep', expect: -1 }), 'rules[0].expect'],
    [
      'an impossible expectation',
      rules({ match: 'a', use: 'keep', expect: { min: 3, max: 2 } }),
      'max is at least its min',
    ],
    ['no number per layer', rules({ match: 'a', use: 'keep', expect: { perLayer: 0 } }), 'rules[0].expect.perLayer'],
    [
      'a misspelt number per layer',
      rules({ match: 'a', use: 'keep', expect: { perLayr: 2 } }),
      "Did you mean 'perLayer'?",
    ],
    [
      'a number per layer beside a range',
      rules({ match: 'a', use: 'keep', expect: { perLayer: 2, min: 1 } }),
      'either a range or a number per layer',
    ],
    [
      'two rules of one id',
      rules({ match: 'a', use: 'keep', id: 'x' }, { match: 'b', use: 'keep', id: 'x' }),
      "two rules are called 'x'",
    ],
  ])('refuses %s, and says where', (_, options, message) => {
    const error = refusal(() => definePolicy(options as PolicyOptions));
    expect(error.code).toBe('POLICY');
    expect(error.message).toContain(message);
  });

  it('lets initializers speak for themselves, with the path in the JSON', () => {
    const deep = refusal(() =>
      definePolicy(
        rules({ match: 'a', use: 'keep' }, { match: 'b', use: { use: '@nn/init:normal', params: { std: -1 } } }),
      ),
    );
    expect(deep.code).toBe('OPTION');
    expect(deep.details).toMatchObject({ path: 'rules[1].use.params.std' });
    const unknown = refusal(() => definePolicy(rules({ match: 'a', use: { use: '@nn/init:nromal' } })));
    expect([unknown.code, unknown.advice]).toEqual(['INITIALIZER', "Did you mean '@nn/init:normal'?"]);
    const newer = refusal(() => definePolicy(rules({ match: 'a', use: { use: '@nn/init:normal', version: 99 } })));
    expect(newer.message).toContain('version 99');
  });

  it('prints its rules, the strongest first', () => {
    const policy = definePolicy(
      rules({ match: '**', use: 'default' }, { match: '**.bias', use: constant({ value: 0 }) }),
    );
    expect(String(policy)).toBe(
      "Policy 'test' (the first that matches wins):\n  **.bias: constant(value=0)\n  **: default\n  anything else: error",
    );
  });
});

describe('policyFromJSON', () => {
  const policy = definePolicy({
    name: 'all',
    rules: [
      { match: '**', use: 'default', optional: true },
      {
        match: { path: ['a', 'b.{0..3}'], owner: Layer, role: ['weight', 'bias'], tag: 't' },
        use: normal({ std: 0.02 }),
        expect: 3,
      },
      {
        match: { path: 'c', role: 'gain' },
        use: uniform({ low: -1 }),
        packing: 'whole',
        expect: { min: 1 },
        id: 'gains',
      },
      { match: { owner: 'X', layer: ['h.*', 'g.*'] }, use: 'keep', expect: { min: 1, max: 4 } },
      { match: ['d', { path: ['e', 'f'] }, { tag: 't', role: 'weight' }], use: 'keep', expect: { perLayer: 2 } },
    ],
    unmatched: 'keep',
    overridden: 'allow',
    initialized: 'skip',
  });

  it('gives back what was written', () => {
    const json = JSON.parse(JSON.stringify(policy)) as Json;
    const again = policyFromJSON(json);
    expect(JSON.stringify(again)).toBe(JSON.stringify(policy));
    expect(again.rules.map(({ id }) => id)).toEqual(policy.rules.map(({ id }) => id));
    expect(again.rules.map(({ expect: count }) => count)).toEqual(policy.rules.map(({ expect: count }) => count));
    expect(json).toMatchObject({
      format: 'nn-policy/1',
      rules: [
        { match: '**', use: 'default', optional: true },
        {},
        {},
        {},
        { match: ['d', { path: ['e', 'f'] }, { role: 'weight', tag: 't' }], expect: { perLayer: 2 } },
      ],
    });
  });

  it.each([
    [{}, 'something without a format', undefined],
    [null, 'something without a format', undefined],
    [{ format: 'nn-plan/1' }, "'nn-plan/1'", undefined],
    [{ format: 'nn-policy/2' }, "'nn-policy/2'", 'A newer version of the library wrote it: update this one.'],
    [{ format: 7 }, 'number', undefined],
  ])('refuses %j', (json, message, advice) => {
    const error = refusal(() => policyFromJSON(json));
    expect([error.code, error.advice]).toEqual(['POLICY', advice]);
    expect(error.message).toContain(message);
  });

  it('answers any JSON with a policy or an error with a code', () => {
    const name = fc.constantFrom('**', 'a.{b', 'default', 'keep', 'weight', '@nn/init:normal', '', 'error', 'whole');
    const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), name);
    const loose = (...keys: string[]): fc.Arbitrary<Record<string, unknown>> =>
      fc.record(Object.fromEntries(keys.map((key) => [key, value])), { requiredKeys: [] });
    const one = fc.oneof(value, loose('path', 'owner', 'role', 'tag', 'layer', 'x'));
    const match = fc.oneof(one, fc.array(one, { maxLength: 2 }));
    const use = fc.oneof(value, loose('use', 'version', 'params'));
    const bounds = fc.oneof(value, loose('min', 'max', 'perLayer'));
    const rule = fc.oneof(
      value,
      fc.record({ match, use, expect: bounds, id: value, packing: value }, { requiredKeys: [] }),
    );
    const json = fc.record(
      {
        format: fc.constantFrom('nn-policy/1', 'nn-policy/2'),
        name,
        rules: fc.oneof(value, fc.array(rule, { maxLength: 3 })),
        unmatched: name,
      },
      { requiredKeys: ['format'] },
    );
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), json), (any) => {
        try {
          policyFromJSON(any as Json);
          taken++;
        } catch (error) {
          expect(error).toBeInstanceOf(NnError);
        }
      }),
      { seed: 42, numRuns: 2_000 },
    );
    expect(taken).toBeGreaterThan(10);
  });
});
