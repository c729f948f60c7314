import { fillTarget, type KeyedRequest, NnError, numelOf } from '@nn/core';
import { normal_, xavierUniform_ } from '@nn/init';
import { getRngState, manualSeed, ones, randn } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { ConvTranspose1d } from './layers/conv/conv-transpose.js';
import { Conv2d } from './layers/conv/conv.js';
import { LazyConv2d, LazyConvTranspose1d } from './layers/conv/lazy-conv.js';
import { LazyLinear } from './layers/lazy-linear.js';
import { Linear } from './layers/linear.js';
import { BatchNorm1d } from './layers/norm/batch-norm.js';
import { LazyBatchNorm1d } from './layers/norm/lazy-norm.js';
import type { Module } from './module.js';
import { Parameter } from './parameter.js';
import { bitsOf, refusal, valuesOf } from './test-support.js';
import { orthogonal } from './utils/parametrize/orthogonal.js';
import { spectralNorm } from './utils/parametrize/spectral-norm.js';
import { weightNorm } from './utils/parametrize/weight-norm.js';

/** Values that a key and the place of an element decide. Vectors are refused where `matrices` are wanted. */
function keyed(key: number, matrices = false): KeyedRequest {
  return {
    kind: 'keyed',
    origin: { use: 'test:sine', version: 1, params: { key }, key: String(key).padStart(32, '0'), packed: 'whole' },
    resolve(shape) {
      if (matrices && shape.length < 2) throw new NnError('INITIALIZER', 'for matrices only', { op: 'test:sine' });
      const compute = (out: Float32Array | Float64Array): void => {
        for (let i = 0; i < out.length; i++) out[i] = Math.sin(key + 7 * i);
      };
      return [{ offset: 0, length: numelOf(shape), fill: { kind: 'values', compute } }];
    },
  };
}

/** Every parameter gets the key of its path. */
function planned<M extends Module>(net: M): M {
  for (const { path, target } of net.parameterViews()) target[fillTarget](keyed(path.length + path.charCodeAt(0)));
  return net;
}

const bits = (net: Module): unknown[] => Array.from(net.namedParameters(), ([path, p]) => [path, bitsOf(p)]);

