import { getBackend } from '@nn/core';
import { init, LazyLinear, Linear, type Module, rand, Sequential } from '@nn/nn';
import { fillKeyedNormal } from '@nn/random';
import { beforeEach, describe, expect, it } from 'vitest';

let kernelCalls = 0;
let fails = false;
beforeEach(() => {
  kernelCalls = 0;
  fails = false;
});

/** Normal, and drawn by the CPU's kernel where it is one. */
const drawn = init.defineInitializer({
  name: 'example:drawn',
  version: 1,
  parameters: init.object({}),
  claim: () => ({ marginal: { law: 'normal', mean: 0, std: 1 }, dependence: 'iid' }),
  fill: (_, { stream }, out) => void stream.normal(out),
  kernels: {
    cpu(_, { stream, spec }, out, { keyedRandom }) {
      if (fails) throw new Error('no kernels today');
      if (spec.dtype !== 'float32' || keyedRandom === undefined) return false;
      kernelCalls++;
      const { key } = stream;
      const write = (first: number, part: Float32Array): void => fillKeyedNormal(part, { mean: 0, std: 1 }, key, first);
      keyedRandom([], { law: 'normal', parameters: [0, 1], key: key.words, first: 0, write }, [out]);
      return true;
    },
  },
});
const policy = init.definePolicy({ name: 'test', rules: [{ match: '**', use: drawn() }] });

const state = (net: Module): unknown =>
  Array.from(net.namedParameters(), ([path, p]) => {
    const { version, provenance, trained } = p.storage;
    return { path, values: p.toArraySync(), version, provenance, trained };
  });

/** The initializer's kernel leaves the drawing to the backend's, and declines where that has none: the CPU without WebAssembly. */
const draws = getBackend('cpu').kernels.keyedRandom !== undefined;

describe('a plan with an initializer that has a kernel', () => {
  it.runIf(draws)('runs none until it is applied, and gives the values that it foretold', () => {
    const net = new Sequential(new Linear(40, 30), new Linear(30, 2));
    const plan = init.plan(net, policy, { seed: 1 });
    const foretold = plan.values('0.weight');
    expect(kernelCalls).toBe(0);
    plan.apply();
    expect(kernelCalls).toBe(4);
    expect(net[0].weight.toTypedArraySync()).toEqual(foretold);
  });

  it.runIf(draws)('fills lazy layers by it once they have shapes, with the bits of eager ones', () => {
    const [eager, lazy] = [new Sequential(new Linear(40, 30)), new Sequential(new LazyLinear(30))];
    for (const net of [eager, lazy]) init.plan(net, policy, { seed: 1 }).apply();
    expect(kernelCalls).toBe(2);
    lazy.forward(rand([1, 40]));
    expect(kernelCalls).toBe(4);
    expect(lazy[0].weight.toTypedArraySync()).toEqual(eager[0].weight.toTypedArraySync());
    expect(lazy[0].bias!.toTypedArraySync()).toEqual(eager[0].bias!.toTypedArraySync());
  });

  it('changes nothing where it throws, and says which parameter it was', () => {
    const net = new Sequential(new Linear(2, 2), new Linear(2, 2));
    const rules = [
      { match: '**', use: init.normal() },
      { match: '1.weight', use: drawn() },
    ];
    const plan = init.plan(net, { name: 'test', rules }, { seed: 1 });
    const before = state(net);
    fails = true;
    expect(() => plan.apply()).toThrow('kernels.cpu of example:drawn has thrown: no kernels today; in 1.weight');
    expect(state(net)).toEqual(before);
  });
});
