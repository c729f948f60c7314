import {
  init,
  LazyLinear,
  Linear,
  manualSeed,
  Module,
  mseLoss,
  noGrad,
  NnError,
  ones,
  Parameter,
  rand,
  Sequential,
  SGD,
  skipInit,
  type Tensor,
  weightNorm,
  zeros,
} from '@nn/nn';
import { describe, expect, it } from 'vitest';

class Raw extends Module {
  blank = Parameter.empty([2]);
  given = new Parameter(zeros([2]));
  forward(x: Tensor): Tensor {
    return x;
  }
}

const statesOf = (net: Module): Record<string, unknown> =>
  Object.fromEntries(init.coverage(net).entries.map(({ path, state }) => [path, state]));

describe('coverage of modules', () => {
  it('sees defaults, imperative calls, plans, writes, training, state dicts and memory that nobody has written', () => {
    manualSeed(0);
    const net = new Sequential(
      new Linear(2, 2),
      new Linear(2, 2),
      new Linear(2, 2),
      new Linear(2, 2),
      new Raw(),
      new LazyLinear(1),
    );
    init.xavierUniform_(net[1].weight);
    init
      .plan(net, {
        name: 'p',
        rules: [
          { match: '**', use: 'keep' },
          { match: '2.*', use: init.normal() },
        ],
      })
      .apply();
    net[3].loadStateDict(new Linear(2, 2).stateDict());
    noGrad(() => net[1].bias!.fill_(3));
    init.zeros_(net[5].bias);
    expect(statesOf(net)).toEqual({
      '0.weight': 'default',
      '0.bias': 'default',
      '1.weight': 'initialized',
      '1.bias': 'overwritten',
      '2.weight': 'planned',
      '2.bias': 'planned',
      '3.weight': 'loaded',
      '3.bias': 'loaded',
      '4.blank': 'never',
      '4.given': 'assigned',
      '5.weight': 'deferred',
      '5.bias': 'deferred',
    });
    expect(init.coverage(net).uncovered).toEqual(['0.weight', '0.bias', '4.blank', '5.weight']);
    expect(() => init.assertCovered(net)).toThrow(NnError);
  });

  it('tells training from other writes, whichever comes first', () => {
    const net = new Sequential(new Linear(2, 2), new Linear(2, 2));
    init.plan(net, { name: 'p', rules: [{ match: '**', use: init.normal() }] }).apply();
    const optimizer = new SGD(net.parameters(), { lr: 0.1 });
    const step = (): void => {
      optimizer.zeroGrad();
      mseLoss(net.forward(rand([3, 2])), ones([3, 2])).backward();
      optimizer.step();
    };
    step();
    expect(init.coverage(net).counts).toEqual({ trained: 4 });
    noGrad(() => net[0].weight.mul_(2));
    expect(statesOf(net)['0.weight']).toBe('overwritten');
    step();
    expect(init.coverage(net).counts).toEqual({ overwritten: 1, trained: 3 });
    expect(init.coverage(net).entries[1]!.by).toBe("normal(mean=0, std=1) by rule '**' of 'p'");
  });

  it('knows layers that were made without values', () => {
    const net = skipInit(() => new Linear(3, 2));
    expect(statesOf(net)).toEqual({ weight: 'never', bias: 'never' });
    init.plan(net, { name: 'p', rules: [{ match: '**', use: 'default' }] }).apply();
    expect(statesOf(net)).toEqual({ weight: 'planned', bias: 'planned' });
    init.assertCovered(net);
  });

  it('follows copies and parametrized weights', () => {
    const net = weightNorm(new Linear(3, 2));
    init.plan(net, { name: 'p', rules: [{ match: '**', use: init.normal() }] }).apply();
    expect(statesOf(net)).toEqual({ weight: 'planned', bias: 'planned' });
    expect(statesOf(net.clone())).toEqual({ weight: 'planned', bias: 'planned' });
  });

  it('prints what it knows', () => {
    const net = new Sequential(new Linear(2, 3), new Linear(3, 3), new Linear(3, 3));
    init.normal_(net[1].weight, { std: 0.5 });
    init.normal_(net[2].weight, { std: 0.5 });
    for (const i of [0, 1, 2] as const) init.zeros_(net[i].bias);
    expect(String(init.coverage(net)).split('\n')).toEqual([
      'path           shape   state        by',
      '0.weight       [3, 2]  default      kaimingUniform_(a=2.236, mode=fan_in, nonlinearity=leaky_relu)',
      '{0..2}.bias    [3]     initialized  zeros_()',
      '{1..2}.weight  [3, 3]  initialized  normal_(mean=0, std=0.5)',
      '1 default, 5 initialized',
    ]);
  });
});
