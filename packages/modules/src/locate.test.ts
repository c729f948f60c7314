import { NnError } from '@nn/core';
import { ones, type Tensor } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { ModuleDict } from './containers/module-dict.js';
import { Sequential } from './containers/sequential.js';
import { ReLU } from './layers/activations/relu.js';
import { Softmax } from './layers/activations/softmax.js';
import { Flatten } from './layers/flatten.js';
import { Linear } from './layers/linear.js';
import { Module } from './module.js';
import { refusal, TwoLayers } from './test-support.js';

const sentence = 'mat1 and mat2 shapes cannot be multiplied (2x10 and 4x256)';

describe('an error inside a module', () => {
  it('says the sentence of PyTorch, then where, then what to do', () => {
    const net = new Sequential(new Linear(4, 256), new ReLU());
    const error = refusal(() => net.forward(ones([2, 10])));
    expect(error.message).toMatch(
      new RegExp(
        `^${sentence.replace(/[()]/g, String.raw`\$&`)}; in 0: Linear\\(inFeatures=4, outFeatures=256, bias=true\\) got \\[2, 10\\], wants a last axis of 4`,
      ),
    );
    expect(error.where).toBe('0: Linear(inFeatures=4, outFeatures=256, bias=true) got [2, 10], wants a last axis of 4');
    expect(error.code).toBe('SHAPE');
  });

  it('knows the whole path in nested containers, and the innermost module wins', () => {
    const net = new Sequential(new Sequential(new ReLU(), new Sequential(new Linear(4, 2))), new ReLU());
    expect(refusal(() => net.forward(ones([1, 3]))).where).toMatch(/^0\.1\.0: Linear\(/);
  });

  it('knows the path in modules of the own kind after any walk of the tree', () => {
    const net = new TwoLayers();
    expect(refusal(() => net.forward(ones([1, 3]))).where).toMatch(/^Linear\(/);
    net.eval();
    expect(refusal(() => net.forward(ones([1, 3]))).where).toMatch(/^first: Linear\(/);
    class Outer extends Module {
      heads = new ModuleDict({ main: new Sequential(net) });
      override forward(x: Tensor): Tensor {
        return this.heads.main.forward(x);
      }
    }
    const outer = new Outer();
    outer.stateDict();
    expect(refusal(() => outer.forward(ones([1, 3]))).where).toMatch(/^heads\.main\.0\.first: Linear\(/);
  });

  it('is placed by the container where the module itself says nothing', () => {
    class Bad extends Module {
      override forward(x: Tensor): Tensor {
        return x.matmul(ones([7, 7]));
      }
      override extraRepr(): string {
        return 'size=7';
      }
    }
    const error = refusal(() => new Sequential(new ReLU(), new Bad()).forward(ones([1, 3])));
    expect(error.where).toBe('1: Bad(size=7)');
  });

  it('names layers without parameters too, also outside a container', () => {
    expect(refusal(() => new Softmax(3).forward(ones([2]))).where).toBe('Softmax(dim=3)');
    expect(refusal(() => new Flatten({ startDim: 2 }).forward(ones([2]))).where).toBe('Flatten(startDim=2, endDim=-1)');
  });

  it('is what it was where it is none of ours', () => {
    class Broken extends Module {
      override forward(): Tensor {
        throw new RangeError('mine');
      }
    }
    expect(() => new Sequential(new Broken()).forward(ones([1]))).toThrow(RangeError);
  });

  it('does not keep a network alive by its paths, nor know of one that has let go of it', () => {
    const layer = new Linear(4, 2);
    const net = new Sequential(new ReLU(), layer);
    net.pop();
    expect(refusal(() => layer.forward(ones([1, 3]))).where).toMatch(/^Linear\(/);
  });

  it('keeps its place through hooks', () => {
    const net = new Sequential(new Linear(4, 2));
    net[0].registerForwardHook(() => undefined);
    expect(refusal(() => net.forward(ones([1, 3]))).where).toMatch(/^0: Linear\(/);
    net[0].registerForwardPreHook(() => {
      throw new NnError('OPTION', 'no');
    });
    expect(refusal(() => net.forward(ones([1, 4]))).where).toMatch(/^0: Linear\(/);
  });
});
