import { NnError } from '@nn/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fill_ } from '../initializer/fill.js';
import { registerInitializers } from '../initializer/registry.js';
import { normal } from '../initializers/normal.js';
import { uniform } from '../initializers/uniform.js';
import { plan } from '../policy/plan.js';
import { FakeNetwork, FakeParameter, linear } from '../policy/test-network.js';
import { provenanceMetadata, readProvenance } from './provenance-metadata.js';
import { recreate } from './recreate.js';

let undo = (): void => {};
beforeAll(() => {
  undo = registerInitializers(normal, uniform);
});
afterAll(() => undo());

const packed = { role: 'weight', blocks: ['q', 'k', 'v'], zeroRows: [1] } as const;

const blank = (): FakeNetwork =>
  new FakeNetwork(...linear('a', 3, 2), ...linear('b', 3, 2), new FakeParameter('qkv', [6, 2], { spec: packed }));

/** Weights from one plan, biases from another with another seed, one parameter by hand, one not at all. */
function initialized(): FakeNetwork {
  const net = blank();
  plan(
    net,
    {
      name: 'one',
      rules: [
        { match: '**', use: 'keep' },
        { match: 'a.weight', use: normal() },
      ],
    },
    { seed: 1 },
  ).apply();
  plan(
    net,
    {
      name: 'two',
      rules: [
        { match: '**', use: 'keep' },
        { match: 'qkv', use: uniform() },
      ],
    },
    { seed: 2 },
  ).apply();
  fill_(net.of('b.weight'), normal({ std: 3 }), { seed: 3, path: 'elsewhere' });
  return net;
}

const metadata = (): Record<string, string> => provenanceMetadata(initialized());

function refusal(fn: () => unknown): NnError {
  try {
    fn();
  } catch (error) {
    expect(error).toBeInstanceOf(NnError);
    return error as NnError;
  }
  throw new Error('nothing was refused');
}

describe('provenance in metadata', () => {
  it('tells initializer, version, parameters and key of what was filled from keyed streams', () => {
    const origins = readProvenance(metadata());
    expect([...origins.keys()]).toEqual(['a.weight', 'b.weight', 'qkv']);
    expect(origins.get('a.weight')).toMatchObject({
      use: '@nn/init:normal',
      version: 1,
      params: { mean: 0, std: 1 },
      packed: 'per-block',
      policy: 'one',
      rule: 'a.weight',
      shape: [2, 3],
      dtype: 'float32',
    });
    expect(origins.get('b.weight')).not.toHaveProperty('rule');
    expect(readProvenance(new Map(Object.entries(metadata())))).toEqual(origins);
  });

  it('makes the same values again, whatever seeds and policies they came from, also after they were trained', () => {
    const first = initialized();
    const initial = first.parameters.map(({ values }) => [...values]);
    for (const parameter of first.parameters) parameter.write(9);
    const second = blank();
    expect(recreate(second, provenanceMetadata(first))).toEqual(['a.weight', 'b.weight', 'qkv']);
    expect(second.parameters.map(({ values }) => [...values])).toEqual(initial);
    expect(provenanceMetadata(second)).toEqual(provenanceMetadata(first));
  });

  it('refuses another network, naming everything that differs, and fills nothing', () => {
    const other = new FakeNetwork(
      new FakeParameter('a.weight', [2, 4], linear('a', 4, 2)[0]!.options),
      new FakeParameter('b.weight', [2, 3], { ...linear('b', 3, 2)[0]!.options, dtype: 'float64' }),
      new FakeParameter('c', [1]),
      new FakeParameter('qkv', [6, 2], { spec: { ...packed, blocks: ['q', 'k'] } }),
    );
    const error = refusal(() => recreate(other, metadata()));
    expect(error.code).toBe('PLAN');
    const problems = error.details['problems'] as string[];
    expect(problems.slice(0, 2)).toEqual([
      "'a.weight': shape was [2, 3], and is [2, 4]",
      "'b.weight': dtype was float32, and is float64",
    ]);
    expect(problems[2]).toMatch(/^'qkv': declared spec was [0-9a-f]{32}, and is [0-9a-f]{32}$/);
    expect(refusal(() => recreate(new FakeNetwork(), metadata())).message).toContain("'a.weight' is not there");
    expect(other.parameters.every(({ history }) => history.version === 0)).toBe(true);
  });

  it('refuses initializers that are not at hand, or not in that version', () => {
    const edited = (from: string, to: string): Record<string, string> => {
      const [key, json] = Object.entries(metadata())[0]!;
      return { [key]: json.replaceAll(from, to) };
    };
    expect(refusal(() => recreate(blank(), edited('"version":1', '"version":2'))).message).toContain(
      "'a.weight': version 2 of @nn/init:normal is asked for, but the one at hand is 1. Update the package that defines it.",
    );
    const unknown = refusal(() => recreate(blank(), edited('@nn/init:uniform', '@nn/init:unifrom')));
    expect(unknown.details['problems']).toEqual([
      "'qkv': no initializer named '@nn/init:unifrom' is registered. Did you mean '@nn/init:uniform'?",
    ]);
  });

  it.each([
    ['no metadata', null, 'has no'],
    ['a file of somebody else', { format: 'pt' }, 'has no'],
    ['text that is no JSON', { 'nn.provenance': '{' }, 'is no JSON'],
    ['another format', { 'nn.provenance': '{"format":"x"}' }, "'x'"],
    ['a newer version', { 'nn.provenance': '{"format":"nn-provenance/2"}' }, 'A newer version'],
    ['no streams', { 'nn.provenance': '{"format":"nn-provenance/1","parameters":{}}' }, 'needs stream'],
    [
      'other streams',
      { 'nn.provenance': '{"format":"nn-provenance/1","stream":"x","parameters":{}}' },
      'keyed streams',
    ],
  ])('refuses %s', (_, given, message) => {
    const error = refusal(() => readProvenance(given as Record<string, string>));
    expect(error.code).toBe('PLAN');
    expect(error.message).toContain(message);
  });

  it('answers any JSON with values or an error with a code', () => {
    const valid = JSON.parse(Object.values(metadata())[0]!) as { parameters: Record<string, object> };
    const inside = fc
      .tuple(
        fc.constantFrom('use', 'version', 'params', 'key', 'packed', 'policy', 'rule', 'shape', 'dtype', 'spec'),
        fc.jsonValue({ maxDepth: 2 }),
      )
      .map(([field, value]) => ({
        ...valid,
        parameters: { ...valid.parameters, qkv: { ...valid.parameters['qkv'], [field]: value } },
      }));
    const outside = fc
      .tuple(fc.constantFrom('stream', 'parameters'), fc.jsonValue())
      .map(([field, value]) => ({ ...valid, [field]: value }));
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), inside, outside), (json) => {
        try {
          recreate(blank(), { 'nn.provenance': JSON.stringify(json) });
        } catch (error) {
          expect(error).toBeInstanceOf(NnError);
        }
      }),
      { seed: 42, numRuns: 500 },
    );
  });
});
