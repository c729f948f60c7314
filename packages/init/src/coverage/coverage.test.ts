import { type NetworkView, NnError, type Provenance } from '@nn/core';
import { describe, expect, it } from 'vitest';
import { fill_ } from '../initializer/fill.js';
import { normal } from '../initializers/normal.js';
import { plan } from '../policy/plan.js';
import { FakeNetwork, FakeParameter } from '../policy/test-network.js';
import { assertCovered } from './assert-covered.js';
import { coverage } from './coverage.js';
import type { CoverageState } from './state.js';

interface History {
  readonly law?: string;
  readonly byDefault?: boolean;
  readonly at?: number;
  readonly version?: number;
  readonly trained?: number;
}

function parameter(
  path: string,
  { law, byDefault = false, at = 1, version = at, trained = 0 }: History,
): FakeParameter {
  const made = new FakeParameter(path, [2]);
  const provenance: Provenance | null =
    law === undefined ? null : { law, parameters: { std: 0.1 }, byDefault, version: at, origin: null };
  made.history = { provenance, version, trained };
  return made;
}

describe('coverage', () => {
  it.each<[string, History, CoverageState, string | null, boolean]>([
    ['memory that nobody has written to', { law: 'empty', byDefault: true, at: 0 }, 'never', null, false],
    ['a layer’s default', { law: 'uniform_', byDefault: true }, 'default', 'uniform_(std=0.1)', false],
    ['an imperative call', { law: 'normal_' }, 'initialized', 'normal_(std=0.1)', true],
    ['a state dict', { law: 'loadStateDict' }, 'loaded', 'loadStateDict(std=0.1)', true],
    ['a tensor of somebody’s', {}, 'assigned', null, true],
    ['writes to blank memory', { law: 'empty', byDefault: true, at: 0, version: 1 }, 'assigned', null, true],
    ['writes over a fill', { law: 'normal_', version: 2 }, 'overwritten', 'normal_(std=0.1)', true],
    ['writes over a default', { law: 'normal_', byDefault: true, version: 2 }, 'overwritten', 'normal_(std=0.1)', true],
    ['training', { law: 'normal_', version: 5, trained: 5 }, 'trained', 'normal_(std=0.1)', true],
    ['training of an assigned tensor', { version: 5, trained: 5 }, 'trained', null, true],
    [
      'training of blank memory',
      { law: 'empty', byDefault: true, at: 0, version: 5, trained: 5 },
      'trained',
      null,
      false,
    ],
    ['writes after training', { law: 'normal_', version: 6, trained: 5 }, 'overwritten', 'normal_(std=0.1)', true],
  ])('tells %s', (_, history, state, by, covered) => {
    const [entry] = coverage(new FakeNetwork(parameter('a', history))).entries;
    expect([entry!.state, entry!.by, entry!.covered, entry!.plan]).toEqual([state, by, covered, null]);
  });

  it('tells what a parameter without a shape is going to be', () => {
    const net = new FakeNetwork(new FakeParameter('a', null), new FakeParameter('b', null));
    fill_(net.of('b'), normal(), { seed: 0 });
    expect(coverage(net).entries.map(({ state, by, covered }) => [state, by, covered])).toEqual([
      ['deferred', "the layer's default", false],
      ['deferred', 'normal(mean=0, std=1)', true],
    ]);
  });

  it('tells of a plan what it has done, keeps, and has yet to do', () => {
    const net = new FakeNetwork(
      parameter('a', { law: 'uniform_', byDefault: true }),
      parameter('b', { law: 'uniform_', byDefault: true }),
      new FakeParameter('c', null),
    );
    const made = plan(
      net,
      {
        name: 'p',
        rules: [
          { match: '*', use: normal(), id: 'r' },
          { match: 'b', use: 'keep' },
        ],
      },
      { seed: 0 },
    );
    const standing = (): unknown[] =>
      coverage(net, made).entries.map(({ state, plan: of, covered }) => [state, of, covered]);
    expect(standing()).toEqual([
      ['default', 'to do', false],
      ['default', 'kept', true],
      ['deferred', 'to do', false],
    ]);
    made.apply();
    expect(standing()).toEqual([
      ['planned', 'done', true],
      ['default', 'kept', true],
      ['deferred', 'done', true],
    ]);
    expect(coverage(net, made).entries[0]!.by).toBe("normal(mean=0, std=1) by rule 'r' of 'p'");
    const other = plan(net, made.policy, { seed: 1 });
    expect(coverage(net, other).entries[0]!.plan).toBe('to do');
    net.of('a').write(1);
    expect(coverage(net, made).entries[0]).toMatchObject({ state: 'overwritten', plan: 'to do' });
  });

  it('prints a table in which alike layers share a line, and the counts', () => {
    const net = new FakeNetwork(
      ...[0, 1, 2].map((i) => parameter(`h.${i}.w`, { law: 'normal_' })),
      parameter('b', { law: 'empty', byDefault: true, at: 0 }),
    );
    expect(String(coverage(net)).split('\n')).toEqual([
      'path        shape  state        by',
      'h.{0..2}.w  [2]    initialized  normal_(std=0.1)',
      'b           [2]    never',
      '3 initialized, 1 never',
    ]);
  });
});

describe('buffers', () => {
  const unset: Provenance = { law: 'empty', parameters: {}, byDefault: true, version: 0, origin: null };
  const net = (): FakeNetwork & Required<NetworkView> =>
    Object.assign(new FakeNetwork(parameter('h.0.w', { law: 'normal_' })), {
      bufferViews: () => [
        { path: 'h.0.mean', shape: [2], history: { provenance: unset, version: 0, trained: 0 } },
        { path: 'h.0.seen', shape: [], history: { provenance: unset, version: 1, trained: 0 } },
        { path: 'h.0.variance', shape: [2], history: { provenance: null, version: 0, trained: 0 } },
      ],
    });

  it('are listed where nobody has written to them, and only there', () => {
    const found = coverage(net());
    expect(found.entries.map(({ kind, path }) => [kind, path])).toEqual([
      ['parameter', 'h.0.w'],
      ['buffer', 'h.0.mean'],
    ]);
    expect([found.uncovered, found.counts]).toEqual([['h.0.mean'], { initialized: 1, never: 1 }]);
    expect(String(found).split('\n')[2]).toBe('h.0.mean  [2]    never        (a buffer)');
  });

  it('are not covered by any plan', () => {
    const [one, made] = [net(), plan(net(), { name: 'p', rules: [{ match: '**', use: normal() }] })];
    expect(coverage(one, made).entries[1]).toMatchObject({ plan: null, covered: false });
    expect(() => assertCovered(one)).toThrow(
      "1 of 2 parameters and buffers is as nobody has initialized it: 'h.0.mean'",
    );
    expect(() => assertCovered(one)).toThrow('resetRunningStats()');
  });
});

describe('assertCovered', () => {
  const net = (): FakeNetwork =>
    new FakeNetwork(parameter('a', { law: 'normal_' }), parameter('b', { law: 'uniform_', byDefault: true }));

  it('names what was missed', () => {
    expect(() => assertCovered(net())).toThrow(NnError);
    expect(() => assertCovered(net())).toThrow("1 of 2 parameters is as nobody has initialized it: 'b'");
  });

  it('lets pass what it is told to, and what a plan keeps', () => {
    expect(() => assertCovered(net(), { allow: ['default'] })).not.toThrow();
    const kept = net();
    const made = plan(kept, { name: 'p', rules: [{ match: '*', use: 'keep' }] });
    expect(() => assertCovered(kept, { plan: made })).not.toThrow();
  });
});