describe('a keyed request to a lazy layer', () => {
  const pairs: readonly (readonly [string, () => Module, () => Module, readonly number[]])[] = [
    ['LazyLinear', () => new LazyLinear(3), () => new Linear(4, 3), [2, 4]],
    ['LazyConv2d', () => new LazyConv2d(4, 3, { groups: 2 }), () => new Conv2d(6, 4, 3, { groups: 2 }), [1, 6, 5, 5]],
    ['LazyConvTranspose1d', () => new LazyConvTranspose1d(4, 3), () => new ConvTranspose1d(2, 4, 3), [1, 2, 5]],
    ['LazyBatchNorm1d', () => new LazyBatchNorm1d(), () => new BatchNorm1d(3), [2, 3]],
  ];

  it.each(pairs)('%s gives the bits that the eager layer gets, and draws nothing', (_, lazy, eager, shape) => {
    const [a, b] = [planned(lazy()), planned(eager())];
    const state = getRngState();
    (a.forward as (x: unknown) => void)(ones(shape));
    expect(bits(a)).toEqual(bits(b));
    expect(getRngState()).toEqual(state);
    for (const { history, remembered } of a.parameterViews()) {
      expect(remembered).toBeNull();
      expect(history!.provenance).toMatchObject({ law: 'test:sine', byDefault: false, version: history!.version });
    }
  });

  it('leaves other parameters their default', () => {
    manualSeed(1);
    const lazy = new LazyLinear(3);
    lazy.weight[fillTarget](keyed(5));
    lazy.forward(ones([1, 4]));
    expect(lazy.bias!.storage.provenance).toMatchObject({ law: 'uniform_', byDefault: true });
  });

  it('is replaced by a later call, and replaces an earlier one', () => {
    const [first, second] = [new LazyLinear(3), new LazyLinear(3)];
    for (const { weight } of [first, second]) weight[fillTarget](keyed(5));
    xavierUniform_(first.weight);
    normal_(second.weight);
    second.weight[fillTarget](keyed(6));
    first.forward(ones([1, 4]));
    second.forward(ones([1, 4]));
    expect(first.weight.storage.provenance!.law).toBe('xavierUniform_');
    expect(second.weight.storage.provenance!.origin!.params).toEqual({ key: 6 });
  });

  it('is forgotten by resetParameters, and where a state dict brings values', () => {
    const [reset, loaded] = [new LazyLinear(3), new LazyLinear(3)];
    for (const { weight } of [reset, loaded]) weight[fillTarget](keyed(5));
    reset.resetParameters();
    reset.forward(ones([1, 4]));
    expect(reset.weight.storage.provenance!.byDefault).toBe(true);
    const source = new Linear(4, 3);
    loaded.loadStateDict(source.stateDict());
    expect([loaded.constructor, bitsOf(loaded.weight)]).toEqual([Linear, bitsOf(source.weight)]);
    loaded.weight[fillTarget](keyed(5));
    expect(loaded.weight.storage.provenance!.law).toBe('test:sine');
  });

  it('is obeyed where a state dict brings the other values only', () => {
    const layer = new LazyLinear(3);
    layer.weight[fillTarget](keyed(5));
    layer.loadStateDict({ bias: ones([3]) }, { strict: false });
    layer.forward(ones([1, 4]));
    expect(valuesOf(layer.bias!)).toEqual([1, 1, 1]);
    expect(valuesOf(layer.weight)[1]).toBe(Math.fround(Math.sin(12)));
  });

  it('that is refused leaves the layer lazy, with what it remembers', () => {
    const layer = new LazyLinear(3);
    layer.weight[fillTarget](keyed(5));
    layer.bias![fillTarget](keyed(5, true));
    const x = ones([1, 4]);
    expect(refusal(() => layer.forward(x)).code).toBe('INITIALIZER');
    expect([layer.constructor, layer.weight.isUninitialized, layer.bias!.isUninitialized]).toEqual([
      LazyLinear,
      true,
      true,
    ]);
    layer.bias![fillTarget](keyed(6));
    layer.forward(x);
    expect(layer.weight.storage.provenance!.origin!.params).toEqual({ key: 5 });
  });

  it('goes along into copies', () => {
    const layer = planned(new LazyLinear(3));
    const copy = layer.clone();
    for (const one of [layer, copy]) one.forward(ones([1, 4]));
    expect(bits(copy)).toEqual(bits(layer));
  });

  it('survives a move to another dtype', () => {
    const layer = planned(new LazyLinear(3)).to('float64');
    layer.forward(ones([1, 4], { dtype: 'float64' }));
    expect(bits(layer)).toEqual(bits(planned(new Linear(4, 3, { dtype: 'float64' }))));
  });
});

describe('a keyed request to a parameter', () => {
  it('gives its logical elements the same values however it lies in memory', () => {
    const strided = new Parameter(randn([4, 3]).t());
    const plain = new Parameter(randn([3, 4]));
    for (const one of [strided, plain]) one[fillTarget](keyed(3));
    expect(bitsOf(strided)).toEqual(bitsOf(plain));
  });

  it('touches nothing else of memory that it shares', () => {
    const flat = ones([6]);
    new Parameter(flat.narrow(0, 2, 2))[fillTarget](keyed(3));
    expect(valuesOf(flat)).toEqual([1, 1, Math.sin(3), Math.sin(10), 1, 1].map(Math.fround));
  });

  it('goes through the right inverse of a parametrized one', () => {
    const plain = new Linear(4, 3);
    plain.weight[fillTarget](keyed(3));
    for (const layer of [weightNorm(new Linear(4, 3)), spectralNorm(weightNorm(new Linear(4, 3))).eval()]) {
      const [original] = layer.parametrizations['weight']!.originals();
      layer.weight[fillTarget](keyed(3));
      expect(original!.storage.provenance).toMatchObject({ law: 'test:sine', version: original!.version });
    }
    const layer = weightNorm(new Linear(4, 3));
    layer.weight[fillTarget](keyed(3));
    valuesOf(layer.weight).forEach((value, i) => expect(value).toBeCloseTo(valuesOf(plain.weight)[i]!, 6));
  });

  it('that is refused changes nothing of a parametrized one, the random state included', () => {
    const layer = orthogonal(new Linear(3, 5));
    const before = [...layer.stateDict()].map(([, x]) => [valuesOf(x), x.version]);
    const late: KeyedRequest = {
      ...keyed(3),
      resolve: () => [{ offset: 0, length: 99, fill: { kind: 'constant', value: 0 } }],
    };
    const { weight } = layer;
    expect(refusal(() => weight[fillTarget](late)).code).toBe('INITIALIZER');
    expect([...layer.stateDict()].map(([, x]) => [valuesOf(x), x.version])).toEqual(before);
  });
});
