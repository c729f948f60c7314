import {
  init,
  LazyLinear,
  Linear,
  loadSafetensors,
  LSTM,
  type Module,
  mseLoss,
  parseSafetensors,
  rand,
  ReLU,
  saveStateDictSync,
  Sequential,
  SGD,
  zeros,
} from '@nn/nn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let undo = (): void => {};
beforeAll(() => {
  undo = init.registerBuiltins();
});
afterAll(() => undo());

const valuesOf = (net: Module): unknown => Array.from(net.namedParameters(), ([path, p]) => [path, p.toArraySync()]);
const policy = init.definePolicy({
  name: 'test',
  rules: [
    { match: '**', use: 'default' },
    { match: { role: 'weight' }, use: init.glorotNormal() },
    { match: '3.**', use: init.uniform({ low: -1 }) },
  ],
});
const make = (): Sequential<readonly [Linear, ReLU, Linear, Linear]> =>
  new Sequential(new Linear(3, 8), new ReLU(), new Linear(8, 4), new Linear(4, 2));

describe('provenance in a safetensors file', () => {
  it('brings back the initial values of a trained network, bit for bit', () => {
    const net = make();
    init.plan(net, policy, { seed: 3 }).apply();
    init
      .plan(
        net,
        {
          name: 'head',
          rules: [
            { match: '**', use: 'keep' },
            { match: '3.weight', use: init.normal() },
          ],
        },
        { seed: 4 },
      )
      .apply();
    const initial = valuesOf(net);
    const optimizer = new SGD(net.parameters(), { lr: 0.1 });
    mseLoss(net.forward(rand([5, 3])), zeros([5, 2])).backward();
    optimizer.step();
    expect(valuesOf(net)).not.toEqual(initial);

    const bytes = saveStateDictSync(net.stateDict(), { format: 'pt', ...init.provenanceMetadata(net) });
    const { metadata } = parseSafetensors(bytes);
    const again = make();
    again.loadStateDict(loadSafetensors(bytes));
    expect(valuesOf(again)).toEqual(valuesOf(net));
    expect(init.recreate(again, metadata)).toHaveLength(6);
    expect(valuesOf(again)).toEqual(initial);
    expect(init.readProvenance(metadata).get('3.weight')).toMatchObject({ policy: 'head', use: '@nn/init:normal' });
    expect(init.coverage(again).counts).toEqual({ planned: 6 });
  });

  it('fills lazy layers when they get their shapes', () => {
    const eager = new Sequential(new Linear(3, 4), new Linear(4, 2));
    init.plan(eager, { name: 'all', rules: [{ match: '**', use: init.normal() }] }).apply();
    const lazy = new Sequential(new LazyLinear(4), new LazyLinear(2));
    init.recreate(lazy, init.provenanceMetadata(eager));
    lazy.forward(rand([1, 3]));
    expect(valuesOf(lazy)).toEqual(valuesOf(eager));
  });

  it('leaves out what came from the sequential stream', () => {
    const net = new LSTM(2, 3);
    expect(init.readProvenance(init.provenanceMetadata(net)).size).toBe(0);
    expect(init.recreate(net, init.provenanceMetadata(net))).toEqual([]);
  });
});

describe('a plan as JSON', () => {
  it('fills another copy of the network with the same bits', () => {
    const [net, other] = [make(), make()];
    const made = init.plan(net, policy, { seed: 12 });
    made.apply();
    init.restorePlan(other, JSON.parse(JSON.stringify(made))).apply();
    expect(valuesOf(other)).toEqual(valuesOf(net));
    const wider = new Sequential(new Linear(3, 9), new ReLU(), new Linear(9, 4));
    expect(() => init.restorePlan(wider, JSON.parse(JSON.stringify(made)))).toThrow(
      /'3\.weight' is not there\n.*\n- '0\.weight': shape/,
    );
  });
});
