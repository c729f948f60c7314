import {
  arange,
  BatchNorm1d,
  Buffer,
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
    expect(init.coverage(net).counts).toEqual({ never: 10 });
    expect(() => init.assertCovered(net)).toThrow(
      /^10 of 10 parameters and buffers are as nobody has initialized them: 'scale', /,
    );
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

  // What was made on the meta device had its parameters initialized anew, but nothing set its buffers: least of all tables that no state dict holds.
  it('is seen in buffers too, which no plan fills (huggingface/transformers#42309)', () => {
    class WithTable extends Model {
      table = new Buffer(arange(3), { persistent: false });
    }
    const net = skipInit(() => new WithTable());
    const plan = init.plan(net, policy(), { seed: 2 });
    plan.apply();
    const statistics = ['running_mean', 'running_var', 'num_batches_tracked'].map((name) => `encoder.1.${name}`);
    expect(init.coverage(net, plan).uncovered).toEqual(['table', ...statistics]);
    expect(() => init.assertCovered(net, { plan })).toThrow(
      "4 of 11 parameters and buffers are as nobody has initialized them: 'table', 'encoder.1.running_mean', ",
    );
    const loaded = net.clone();
    loaded.loadStateDict(new Model().stateDict());
    expect(init.coverage(loaded).uncovered).toEqual(['table']);
    for (const module of net.modules()) if (module instanceof BatchNorm1d) module.resetRunningStats();
    expect(init.coverage(net).uncovered).toEqual(['table']);
    expect(net.encoder[1].running_var!.toArraySync()).toEqual(new Array(8).fill(1));
    net.table.copy_(arange(3));
    init.assertCovered(net, { plan });
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
    for (const write of [
      () => (net[0].weight.data = wrong),
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
    expect(() => (net[0].weight.data = wrong)).toThrow('expected data of shape [3, 4], but got [5, 7]');
    expect(valuesOf(net)).toEqual(before);
  });
});
