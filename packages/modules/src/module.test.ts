import { normal_ } from '@nn/init';
import { isFloating } from '@nn/core';
import { Generator, manualSeed, ones, type Tensor, tensor, zeros } from '@nn/tensor';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ModuleDict } from './containers/module-dict.js';
import { Sequential } from './containers/sequential.js';
import { ReLU } from './layers/activations/relu.js';
import { Dropout } from './layers/dropout.js';
import { Flatten } from './layers/flatten.js';
import { Identity } from './layers/identity.js';
import { LazyLinear } from './layers/lazy-linear.js';
import { Linear } from './layers/linear.js';
import { CrossEntropyLoss } from './losses/cross-entropy-loss.js';
import { Module } from './module.js';
import { Buffer, Parameter } from './parameter.js';
import type { Repr } from './print-module.js';
import { bitsOf, filled, refusal, TwoLayers, valuesOf } from './test-support.js';

describe('the printed form', () => {
  it('is that of PyTorch, in nested containers and with arguments', () => {
    const net = new Sequential(
      new Flatten(),
      new ModuleDict({ a: new Sequential(new Linear(1, 2, { bias: false })), b: new ReLU({ inplace: true }) }),
      new Identity(3, 'x'),
    );
    expect(String(net)).toBe(`Sequential(
  (0): Flatten(startDim=1, endDim=-1)
  (1): ModuleDict(
    (a): Sequential(
      (0): Linear(inFeatures=1, outFeatures=2, bias=false)
    )
    (b): ReLU(inplace=true)
  )
  (2): Identity()
)`);
    expect(inspect(net)).toBe(String(net));
    expect(String(new Sequential())).toBe('Sequential()');
  });

  it('has the arguments of a module with children on a line of their own', () => {
    class Mine extends TwoLayers {
      override extraRepr(): Repr {
        return { size: 3, mode: 'same', shape: [1, 2], nothing: null, zero: -0, on: false };
      }
    }
    expect(String(new Mine()).split('\n').slice(0, 3)).toEqual([
      'Mine(',
      "  size=3, mode='same', shape=[1, 2], nothing=null, zero=-0, on=false",
      '  (first): Linear(inFeatures=4, outFeatures=8, bias=true)',
    ]);
  });
});

describe('to', () => {
  it('converts floating values and gradients, and keeps the objects', () => {
    class Counting extends TwoLayers {
      seen = new Buffer(tensor([3n]));
      mean = new Buffer(tensor([0.5]));
    }
    const net = new Counting();
    const before = [...net.parameters()];
    net
      .forward(ones([1, 4]))
      .sum()
      .backward();
    expect(net.to('float64')).toBe(net);
    expect([...net.parameters()]).toEqual(before);
    expect(
      before.every((p) => p.dtype === 'float64' && p.grad!.dtype === 'float64' && p.requiresGrad && p.isLeaf),
    ).toBe(true);
    expect([net.seen.dtype, net.mean.dtype]).toEqual(['int64', 'float64']);
    net
      .forward(ones([1, 4], { dtype: 'float64' }))
      .sum()
      .backward();
    const { weight } = net.second;
    const { storage } = weight;
    net.to({ dtype: 'float64', device: 'cpu' });
    expect(weight.storage).toBe(storage);
  });

  it.each([
    ['int64', 'DTYPE'],
    ['bool', 'DTYPE'],
    ['nowhere', 'BACKEND'],
  ])('refuses %s, and has changed nothing', (target, code) => {
    const net = new Sequential(new LazyLinear(2), new Linear(2, 1));
    expect(refusal(() => net.to(target)).code).toBe(code);
    expect([...net.parameters()].every((p) => p.dtype === 'float32')).toBe(true);
  });

  it('moves to a device without values, and lazies with the rest', () => {
    const net = new Sequential(new LazyLinear(2), new Linear(2, 1)).to('meta');
    expect(net.forward(zeros([5, 3], { device: 'meta' })).shape).toEqual([5, 1]);
    expect([...net.parameters()].map((p) => p.device)).toEqual(['meta', 'meta', 'meta', 'meta']);
  });
});

