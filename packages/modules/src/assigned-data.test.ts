import { memoryStats, type NnError } from '@nn/core';
import { normal_ } from '@nn/init';
import { ones, rand, tensor, type Tensor, zeros } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { LazyLinear } from './layers/lazy-linear.js';
import { Linear } from './layers/linear.js';
import { Buffer, Parameter } from './parameter.js';
import { refusal, valuesOf } from './test-support.js';
import { weightNorm } from './utils/parametrize/weight-norm.js';

describe('assigning data', () => {
  it('gives the same parameter other memory, outside the graph', () => {
    const layer = new Linear(2, 1, { bias: false });
    const { weight } = layer;
    const source = tensor([[1, 2]], { requiresGrad: true }).mul(3);
    weight.data = source;
    expect(layer.weight).toBe(weight);
    expect(valuesOf(layer.forward(ones([1, 2])))).toEqual([9]);
    expect([weight.storage, weight.requiresGrad, weight.isLeaf, weight.gradFn]).toEqual([
      source.storage,
      true,
      true,
      null,
    ]);
    weight.data.mul_(2);
    expect(valuesOf(source)).toEqual([6, 12]);
  });

  it('keeps the gradient, and a later one arrives where it did', () => {
    const weight = new Parameter(tensor([1, 2]));
    weight.mul(3).sum().backward();
    weight.data = tensor([5, 6]);
    expect(valuesOf(weight.grad!)).toEqual([3, 3]);
    weight.mul(weight).sum().backward();
    expect(valuesOf(weight.grad!)).toEqual([13, 15]);
  });

  it('is noticed by a derivative that needs the values from before', () => {
    const weight = new Parameter(tensor([1, 2]));
    const loss = weight.mul(weight).sum();
    weight.data = tensor([5, 6]);
    expect(refusal(() => loss.backward()).code).toBe('VERSION');
  });

  it('keeps strides, and takes buffers, empty tensors and itself', () => {
    const buffer = new Buffer(zeros([2, 3]));
    buffer.data = tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]).t();
    expect([buffer.strides, valuesOf(buffer)]).toEqual([
      [1, 2],
      [1, 3, 5, 2, 4, 6],
    ]);
    const { data } = buffer;
    buffer.data = data;
    expect(valuesOf(buffer)).toEqual([1, 3, 5, 2, 4, 6]);
    const none = new Parameter(zeros([0, 3]));
    none.data = ones([0, 3]);
    expect(none.shape).toEqual([0, 3]);
  });

  it('lets go of the memory from before', () => {
    const start = zeros([1000]);
    const weight = new Parameter(start);
    start.dispose();
    const kept = weight.detach();
    const before = memoryStats().resident;
    weight.data = ones([1000]);
    expect(memoryStats().resident - before).toBe(4000);
    expect(kept.toTypedArraySync()[0]).toBe(0);
    kept.dispose();
    expect(memoryStats().resident).toBe(before);
    weight.data = rand([1000]);
    expect(valuesOf(weight.data)).toHaveLength(1000);
  });

  it('counts as assigned, unless the memory tells more', () => {
    const layer = new Linear(2, 3);
    layer.weight.data = rand([3, 2]);
    expect(layer.weight.storage.provenance).toBeNull();
    layer.weight.data = normal_(rand([3, 2]));
    expect(layer.weight.storage.provenance?.law).toBe('normal_');
  });

  it.each<[string, Tensor | number, NnError['code'], string]>([
    ['another shape', zeros([5, 7]), 'SHAPE', 'expected data of shape [3, 4], but got [5, 7]'],
    ['a shape that would broadcast', zeros([1, 4]), 'SHAPE', 'expected data of shape [3, 4], but got [1, 4]'],
    ['another dtype', zeros([3, 4], { dtype: 'float64' }), 'DTYPE', "but got float64. Use to('float32')"],
    ['another device', zeros([3, 4], { device: 'meta' }), 'DEVICE', 'expected data on cpu, but got some on meta'],
    ['a number', 3, 'OPTION', 'expected data to be a tensor'],
    ['one without a shape', Parameter.uninitialized({ shape: [3, 4] }), 'UNINITIALIZED', 'uninitialized'],
  ])('refuses %s, and changes nothing', (_, value, code, message) => {
    const { weight } = new Linear(4, 3);
    const [before, { storage, version }] = [valuesOf(weight), weight];
    const error = refusal(() => (weight.data = value as Tensor));
    expect([error.code, error.op]).toEqual([code, code === 'UNINITIALIZED' ? 'shape' : 'data']);
    expect(error.message).toContain(message);
    expect([valuesOf(weight), weight.storage, weight.version]).toEqual([before, storage, version]);
  });

  it('refuses a parameter without a shape, a view, and a weight that is computed', () => {
    expect(refusal(() => (new LazyLinear(3).weight.data = zeros([3, 2]))).code).toBe('UNINITIALIZED');
    const x = zeros([2, 2]);
    expect(refusal(() => (x.at(0).data = ones([2]))).code).toBe('IN_PLACE');
    const layer = weightNorm(new Linear(2, 2));
    const before = valuesOf(layer.weight);
    const error = refusal(() => (layer.weight.data = ones([2, 2])));
    expect(error.code).toBe('IN_PLACE');
    expect(valuesOf(layer.weight)).toEqual(before);
  });
});
