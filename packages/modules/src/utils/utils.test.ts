import { NnError } from '@nn/core';
import { getRngState, manualSeed, ones, rand, tensor, type Tensor, zeros } from '@nn/tensor';
import { normal_ } from '@nn/init';
import { describe, expect, it } from 'vitest';
import { ParameterList } from '../containers/parameter-list.js';
import { Sequential } from '../containers/sequential.js';
import { Dropout } from '../layers/dropout.js';
import { LazyLinear } from '../layers/lazy-linear.js';
import { Linear } from '../layers/linear.js';
import { ReLU } from '../layers/activations/relu.js';
import { Module } from '../module.js';
import { Buffer, Parameter } from '../parameter.js';
import { bitsOf, filled, refusal, TwoLayers, valuesOf } from '../test-support.js';
import { clipGradNorm_ } from './clip-grad-norm.js';
import { clipGradValue_ } from './clip-grad-value.js';
import { deepCopy } from './deep-copy.js';
import { freeze, unfreeze } from './freeze.js';
import { functionalCall } from './functional-call.js';
import { parametersToVector, vectorToParameters } from './parameters-to-vector.js';
import { weightNorm } from './parametrize/weight-norm.js';
import { skipInit } from './skip-init.js';
import { summary } from './summary.js';
import { toEmpty } from './to-empty.js';

describe('clipGradNorm_', () => {
  const withGrads = (): [Parameter, Parameter] => {
    const [a, b] = [new Parameter(zeros([3])), new Parameter(zeros([2, 2]))];
    a.grad = tensor([1, -2, 3]);
    b.grad = tensor([
      [0.5, -4],
      [0, 2],
    ]);
    return [a, b];
  };

  it.each([
    [
      1,
      12.5,
      [0.19999997317790985, -0.3999999463558197, 0.5999999046325684],
      [0.09999998658895493, -0.7999998927116394, 0, 0.3999999463558197],
    ],
    [
      2,
      5.852349758148193,
      [0.4271787703037262, -0.8543575406074524, 1.281536340713501],
      [0.2135893851518631, -1.7087150812149048, 0, 0.8543575406074524],
    ],
    [
      'inf',
      4,
      [0.6249998807907104, -1.249999761581421, 1.8749996423721313],
      [0.3124999403953552, -2.499999523162842, 0, 1.249999761581421],
    ],
  ] as const)('has the bits of PyTorch for the norm of order %s', (normType, total, gradA, gradB) => {
    const [a, b] = withGrads();
    expect(clipGradNorm_([a, b], 2.5, { normType }).itemSync()).toBe(total);
    expect(bitsOf(a.grad!)).toEqual(gradA);
    expect(bitsOf(b.grad!)).toEqual(gradB);
  });

  it('comes near PyTorch for the norm of order 3', () => {
    const [a, b] = withGrads();
    expect(clipGradNorm_([a, b], 2.5, { normType: 3 }).itemSync()).toBeCloseTo(4.76404, 5);
    expect(valuesOf(a.grad!)[0]).toBeCloseTo(0.5247646, 6);
  });

  it('leaves small gradients, takes one tensor or a walk, and is 0 without gradients', () => {
    const [a] = withGrads();
    clipGradNorm_(a, 100);
    expect(valuesOf(a.grad!)).toEqual([1, -2, 3]);
    expect(clipGradNorm_(new Linear(2, 2).parameters(), 1).itemSync()).toBe(0);
  });

  it('refuses a norm that is not finite where asked, and changes nothing then', () => {
    const [a] = withGrads();
    a.grad = tensor([1, Number.POSITIVE_INFINITY, 3]);
    const error = refusal(() => clipGradNorm_(a, 1, { errorIfNonfinite: true }));
    expect(error.code).toBe('VALUE');
    expect(valuesOf(a.grad)).toEqual([1, Number.POSITIVE_INFINITY, 3]);
    expect(clipGradNorm_(a, 1).itemSync()).toBe(Number.POSITIVE_INFINITY);
    expect(valuesOf(a.grad)).toEqual([0, Number.NaN, 0]);
  });

  it('reads nothing: it works where there is nothing to read', () => {
    const layer = new Linear(2, 2, { device: 'meta' });
    layer.weight.grad = zeros([2, 2], { device: 'meta' });
    expect(clipGradNorm_(layer.parameters(), 1).device).toBe('meta');
    expect(() => clipGradNorm_(layer.parameters(), 1, { errorIfNonfinite: true })).toThrow(NnError);
  });

  it('clips values', () => {
    const [a, b] = withGrads();
    clipGradValue_([a, b], 1.5);
    expect(valuesOf(a.grad!)).toEqual([1, -1.5, 1.5]);
    expect(valuesOf(b.grad!)).toEqual([0.5, -1.5, 0, 1.5]);
  });
});