describe('clone', () => {
  it('shares nothing but what is no part of the network', () => {
    const stream = new Generator(3);
    class Mine extends Module {
      layer = filled(new Linear(1, 1), 1);
      tied = this.layer;
      own = new Parameter(ones([1]), { requiresGrad: false });
      seen = new Buffer(ones([2]), { persistent: false });
      plain = ones([1], { requiresGrad: true });
      options = { sizes: [1, 2], table: new Map([['a', new Set([1])]]), bytes: new Uint8Array(2) };
      stream = stream;
      override forward(x: Tensor): Tensor {
        return this.layer.forward(x);
      }
    }
    const net = new Mine().eval();
    net.forward(ones([1, 1])).backward();
    const copy = net.clone();
    expect(copy).toBeInstanceOf(Mine);
    expect(String(copy)).toBe(String(net));
    expect(copy.training).toBe(false);
    expect(copy.layer).toBe(copy.tied);
    expect(copy.layer).not.toBe(net.layer);
    expect(copy.layer.weight.grad).toBeNull();
    expect([...copy.stateDict()].map(([key, x]) => [key, bitsOf(x)])).toEqual(
      [...net.stateDict()].map(([key, x]) => [key, bitsOf(x)]),
    );
    copy.layer.weight.data.fill_(5);
    copy.seen.fill_(0);
    copy.options.sizes.push(3);
    copy.options.table.get('a')!.add(2);
    copy.options.bytes[0] = 1;
    expect(valuesOf(net.layer.weight)).toEqual([1]);
    expect(valuesOf(net.seen)).toEqual([1, 1]);
    expect(net.options).toEqual({ sizes: [1, 2], table: new Map([['a', new Set([1])]]), bytes: new Uint8Array(2) });
    expect([copy.own.requiresGrad, copy.seen.persistent, copy.plain.requiresGrad]).toEqual([false, false, true]);
    expect(copy.stream).toBe(stream);
  });

  it('copies containers, lazies and what they remember', () => {
    const net = new Sequential(new LazyLinear(2), new Dropout(0.1));
    normal_(net[0].weight, { std: 2 });
    const copy = net.clone();
    for (const each of [net, copy]) {
      manualSeed(4);
      each.forward(ones([1, 3]));
    }
    expect(bitsOf(copy[0].weight)).toEqual(bitsOf(net[0].weight));
    expect(copy[0].weight).not.toBe(net[0].weight);
    copy.append(new ReLU());
    expect([net.length, copy.length]).toEqual([2, 3]);
    copy[1] = new Dropout(0.9);
    expect(net[1].p).toBe(0.1);
  });

  it('leaves hooks behind', () => {
    const layer = new Linear(1, 1);
    layer.registerForwardHook((_, __, y) => y.mul(0));
    const copy = layer.clone();
    expect(Object.hasOwn(copy, 'forward')).toBe(false);
    expect(bitsOf(copy.forward(ones([1, 1])))).not.toEqual([0]);
  });

  it('goes by the override of a module below, and refuses a forward that would use the original', () => {
    class Special extends Identity {
      copies = 0;
      override clone(): this {
        const copy = super.clone();
        copy.copies = this.copies + 1;
        return copy;
      }
    }
    expect(new Sequential(new Special()).clone()[0].copies).toBe(1);
    class Arrow extends Module {
      layer = new Linear(1, 1);
      override forward = (x: Tensor): Tensor => this.layer.forward(x);
    }
    const arrow = new Arrow();
    arrow.registerForwardHook(() => undefined);
    expect(refusal(() => new Sequential(arrow).clone()).code).toBe('MODULE_TREE');
    // What was refused is forgotten.
    expect(new Sequential(new ReLU()).clone().length).toBe(1);
  });
});

describe('default initialization', () => {
  it('may be another one of a subclass', () => {
    class Small extends Linear {
      static readonly std = 0.5;
      override resetParameters(): void {
        normal_(this.weight, { std: Small.std });
        this.bias?.data.fill_(this.outFeatures);
      }
    }
    manualSeed(2);
    const layer = new Small(2, 3);
    manualSeed(2);
    expect(bitsOf(layer.weight)).toEqual(bitsOf(normal_(Parameter.empty([3, 2]), { std: 0.5 })));
    expect(valuesOf(layer.bias!)).toEqual([3, 3, 3]);
    expect(layer.weight.storage.provenance!.byDefault).toBe(true);
  });

  it('tells a subclass whose fields are not there yet', () => {
    class Early extends Linear {
      std = 0.5;
      override resetParameters(): void {
        normal_(this.weight, { std: this.std });
      }
    }
    const error = refusal(() => new Early(2, 3));
    expect(error.code).toBe('UNINITIALIZED');
    expect(error.message).toContain("resetParameters of Early reads 'std', which is not set yet");
  });

  it('refuses sizes that are none', () => {
    for (const size of [-1, 1.5, Number.NaN, '3' as unknown as number]) {
      expect(refusal(() => new Linear(size, 1)).code).toBe('OPTION');
      expect(refusal(() => new Linear(1, size)).code).toBe('OPTION');
      expect(refusal(() => new LazyLinear(size)).code).toBe('OPTION');
    }
    expect(new Linear(0, 2).forward(ones([3, 0])).shape).toEqual([3, 2]);
    expect(valuesOf(new Linear(0, 2).bias!)).toEqual([0, 0]);
    expect(refusal(() => new Linear(2, 2, { dtype: 'int64' })).code).toBe('DTYPE');
  });
});

describe('parameters and buffers', () => {
  it('take the memory of a tensor', () => {
    const data = zeros([2, 3]).t();
    const parameter = new Parameter(data);
    data.fill_(1);
    expect(valuesOf(parameter)).toEqual([1, 1, 1, 1, 1, 1]);
    expect([parameter.requiresGrad, parameter.isLeaf, parameter.strides]).toEqual([true, true, data.strides]);
    expect(new Parameter(tensor([1n])).requiresGrad).toBe(false);
    expect(refusal(() => new Parameter(tensor([1n]), { requiresGrad: true })).code).toBe('GRAD');
    expect(new Parameter(parameter.mul(2)).isLeaf).toBe(true);
    expect(String(new Parameter(ones([2])))).toBe('Parameter containing:\ntensor([1., 1.], requiresGrad=true)');
    expect(isFloating(new Buffer(ones([1])).dtype)).toBe(true);
  });

  it('give plain tensors in operations', () => {
    const parameter = new Parameter(ones([2]));
    for (const x of [parameter.mul(2), parameter.at(0), parameter.detach(), parameter.clone()])
      expect(x).not.toBeInstanceOf(Parameter);
  });

  it('a class weight of a loss is a buffer', () => {
    expect([...new CrossEntropyLoss({ weight: ones([2]) }).stateDict().keys()]).toEqual(['weight']);
  });
});
