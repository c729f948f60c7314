import { type Json, NnError } from '@nn/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerInitializers } from '../initializer/registry.js';
import { constant } from '../initializers/constant.js';
import { normal } from '../initializers/normal.js';
import { torchDefault } from '../initializers/torch-default.js';
import { type Plan, plan } from './plan.js';
import { restorePlan } from './restore-plan.js';
import { FakeNetwork, FakeParameter, linear } from './test-network.js';

let undo = (): void => {};
beforeAll(() => {
  undo = registerInitializers(normal, constant, torchDefault);
});
afterAll(() => undo());

const net = (): FakeNetwork =>
  new FakeNetwork(...linear('a', 3, 2), ...linear('b', 2, 2), new FakeParameter('lazy', null));

function saved(): Plan {
  const rules = [
    { match: '**', use: normal({ std: 0.02 }) },
    { match: '**.bias', use: 'default' as const },
    { match: 'b.bias', use: 'keep' as const },
  ];
  return plan(net(), { name: 'test', rules }, { seed: 2n ** 63n + 1n });
}

const jsonOf = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

function refusal(fn: () => unknown): NnError {
  try {
    fn();
  } catch (error) {
    expect(error).toBeInstanceOf(NnError);
    return error as NnError;
  }
  throw new Error('nothing was refused');
}

describe('restorePlan', () => {
  it('fills another network of the same make with the same bits', () => {
    const [first, second] = [net(), net()];
    const json = jsonOf(saved());
    restorePlan(first, json).apply();
    const again = restorePlan(second, jsonOf(restorePlan(first, json)));
    again.apply();
    expect(again.seed).toBe(2n ** 63n + 1n);
    expect(second.parameters.map(({ values }) => [...values])).toEqual(
      first.parameters.map(({ values }) => [...values]),
    );
    expect([...first.of('a.weight').values]).toEqual([...saved().values('a.weight')]);
  });

  it('does not mind in which order fields are written', () => {
    const reversed = (value: Json): Json => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, entry]) => [name, reversed(entry)]),
      );
    };
    expect(restorePlan(net(), reversed(jsonOf(saved()))).ok).toBe(true);
  });

  it('refuses another network, naming everything that differs', () => {
    const other = new FakeNetwork(
      new FakeParameter('a.weight', [3, 3], linear('a', 3, 3)[0]!.options),
      new FakeParameter('a.bias', [2], { ...linear('a', 3, 2)[1]!.options, dtype: 'float64' }),
      ...linear('c', 2, 2),
      new FakeParameter('lazy', [4]),
    );
    const error = refusal(() => restorePlan(other, jsonOf(saved())));
    expect(error.code).toBe('PLAN');
    expect(error.message).toContain("plan 'test' is of another network");
    expect(error.details['changes']).toEqual([
      "'b.weight' is not there",
      "'b.bias' is not there",
      "'c.weight' was not planned",
      "'c.bias' was not planned",
      "'a.weight': shape was [2,3], and is [3,3]",
      `'a.bias': dtype was "float32", and is "float64"`,
    ]);
  });

  it.each<[string, (json: Record<string, Json>) => Json, string, string]>([
    ['no plan', () => 3, 'PLAN', 'something without a format'],
    ['a policy', (json) => json['policy']!, 'PLAN', "'nn-policy/1'"],
    ['a newer format', (json) => ({ ...json, format: 'nn-plan/2' }), 'PLAN', 'A newer version'],
    ['other streams', (json) => ({ ...json, stream: 'nn-keyed/99' }), 'PLAN', 'keyed streams of version'],
    [
      'no seed',
      (json) => Object.fromEntries(Object.entries(json).filter(([name]) => name !== 'seed')),
      'PLAN',
      'needs seed',
    ],
    ['a seed that is none', (json) => ({ ...json, seed: 'x' }), 'PLAN', 'a seed in decimal digits'],
    ['a seed of more than 64 bits', (json) => ({ ...json, seed: '99999999999999999999' }), 'SEED', ''],
    ['entries that are none', (json) => ({ ...json, entries: [{}] }), 'PLAN', 'needs entries[0].path'],
    ['an unknown dtype', (json) => entry(json, { dtype: 'float31' }), 'PLAN', "Did you mean 'float32'?"],
    ['a key that is none', (json) => entry(json, { key: 'zz' }), 'PLAN', 'entries[0].key'],
    ['another key', (json) => entry(json, { key: '0'.repeat(32) }), 'PLAN', "'a.weight': key was"],
    [
      'another initializer',
      (json) => entry(json, { initializer: jsonOf(normal({ std: 1 })) }),
      'PLAN',
      "'a.weight': initializer was",
    ],
    [
      'an unknown initializer',
      (json) => entry(json, { initializer: { use: 'a:b' } }),
      'INITIALIZER',
      "no initializer named 'a:b'",
    ],
    [
      'a newer initializer',
      (json) => entry(json, { initializer: { use: '@nn/init:normal', version: 9 } }),
      'INITIALIZER',
      'version 9',
    ],
    [
      'a malformed policy',
      (json) => ({ ...json, policy: { format: 'nn-policy/1', name: 'x', rules: [{}] } }),
      'POLICY',
      'rules[0]',
    ],
  ])('refuses %s', (_, change, code, message) => {
    const error = refusal(() => restorePlan(net(), change(jsonOf(saved()) as Record<string, Json>)));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });

  it('answers any JSON with a plan or an error with a code', () => {
    const valid = jsonOf(saved()) as Record<string, Json>;
    const mangled = fc
      .tuple(fc.constantFrom('stream', 'seed', 'policy', 'entries', 'format'), fc.jsonValue({ maxDepth: 3 }))
      .map(([field, value]) => ({ ...valid, [field]: value }));
    const inside = fc
      .tuple(
        fc.constantFrom('path', 'shape', 'dtype', 'rule', 'initializer', 'packing', 'key'),
        fc.jsonValue({ maxDepth: 2 }),
      )
      .map(([field, value]) => entry(valid, { [field]: value as Json }));
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), mangled, inside), (json) => {
        try {
          restorePlan(net(), json as Json);
        } catch (error) {
          expect(error).toBeInstanceOf(NnError);
        }
      }),
      { seed: 42, numRuns: 500 },
    );
  });
});

/** The first entry with other fields. */
function entry(json: Record<string, Json>, fields: Record<string, Json>): Json {
  const [first, ...others] = json['entries'] as readonly Record<string, Json>[];
  return { ...json, entries: [{ ...first, ...fields }, ...others] };
}