describe('parametersToVector and vectorToParameters', () => {
  it('go there and back; gradients flow to the parameters', () => {
    const net = new TwoLayers();
    const other = filled(new TwoLayers(), 0);
    const vector = parametersToVector(net.parameters());
    vectorToParameters(vector, other.parameters());
    expect(bitsOf(parametersToVector(other.parameters()))).toEqual(bitsOf(vector));
    vector.sum().backward();
    expect(valuesOf(net.second.bias!.grad!)).toEqual([1]);
  });

  it('leave the parameters their own memory, and refuse a vector that does not fill them', () => {
    const layer = filled(new Linear(2, 1), 0);
    const vector = ones([3]);
    vectorToParameters(vector, layer.parameters());
    vector.fill_(7);
    expect(valuesOf(layer.weight)).toEqual([1, 1]);
    for (const size of [2, 4])
      expect(refusal(() => vectorToParameters(zeros([size]), layer.parameters())).code).toBe('SHAPE');
    expect(valuesOf(layer.weight)).toEqual([1, 1]);
    expect(refusal(() => parametersToVector([])).code).toBe('OPTION');
    expect(refusal(() => parametersToVector(new LazyLinear(2).parameters())).code).toBe('UNINITIALIZED');
  });
});

describe('deepCopy', () => {
  class Tied extends Module {
    first = new Linear(2, 2);
    second = this.first;
    scale = new Buffer(ones([2]));
    note = { tries: [1, 2] };
    override forward(x: Tensor): Tensor {
      return this.second.forward(this.first.forward(x)).mul(this.scale);
    }
  }

  it('keeps what is shared inside, shares nothing with the original, and leaves hooks and gradients', () => {
    const net = new Tied();
    let calls = 0;
    net.first.registerForwardHook(() => void calls++);
    net
      .forward(ones([1, 2]))
      .sum()
      .backward();
    const before = calls;
    const copy = deepCopy(net);
    expect(copy.first).toBe(copy.second);
    expect(copy.first).not.toBe(net.first);
    expect(copy.first.weight.grad).toBeNull();
    expect(bitsOf(copy.first.weight)).toEqual(bitsOf(net.first.weight));
    copy.note.tries.push(3);
    copy.scale.fill_(0);
    expect(net.note.tries).toEqual([1, 2]);
    expect(valuesOf(net.scale)).toEqual([1, 1]);
    copy.forward(ones([1, 2]));
    expect(calls).toBe(before);
  });
});

describe('freeze', () => {
  const makeNet = (): Module =>
    new Sequential({ encoder: new Sequential(new Linear(2, 2), new Linear(2, 2)), head: new Linear(2, 1) });
  const trained = (net: Module): string[] =>
    [...net.namedParameters()].filter(([, p]) => p.requiresGrad).map(([path]) => path);

  it('takes what matches out of training, and brings it back', () => {
    const net = makeNet();
    expect(freeze(net, 'encoder.**')).toEqual([
      'encoder.0.weight',
      'encoder.0.bias',
      'encoder.1.weight',
      'encoder.1.bias',
    ]);
    expect(trained(net)).toEqual(['head.weight', 'head.bias']);
    expect(unfreeze(net, 'encoder.*.bias')).toEqual(['encoder.0.bias', 'encoder.1.bias']);
    freeze(net, 'head.{weight,bias}', '**.0.*');
    expect(trained(net)).toEqual(['encoder.1.bias']);
    unfreeze(net, '**');
    expect(freeze(net, '**.bias')).toEqual(['encoder.0.bias', 'encoder.1.bias', 'head.bias']);
  });

  it('refuses a pattern that matches nothing, and changes nothing then', () => {
    const net = makeNet();
    const error = refusal(() => freeze(net, 'head.*', 'decoder.**'));
    expect([error.code, error.sentence]).toEqual(['OPTION', "pattern 'decoder.**' matches no parameter"]);
    expect(trained(net)).toHaveLength(6);
    expect(refusal(() => freeze(net, 'encoder')).advice).toContain("'encoder.**'");
    expect(refusal(() => freeze(net, 'head.{weight')).code).toBe('OPTION');
    expect(refusal(() => freeze(net, 'headXweight')).code).toBe('OPTION');
    expect(refusal(() => freeze(net, 'encoder.*')).code).toBe('OPTION');
  });
});

