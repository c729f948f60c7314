import {
  BatchNorm1d,
  getRngState,
  init,
  Linear,
  manualSeed,
  Module,
  NnError,
  Parameter,
  ReLU,
  Sequential,
  skipInit,
  type Tensor,
  toEmpty,
  weightNorm,
  zeros,
} from '@nn/nn';
import { describe, expect, it } from 'vitest';
import { valuesOf } from './test-values.js';

/** What was initialized twice, never, or for nothing, where values come from elsewhere. */

class Model extends Module {
  encoder = new Sequential(new Linear(4, 8), new BatchNorm1d(8), new ReLU());
  head = new Linear(8, 3);
  scale = Parameter.empty([3]);
  forward(x: Tensor): Tensor {
    return this.head.forward(this.encoder.forward(x)).mul(this.scale);
  }
}

const rules: init.RuleOptions[] = [
  { match: '**', use: 'default' },
  { match: 'scale', use: init.ones() },
];
const policy = (choices: Partial<init.PolicyChoices> = {}): init.PolicyOptions => ({ name: 'test', rules, ...choices });

describe('memory without values', () => {
  // Modules on the meta device could initialize their own parameters, but nobody could tell whether all did, those of the root among them.
  it('is seen until every parameter has values, which are those of a network made at once (pytorch/pytorch#104187)', () => {
    const net = toEmpty(
      skipInit(() => new Model(), { device: 'meta' }),
      'cpu',
    );
    expect(init.coverage(net).counts).toEqual({ never: 7 });
    expect(() => init.assertCovered(net)).toThrow(/^7 of 7 parameters are as nobody has initialized them: 'scale', /);
    for (const module of net.modules()) (module as Partial<Linear>).resetParameters?.();
    expect(
      init
        .coverage(net)
        .entries.filter(({ state }) => state === 'never')
        .map(({ path }) => path),
    ).toEqual(['scale']);
    const [plan, eager] = [init.plan(net, policy(), { seed: 2 }), new Model()];
    plan.apply();
    init.assertCovered(net, { plan });
    init.plan(eager, policy(), { seed: 2 }).apply();
    expect(valuesOf(net)).toEqual(valuesOf(eager));
  });
});

describe('a checkpoint', () => {
  const saved = (): Map<string, Tensor> =>
    new Map([...new Model().stateDict()].filter(([path]) => path.startsWith('encoder.')));

  // Initialization after loading made what had been loaded random again.
  it('is not overwritten by an initialization that comes later (huggingface/transformers#17370)', () => {
    const [net, state] = [new Model(), saved()];
    net.loadStateDict(state, { strict: false });
    const loaded = valuesOf(net);
    const plan = init.plan(net, policy({ initialized: 'skip' }), { seed: 1 });
    expect(plan.entries.map(({ path, action }) => [path, action])).toEqual([
      ['scale', 'fill'],
      ['encoder.0.weight', 'skip'],
      ['encoder.0.bias', 'skip'],
      ['encoder.1.weight', 'skip'],
      ['encoder.1.bias', 'skip'],
      ['head.weight', 'fill'],
      ['head.bias', 'fill'],
    ]);
    plan.apply();
    for (const [path, values] of Object.entries(valuesOf(net)))
      expect([path, JSON.stringify(values) === JSON.stringify(loaded[path])]).toEqual([
        path,
        path.startsWith('encoder.'),
      ]);
    const strict = init.plan(net, policy({ initialized: 'error' }), { seed: 1 });
    expect(strict.problems[0]!.message).toBe("'scale' has values already (planned)");
    expect(() => strict.apply()).toThrow('has values already (loaded)');
  });

  // 20 to 70 seconds went into values that a checkpoint then replaced.
  it('needs no values before it: only what it lacks is drawn (huggingface/transformers#9205)', () => {
    const state = saved();
    manualSeed(4);
    const before = getRngState();
    const net = skipInit(() => new Model());
    net.loadStateDict(state, { strict: false });
    const plan = init.plan(net, policy({ initialized: 'skip' }), { seed: 1 });
    plan.apply();
    expect(getRngState()).toEqual(before);
    expect(plan.entries.filter(({ action }) => action === 'fill').map(({ path }) => path)).toEqual([
      'scale',
      'head.weight',
      'head.bias',
    ]);
    expect(init.coverage(net).counts).toEqual({ planned: 3, loaded: 4 });
    init.assertCovered(net, { plan });
  });
});

describe('a weight that is computed', () => {
  // Measured for PyTorch: constant_(layer.weight, 5) on a weight-normed layer holds until the next forward, which computes it anew.
  it('keeps its initialization, which goes to what it is computed from', () => {
    const net = weightNorm(new Linear(3, 2));
    const plan = init.plan(net, {
      name: 'test',
      rules: [
        { match: '**', use: init.zeros() },
        { match: 'weight', use: init.constant({ value: 5 }) },
      ],
    });
    plan.apply();
    const outputs = [1, 2].map(() => net.forward(zeros([1, 3]).add(1)).toArraySync());
    for (const output of outputs) for (const x of (output as number[][])[0]!) expect(x).toBeCloseTo(15, 4);
    init.assertCovered(net, { plan });
  });
});

describe('a wrong shape', () => {
  // Measured for PyTorch: `.data = ` takes a (5, 7) into a Linear(4, 3), and says nothing.
  it('does not get into a parameter', () => {
    const net = new Sequential(new Linear(4, 3));
    const before = valuesOf(net);
    const wrong = zeros([5, 7]);
    expect(() => Object.assign(net[0].weight, { data: wrong })).toThrow('data');
    for (const write of [
      () => net[0].weight.data.copy_(wrong),
      () => net.loadStateDict({ '0.weight': wrong, '0.bias': zeros([3]) }),
      () =>
        init
          .plan(net, {
            name: 'test',
            rules: [{ match: '**', use: init.values({ data: new Float64Array(35), shape: [5, 7] }) }],
          })
          .apply(),
    ])
      expect(write).toThrow(NnError);
    expect(() => net.loadStateDict({ '0.weight': wrong, '0.bias': zeros([3]) })).toThrow(/0\.weight/);
    expect(valuesOf(net)).toEqual(before);
  });
});
