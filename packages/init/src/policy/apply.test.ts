import { NnError } from '@nn/core';
import { describe, expect, it } from 'vitest';
import { defineInitializer } from '../initializer/define-initializer.js';
import { normal } from '../initializers/normal.js';
import { uniform } from '../initializers/uniform.js';
import { object } from '../schema/object.js';
import { plan } from './plan.js';
import type { RuleOptions } from './rule.js';
import { FakeNetwork, FakeParameter, linear } from './test-network.js';

const broken = defineInitializer({
  name: 'test:broken',
  version: 1,
  parameters: object({}),
  claim: () => ({ marginal: { law: 'point', value: 0 }, dependence: 'deterministic' }),
  fill: () => {
    throw new Error('no values today');
  },
});

/** A network that somebody has used: filled, written to, and with a lazy layer that remembers. */
function used(): FakeNetwork {
  const net = new FakeNetwork(...linear('a', 3, 2), ...linear('b', 2, 2), new FakeParameter('lazy', null));
  plan(net, { name: 'first', rules: [{ match: '**', use: uniform() }] }, { seed: 1 }).apply();
  net.of('b.bias').write(5);
  return net;
}

const stateOf = (net: FakeNetwork): unknown =>
  net.parameters.map(({ values, history, remembered }) => ({
    values: [...values],
    history: { ...history },
    remembered,
  }));

function attempt(net: FakeNetwork, ...rules: readonly RuleOptions[]): NnError {
  const made = plan(net, { name: 'test', rules: [{ match: '**', use: normal() }, ...rules] }, { seed: 2 });
  try {
    made.apply();
  } catch (error) {
    return error as NnError;
  }
  throw new Error('nothing was refused');
}

describe('apply', () => {
  it('fills every parameter, and leaves a request with those that wait for their shapes', () => {
    const net = used();
    const made = plan(net, { name: 'test', rules: [{ match: '**', use: normal(), id: 'all' }] }, { seed: 2 });
    made.apply();
    for (const { path, history, remembered, shape, values } of net.parameters) {
      const origin =
        shape === null ? (remembered?.kind === 'keyed' ? remembered.origin : null) : history.provenance!.origin;
      expect(origin).toEqual({
        use: '@nn/init:normal',
        version: 1,
        params: { mean: 0, std: 1 },
        key: made.entry(path).key.toString(),
        packed: 'per-block',
        policy: 'test',
        rule: 'all',
      });
      if (shape !== null) expect([...values]).toEqual([...made.values(path)]);
    }
  });

  it('gives the same values however often it is called', () => {
    const net = used();
    const made = plan(net, { name: 'test', rules: [{ match: '**', use: normal() }] }, { seed: 2 });
    made.apply();
    const once = net.parameters.map(({ values }) => [...values]);
    made.apply();
    expect(net.parameters.map(({ values }) => [...values])).toEqual(once);
  });

  it('changes nothing where an initializer fails to compute, and says which parameter it was', () => {
    const net = used();
    const before = stateOf(net);
    const error = attempt(net, { match: 'b.weight', use: broken() });
    expect(error.code).toBe('INITIALIZER');
    expect(error.message).toContain('no values today; in b.weight');
    expect(stateOf(net)).toEqual(before);
  });

  it('changes nothing where a target refuses', () => {
    const net = used();
    net.of('b.weight').sabotage = {
      prepare: () => {
        throw new NnError('IN_PLACE', 'nobody may write here');
      },
    };
    const before = stateOf(net);
    const error = attempt(net);
    expect(error.code).toBe('PLAN');
    expect(error.message).toContain("'b.weight': nobody may write here");
    expect(stateOf(net)).toEqual(before);
  });

  it('takes back what it has written where a write fails half-way', () => {
    for (const path of ['a.weight', 'b.weight', 'b.bias']) {
      const net = used();
      net.of(path).sabotage = {
        commit: () => {
          throw new NnError('MEMORY', 'no room');
        },
      };
      const before = stateOf(net);
      expect(attempt(net).code).toBe('MEMORY');
      expect(stateOf(net)).toEqual(before);
    }
  });

  it('takes back what a lazy layer remembers', () => {
    const net = new FakeNetwork(new FakeParameter('lazy', null), ...linear('a', 2, 2));
    plan(net, { name: 'first', rules: [{ match: '**', use: uniform() }] }, { seed: 1 }).apply();
    const { remembered } = net.of('lazy');
    net.of('a.weight').sabotage = {
      commit: () => {
        throw new Error('lost');
      },
    };
    expect(attempt(net).message).toBe('lost');
    expect(net.of('lazy').remembered).toBe(remembered);
  });

  it('takes back the rest, and says what it could not, where a device is gone for good', () => {
    const net = used();
    const gone = (): never => {
      throw new Error('device lost');
    };
    net.of('b.weight').sabotage = { commit: gone, revert: gone };
    const before = [...net.of('a.weight').values];
    const error = attempt(net);
    expect(error.code).toBe('PLAN');
    expect(error.details).toEqual({ paths: ['b.weight'] });
    expect(error.cause).toMatchObject({ message: 'device lost' });
    expect([...net.of('a.weight').values]).toEqual(before);
  });

  it('refuses a network that is not the one that was planned any more', () => {
    const parts = linear('a', 2, 2);
    const net = new FakeNetwork(...parts);
    const made = plan(net, { name: 'test', rules: [{ match: '**', use: normal() }] }, { seed: 2 });
    (net.parameters as FakeParameter[]).push(...linear('b', 2, 2));
    parts[0]!.shape = [1, 4];
    expect(() => made.apply()).toThrow(
      "the network has changed since plan 'test' was made:\n- 'b.weight' was not planned\n- 'b.bias' was not planned\n- 'a.weight': shape was [2,2], and is [1,4]",
    );
    expect(net.of('a.bias').history.version).toBe(0);
  });

  it('fills what has got its shape since', () => {
    const net = new FakeNetwork(new FakeParameter('lazy', null));
    const made = plan(net, { name: 'test', rules: [{ match: '**', use: normal() }] }, { seed: 2 });
    const shaped = new FakeParameter('lazy', [2, 2]);
    (net.parameters as FakeParameter[])[0] = shaped;
    made.apply();
    expect([...shaped.values]).toEqual([...plan(net, made.policy, { seed: 2 }).values('lazy')]);
  });
});