describe('functionalCall', () => {
  it('calls with other tensors, and gradients reach those', () => {
    const layer = filled(new Linear(2, 1), 5);
    const { weight } = layer;
    const given = { weight: ones([1, 2], { requiresGrad: true }) };
    const y = functionalCall(layer, given, ones([1, 2]));
    expect(valuesOf(y)).toEqual([7]);
    y.sum().backward();
    expect(valuesOf(given.weight.grad!)).toEqual([1, 1]);
    expect(layer.weight).toBe(weight);
    expect(weight.grad).toBeNull();
    expect(Object.keys(layer)).toEqual(Object.keys(new Linear(2, 1)));
  });

  it('restores after a throw', () => {
    const net = new TwoLayers();
    const { weight } = net.first;
    expect(() => functionalCall(net, new Map([['first.weight', zeros([3, 3])]]), ones([1, 4]))).toThrow(NnError);
    expect(net.first.weight).toBe(weight);
  });

  it('replaces a tied parameter everywhere, entries of lists, and buffers, which take what forward writes', () => {
    class Net extends Module {
      list = new ParameterList([new Parameter(ones([1]))]);
      alias = this.list[0]!;
      seen = new Buffer(zeros([]));
      override forward(x: Tensor): Tensor {
        this.seen.add_(1);
        return x.mul(this.list.at(0)!).mul(this.alias).mul(this.list[0]!);
      }
    }
    const net = new Net();
    const seen = tensor(10);
    expect(valuesOf(functionalCall(net, { 'list.0': tensor([2]), seen }, tensor([1])))).toEqual([8]);
    expect([seen.itemSync(), net.seen.itemSync()]).toEqual([11, 0]);
    expect(net.list[0]).toBe(net.alias);
    expect(
      refusal(() => functionalCall(net, { 'list.0': tensor([2]), alias: tensor([3]) }, tensor([1]))).sentence,
    ).toContain('tied');
  });

  it('replaces a parametrized weight, or what it is computed from', () => {
    const layer = weightNorm(filled(new Linear(2, 1, { bias: false }), 1));
    expect(valuesOf(functionalCall(layer, { weight: tensor([[3, 4]]) }, ones([1, 2])))).toEqual([7]);
    expect(
      valuesOf(functionalCall(layer, { 'parametrizations.weight.original0': tensor([[0]]) }, ones([1, 2]))),
    ).toEqual([0]);
    expect(valuesOf(layer.weight)[0]).toBeCloseTo(1, 6);
  });

  it('refuses unknown names, what is no tensor, and parameters that wait', () => {
    const layer = new Linear(2, 1);
    const error = refusal(() => functionalCall(layer, { weights: ones([1, 2]), b: ones([1]) }, ones([1, 2])));
    expect([error.code, error.sentence]).toEqual(['STATE_DICT', 'Unexpected key(s): "weights", "b".']);
    expect(refusal(() => functionalCall(layer, { weight: 3 as unknown as Tensor }, ones([1, 2]))).code).toBe(
      'STATE_DICT',
    );
    expect(refusal(() => functionalCall(new LazyLinear(1), { weight: ones([1, 2]) }, ones([1, 2]))).code).toBe(
      'UNINITIALIZED',
    );
  });
});

