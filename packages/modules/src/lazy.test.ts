import { noGrad } from '@nn/autograd';
import { constant_, dirac_, normal_, xavierUniform_, zeros_ } from '@nn/init';
import { getRngState, manualSeed, ones, rand, tensor, zeros } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { Sequential } from './containers/sequential.js';
import { ReLU } from './layers/activations/relu.js';
import { LazyLinear } from './layers/lazy-linear.js';
import { Linear } from './layers/linear.js';
import { Parameter } from './parameter.js';
import { bitsOf, refusal, valuesOf } from './test-support.js';

describe('a parameter that waits for its shape', () => {
  const waiting = (): Parameter => new LazyLinear(8).weight;

  it('has neither shape nor values', () => {
    const weight = waiting();
    expect(weight.isUninitialized).toBe(true);
    for (const read of [
      () => weight.shape,
      () => weight.strides,
      () => weight.ndim,
      () => weight.numel(),
      () => weight.data,
      () => weight.data.mul_(2),
      () => weight.detach(),
      () => weight.toArraySync(),
      () => weight.mul(2),
      () => weight.add_(1),
      () => weight.at(0),
      () => weight.clone(),
      () => weight.version,
    ]) {
      const error = refusal(read);
      expect(error.code).toBe('UNINITIALIZED');
      expect(error.message).toMatch(/^Can't access the .* of an uninitialized parameter/);
      expect(error.message).toContain('call forward once');
    }
  });

  it('is printed as such, and is a parameter of its module', () => {
    const layer = new LazyLinear(8);
    expect(String(layer.weight)).toBe('<UninitializedParameter>');
    expect([...layer.namedParameters()].map(([name]) => name)).toEqual(['weight', 'bias']);
    expect([...layer.parameterViews()].map((view) => view.shape)).toEqual([null, null]);
    expect([...layer.parameterViews()].map((view) => view.owners)).toEqual([['Linear'], ['Linear']]);
    expect(layer.weight.requiresGrad && layer.weight.isLeaf).toBe(true);
    expect(layer.weight.dtype).toBe('float32');
  });

  it('takes a shape that fits what is known of it, once', () => {
    const weight = waiting();
    expect(weight.describeShape()).toBe('[8, ?]');
    expect(refusal(() => weight.materialize([7, 4])).code).toBe('SHAPE');
    expect(refusal(() => weight.materialize([8, 4, 1])).code).toBe('SHAPE');
    expect(weight.isUninitialized).toBe(true);
    weight.materialize([8, 4]);
    weight.materialize([8, 5]);
    expect(weight.shape).toEqual([8, 4]);
    expect(Parameter.uninitialized().accepts([1, 2, 3])).toBe(true);
  });
});

describe('a lazy module', () => {
  it('is a Linear from the start, and a plain one after the first batch', () => {
    const layer = new LazyLinear(8);
    expect(layer).toBeInstanceOf(Linear);
    expect(String(layer)).toBe('LazyLinear(inFeatures=0, outFeatures=8, bias=true)');
    const { weight } = layer;
    expect(layer.forward(ones([2, 4])).shape).toEqual([2, 8]);
    expect(layer.weight).toBe(weight);
    expect(layer.constructor).toBe(Linear);
    expect(layer).not.toBeInstanceOf(LazyLinear);
    expect(String(layer)).toBe('Linear(inFeatures=4, outFeatures=8, bias=true)');
    expect(Object.keys(layer)).toEqual(Object.keys(new Linear(1, 1)));
    expect(refusal(() => layer.forward(ones([2, 5]))).code).toBe('SHAPE');
  });

  it('draws what PyTorch draws, at the first batch', () => {
    manualSeed(0);
    const net = new Sequential(new LazyLinear(3), new ReLU(), new LazyLinear(1, { bias: false }));
    net.forward(zeros([2, 2]));
    // torch.manual_seed(0); Sequential(LazyLinear(3), ReLU(), LazyLinear(1, bias=False))(torch.zeros(2, 2))
    expect(bitsOf(net[0].weight)).toEqual([
      -0.005293981172144413, 0.37932288646698, -0.5819807648658752, -0.5203874707221985, -0.27234524488449097,
      0.1896158903837204,
    ]);
    expect(bitsOf(net[2].weight)).toEqual([0.1527741253376007, -0.1744827926158905, -0.11348707973957062]);
  });

  it('obeys the last call that its parameters remember, in place of the default, in the order of the layer', () => {
    const layer = new LazyLinear(4);
    manualSeed(5);
    const before = getRngState();
    xavierUniform_(layer.weight);
    normal_(layer.weight, { mean: 1, std: 0.5 });
    expect(Buffer.compare(getRngState(), before)).toBe(0);
    layer.forward(ones([1, 3]));
    manualSeed(5);
    const weight = normal_(Parameter.empty([4, 3]), { mean: 1, std: 0.5 });
    expect(bitsOf(layer.weight)).toEqual(bitsOf(weight));
    const bias = rand([4]).mul(2).sub(1).div(Math.sqrt(3));
    valuesOf(layer.bias!).forEach((value, i) => expect(value).toBeCloseTo(valuesOf(bias)[i]!, 6));
    // A later reset is the default.
    manualSeed(6);
    layer.resetParameters();
    manualSeed(6);
    expect(bitsOf(layer.weight)).toEqual(bitsOf(new Linear(3, 4).weight));
  });

  it('remembers only what could be obeyed', () => {
    const layer = new LazyLinear(4);
    normal_(layer.weight, { std: 3 });
    expect(refusal(() => normal_(layer.weight, { std: -1 })).code).toBe('OPTION');
    constant_(layer.bias, 2);
    layer.resetParameters();
    constant_(layer.bias, 0.5);
    manualSeed(1);
    layer.forward(ones([1, 2]));
    expect(valuesOf(layer.bias!)).toEqual([0.5, 0.5, 0.5, 0.5]);
    manualSeed(1);
    expect(bitsOf(layer.weight)).toEqual(bitsOf(new Linear(2, 4).weight));
  });

  it('is as before where a remembered initializer refuses the shape: nothing is drawn', () => {
    manualSeed(9);
    const layer = new LazyLinear(4);
    normal_(layer.weight);
    dirac_(layer.bias);
    const before = getRngState();
    const error = refusal(() => layer.forward(ones([2, 3])));
    expect(error.code).toBe('SHAPE');
    expect(error.message).toContain('in LazyLinear(inFeatures=0, outFeatures=4, bias=true)');
    expect(Buffer.compare(getRngState(), before)).toBe(0);
    expect(layer).toBeInstanceOf(LazyLinear);
    expect([layer.weight.isUninitialized, layer.bias!.isUninitialized, layer.inFeatures]).toEqual([true, true, 0]);
    zeros_(layer.bias);
    layer.forward(ones([2, 5]));
    manualSeed(9);
    expect(bitsOf(layer.weight)).toEqual(bitsOf(normal_(Parameter.empty([4, 5]))));
    expect(valuesOf(layer.bias!)).toEqual([0, 0, 0, 0]);
  });

  it('refuses a batch without axes', () => {
    const layer = new LazyLinear(4);
    expect(refusal(() => layer.forward(tensor(1))).code).toBe('SHAPE');
    expect(layer).toBeInstanceOf(LazyLinear);
  });

  it('takes a state dict before the first batch, and is a plain layer then', () => {
    const from = new Linear(3, 4);
    const layer = new LazyLinear(4);
    xavierUniform_(layer.weight);
    const { weight } = layer;
    layer.loadStateDict(from.stateDict());
    expect(layer.weight).toBe(weight);
    expect(String(layer)).toBe('Linear(inFeatures=3, outFeatures=4, bias=true)');
    layer.forward(ones([1, 3]));
    expect(bitsOf(layer.weight)).toEqual(bitsOf(from.weight));
  });

  it('refuses a state dict that cannot be its own', () => {
    const layer = new LazyLinear(4);
    const error = refusal(() => layer.loadStateDict({ weight: zeros([5, 3]), bias: zeros([4]) }));
    expect(error.message).toContain(
      'size mismatch for weight: copying a param with shape [5, 3] from checkpoint, the shape in current model is [4, ?].',
    );
    expect(layer.bias!.isUninitialized).toBe(true);
  });

  it('keeps what was loaded where the rest comes with the first batch', () => {
    const layer = new LazyLinear(2);
    layer.loadStateDict({ weight: ones([2, 3]) }, { strict: false });
    expect(layer).toBeInstanceOf(LazyLinear);
    manualSeed(0);
    layer.forward(ones([1, 3]));
    expect(valuesOf(layer.weight)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(layer).not.toBeInstanceOf(LazyLinear);
    // Only the bias was drawn.
    manualSeed(0);
    const bound = 1 / Math.sqrt(3);
    expect(bitsOf(layer.bias!)).toEqual(bitsOf(Parameter.empty([2]).detach().uniform_(-bound, bound)));
  });

  it('materializes in the dtype that it was declared with, or moved to', () => {
    const double = new LazyLinear(2, { dtype: 'float64' });
    double.forward(ones([1, 3], { dtype: 'float64' }));
    expect(double.weight.dtype).toBe('float64');
    const moved = new Sequential(new LazyLinear(2)).to('float64');
    moved.forward(ones([1, 3], { dtype: 'float64' }));
    expect([moved[0].weight.dtype, moved[0].bias!.dtype]).toEqual(['float64', 'float64']);
  });

  it('works deep down, without recording, and with several batches before the first gradient', () => {
    const net = new Sequential(new Sequential(new LazyLinear(5), new Sequential(new LazyLinear(4))), new LazyLinear(1));
    noGrad(() => net.forward(ones([2, 3])));
    const loss = net.forward(ones([2, 3])).sum();
    loss.backward();
    expect([...net.parameters()].every((p) => p.grad !== null)).toBe(true);
    expect([...net.modules()].map((m) => m.constructor.name)).toEqual([
      'Sequential',
      'Sequential',
      'Linear',
      'Sequential',
      'Linear',
      'Linear',
    ]);
  });

  it('becomes what its class says also for a subclass', () => {
    class Mine extends LazyLinear {}
    const layer = new Mine(2);
    expect(layer).toBeInstanceOf(Mine);
    layer.forward(ones([1, 3]));
    expect(layer.constructor).toBe(Linear);
  });
});

describe('provenance', () => {
  it('tells a layer default from a call, and shows a later write by its version', () => {
    const layer = new Linear(2, 3);
    expect(layer.weight.storage.provenance).toMatchObject({
      law: 'kaimingUniform_',
      byDefault: true,
      version: layer.weight.version,
    });
    expect(layer.bias!.storage.provenance).toMatchObject({ law: 'uniform_', byDefault: true });
    xavierUniform_(layer.weight);
    expect(layer.weight.storage.provenance).toMatchObject({
      law: 'xavierUniform_',
      byDefault: false,
      version: layer.weight.version,
    });
    layer.weight.data.mul_(2);
    expect(layer.weight.version).toBe(layer.weight.storage.provenance!.version + 1);
  });

  it('knows a remembered call for one', () => {
    const layer = new LazyLinear(3);
    xavierUniform_(layer.weight);
    layer.forward(ones([1, 2]));
    expect(layer.weight.storage.provenance).toMatchObject({ law: 'xavierUniform_', byDefault: false });
    expect(layer.bias!.storage.provenance).toMatchObject({ law: 'uniform_', byDefault: true });
  });
});
