import { ones, type Tensor, tensor, zeros } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { Sequential } from './containers/sequential.js';
import { ReLU } from './layers/activations/relu.js';
import { LazyLinear } from './layers/lazy-linear.js';
import { Linear } from './layers/linear.js';
import { Module } from './module.js';
import { Buffer, Parameter } from './parameter.js';
import { bitsOf, filled, refusal, TwoLayers, valuesOf } from './test-support.js';

const net = (): Sequential<[Linear, ReLU, Linear]> => new Sequential(new Linear(4, 8), new ReLU(), new Linear(8, 1));

describe('stateDict', () => {
  it('has PyTorch keys, and shares memory', () => {
    const state = net().stateDict();
    expect([...state.keys()]).toEqual(['0.weight', '0.bias', '2.weight', '2.bias']);
    const layer = new Linear(2, 1);
    layer.stateDict().get('bias')!.fill_(7);
    expect(valuesOf(layer.bias!)).toEqual([7]);
    expect(layer.stateDict().get('bias')!.requiresGrad).toBe(false);
  });

  it('leaves out buffers that are not persistent', () => {
    class Counting extends Module {
      seen = new Buffer(zeros([]));
      cache = new Buffer(zeros([3]), { persistent: false });
      override forward(x: Tensor): Tensor {
        return x;
      }
    }
    expect([...new Counting().stateDict().keys()]).toEqual(['seen']);
  });

  it('names every parameter that has no values yet', () => {
    const error = refusal(() => new Sequential(new LazyLinear(2), new LazyLinear(1)).stateDict());
    expect(error.code).toBe('UNINITIALIZED');
    expect(error.message).toContain('"0.weight", "0.bias", "1.weight", "1.bias"');
  });
});

describe('loadStateDict', () => {
  it('copies values into the same objects, from a Map or an object, of any dtype', () => {
    const from = net();
    const to = net();
    const { weight } = to[0];
    const version = weight.version;
    expect(to.loadStateDict(from.stateDict())).toEqual({ missingKeys: [], unexpectedKeys: [] });
    expect(to[0].weight).toBe(weight);
    expect(weight.version).toBe(version + 1);
    for (const [key, value] of from.stateDict()) expect(bitsOf(to.stateDict().get(key)!)).toEqual(bitsOf(value));
    const wide = Object.fromEntries([...from.stateDict()].map(([key, value]) => [key, value.to('float64').add(1)]));
    to.loadStateDict(wide);
    expect(valuesOf(to[2].bias!)).toEqual([Math.fround(valuesOf(wide['2.bias']!)[0]!)]);
    expect(to[2].bias!.dtype).toBe('float32');
    expect(to[0].weight.storage).not.toBe(from[0].weight.storage);
  });

  it('names missing, unexpected and misshapen entries at once, in the words of PyTorch, and has changed nothing', () => {
    const target = filled(net(), 0.25);
    const versions = [...target.parameters()].map((p) => p.version);
    const error = refusal(() =>
      target.loadStateDict({
        '0.weight': zeros([8, 5]),
        '5.x': zeros([1]),
        '2.weight': 3 as unknown as Tensor,
        '0.bias': zeros([8]),
      }),
    );
    expect(error.code).toBe('STATE_DICT');
    expect(error.message).toBe(
      [
        'Error(s) in loading state_dict for Sequential:',
        'Missing key(s) in state_dict: "2.bias". ',
        'Unexpected key(s) in state_dict: "5.x". ',
        'size mismatch for 0.weight: copying a param with shape [8, 5] from checkpoint, the shape in current model is [8, 4].',
        'While copying the parameter named "2.weight", expected a Tensor from checkpoint but received number',
      ].join('\n\t'),
    );
    expect(error.details).toEqual({ missingKeys: ['2.bias'], unexpectedKeys: ['5.x'] });
    expect([...target.parameters()].map((p) => p.version)).toEqual(versions);
    expect(new Set([...target.parameters()].flatMap(valuesOf))).toEqual(new Set([0.25]));
  });

  it('reports what does not meet, and copies the rest, where it is not strict', () => {
    const target = filled(net(), 0);
    expect(target.loadStateDict({ '0.bias': ones([8]), more: ones([1]) }, { strict: false })).toEqual({
      missingKeys: ['0.weight', '2.weight', '2.bias'],
      unexpectedKeys: ['more'],
    });
    expect(valuesOf(target[0].bias!)).toEqual(Array<number>(8).fill(1));
    const error = refusal(() =>
      target.loadStateDict({ '0.bias': zeros([9]), '2.bias': zeros([1]) }, { strict: false }),
    );
    expect(error.message).toContain('size mismatch for 0.bias');
    expect(error.message).not.toContain('Missing');
  });

  it.each([[null], [[1]], [3], [ones([1])], [undefined]])('refuses what holds no entries: %#', (given) => {
    const target = net();
    const error = refusal(() => target.loadStateDict(given as never));
    expect(error.code).toBe('STATE_DICT');
    expect(error.message).toContain('Expected state_dict to be dict-like');
  });

  it('writes to a shared parameter under each of its keys', () => {
    class Tied extends Module {
      a = new Linear(2, 2, { bias: false });
      b = this.a;
      override forward(x: Tensor): Tensor {
        return x;
      }
    }
    const tied = new Tied();
    expect(refusal(() => tied.loadStateDict({ 'a.weight': zeros([2, 2]) })).message).toContain('"b.weight"');
    tied.loadStateDict({ 'a.weight': zeros([2, 2]), 'b.weight': ones([2, 2]) });
    expect(valuesOf(tied.a.weight)).toEqual([1, 1, 1, 1]);
  });

  it('reads integers, views and values that want a gradient', () => {
    const layer = new Linear(2, 2);
    const weight = tensor([
      [1n, 2n],
      [3n, 4n],
    ]).t();
    layer.loadStateDict({ weight, bias: new Parameter(tensor([5, 6])) });
    expect(valuesOf(layer.weight)).toEqual([1, 3, 2, 4]);
    expect(layer.bias!.isLeaf && layer.bias!.requiresGrad).toBe(true);
  });

  it('works for a net of the own kind', () => {
    const [a, b] = [new TwoLayers(), new TwoLayers()];
    b.loadStateDict(a.stateDict());
    const x = ones([1, 4]);
    expect(bitsOf(b.forward(x))).toEqual(bitsOf(a.forward(x)));
  });
});