describe('skipInit, meta and toEmpty', () => {
  it('builds shapes without memory, draws nothing, and runs', () => {
    manualSeed(0);
    const before = getRngState();
    const net = skipInit(() => new TwoLayers(), { device: 'meta' });
    expect(getRngState()).toEqual(before);
    expect([...net.parameters()].every((p) => p.device === 'meta')).toBe(true);
    expect(net.forward(zeros([2, 4], { device: 'meta' })).shape).toEqual([2, 1]);
    expect(new Linear(20_000, 20_000, { device: 'meta', dtype: 'float64' }).weight.shape).toEqual([20_000, 20_000]);
    normal_(net.first.weight);
    expect(getRngState()).toEqual(before);
  });

  it('gives memory on the default device, ready for a state dict; the default device is as before', () => {
    const trained = new TwoLayers();
    const net = skipInit(() => new TwoLayers());
    expect(net.first.weight.device).toBe('cpu');
    expect(net.first.weight.requiresGrad).toBe(true);
    net.loadStateDict(trained.stateDict());
    const x = rand([2, 4]);
    expect(bitsOf(net.forward(x))).toEqual(bitsOf(trained.forward(x)));
    expect(zeros([1]).device).toBe('cpu');
    expect(() =>
      skipInit(() => {
        throw new NnError('OPTION', 'no');
      }),
    ).toThrow('no');
    expect(zeros([1]).device).toBe('cpu');
  });

  it('keeps the objects, lazies included', () => {
    const net = new Sequential(new Linear(2, 2, { device: 'meta' }), new LazyLinear(3, { device: 'meta' }));
    const { weight } = net[0];
    toEmpty(net, 'cpu');
    expect(net[0].weight).toBe(weight);
    expect(weight.device).toBe('cpu');
    expect(net.forward(ones([1, 2])).shape).toEqual([1, 3]);
    expect(net[1].weight.device).toBe('cpu');
    expect(refusal(() => toEmpty(net, 'nowhere')).code).toBe('BACKEND');
  });
});

describe('summary', () => {
  it('is a table', () => {
    const net = new Sequential(new Linear(4, 8), new ReLU(), new Linear(8, 1));
    net[0].requiresGrad_(false);
    expect(summary(net, [2, 4])).toBe(
      [
        'path   class       output  parameters  trainable',
        '(net)  Sequential  [2, 1]           -          -',
        '0      Linear      [2, 8]          40          0',
        '1      ReLU        [2, 8]           -          -',
        '2      Linear      [2, 1]           9          9',
        'total                              49          9',
      ].join('\n'),
    );
  });

  it('leaves mode, gradients, random state, hooks, buffers and lazies as they are', () => {
    const net = new Sequential(new LazyLinear(3), new Dropout(0.5), new LazyLinear(2));
    let calls = 0;
    net[0].registerForwardHook(() => void calls++);
    const before = getRngState();
    const text = summary(net, [5, 4]);
    expect(text).toContain('0      LazyLinear  [5, 3]          15         15');
    expect(text).toContain('total                              23         23');
    expect(getRngState()).toEqual(before);
    expect([net.training, net[1].training, calls]).toEqual([true, true, 0]);
    expect(net[0].weight.isUninitialized).toBe(true);
    expect(net[0]).toBeInstanceOf(LazyLinear);
  });

  it('takes inputs as they are, runs what reads values, and counts what is shared once', () => {
    class Reads extends Module {
      inner = new Linear(2, 2);
      again = this.inner;
      noise = new Dropout(0.5);
      override forward(x: Tensor, times: number): [Tensor, Tensor] {
        const scale = x.sum().itemSync();
        return [this.noise.forward(this.inner.forward(x).mul(scale * times)), x.add(rand([1, 2]))];
      }
    }
    const net = new Reads();
    const before = getRngState();
    const text = summary(net, [ones([1, 2]), 3]);
    expect(text).toContain('(net)  Reads    ([1, 2], [1, 2])');
    expect(text.split('\n').at(-1)).toMatch(/^total +6 +6$/);
    expect(getRngState()).toEqual(before);
  });

  it('passes on what forward refuses', () => {
    const net = new Sequential(new Linear(4, 8));
    const error = refusal(() => summary(net, [2, 5]));
    expect(error.code).toBe('SHAPE');
  });
});
