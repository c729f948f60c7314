import { ones, type Tensor, tensor } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { Sequential } from './containers/sequential.js';
import { ReLU } from './layers/activations/relu.js';
import { LazyLinear } from './layers/lazy-linear.js';
import { Linear } from './layers/linear.js';
import { Module } from './module.js';
import { bitsOf, filled, refusal, valuesOf } from './test-support.js';

class Double extends Module {
  override forward(x: Tensor): Tensor {
    return x.mul(2);
  }
}

describe('forward hooks', () => {
  it('see inputs and output, and may replace them', () => {
    const layer = new Double();
    const seen: unknown[] = [];
    layer.registerForwardPreHook((module, [x]) => {
      seen.push(['pre', module === layer, valuesOf(x)]);
      return [x.add(1)];
    });
    layer.registerForwardHook((module, [x], y) => {
      seen.push(['post', module === layer, valuesOf(x), valuesOf(y)]);
      return y.neg();
    });
    layer.registerForwardHook((_, __, y) => {
      seen.push(['last', valuesOf(y)]);
    });
    expect(valuesOf(layer.forward(ones([1])))).toEqual([-4]);
    expect(seen).toEqual([
      ['pre', true, [1]],
      ['post', true, [2], [4]],
      ['last', [-4]],
    ]);
  });

  it('are gone when removed: nothing is left on the instance', () => {
    const layer = new Double();
    const first = layer.registerForwardHook((_, __, y) => y.add(1));
    const second = layer.registerForwardHook((_, __, y) => y.mul(10));
    expect(valuesOf(layer.forward(ones([1])))).toEqual([30]);
    first.remove();
    first.remove();
    expect(valuesOf(layer.forward(ones([1])))).toEqual([20]);
    second.remove();
    expect(Object.hasOwn(layer, 'forward')).toBe(false);
    expect(valuesOf(layer.forward(ones([1])))).toEqual([2]);
    const third = layer.registerForwardPreHook(() => undefined);
    first.remove();
    expect(Object.hasOwn(layer, 'forward')).toBe(true);
    third.remove();
    expect(Object.hasOwn(layer, 'forward')).toBe(false);
  });

  it('uncover a forward of the instance itself', () => {
    class Own extends Module {
      factor = 3;
      override forward = (x: Tensor): Tensor => x.mul(this.factor);
    }
    const layer = new Own();
    const { forward } = layer;
    const handle = layer.registerForwardHook((_, __, y) => y.add(1));
    expect(valuesOf(layer.forward(ones([1])))).toEqual([4]);
    handle.remove();
    expect(layer.forward).toBe(forward);
    expect(Object.keys(layer)).toContain('forward');
  });

  it('stay above a forward that is assigned meanwhile', () => {
    const layer = new Double();
    const handle = layer.registerForwardHook((_, __, y) => y.add(1));
    layer.forward = (x) => x.mul(5);
    expect(valuesOf(layer.forward(ones([1])))).toEqual([6]);
    handle.remove();
    expect(valuesOf(layer.forward(ones([1])))).toEqual([5]);
  });

  it('are not seen among the fields', () => {
    const layer = new Linear(1, 1);
    const before = Object.keys(layer);
    layer.registerForwardHook(() => undefined);
    expect(Object.keys(layer)).toEqual(before);
    expect(String(layer)).toBe('Linear(inFeatures=1, outFeatures=1, bias=true)');
  });

  it('work with super, within containers, and for hooks that come and go during a call', () => {
    class Triple extends Double {
      override forward(x: Tensor): Tensor {
        return super.forward(x).mul(1.5);
      }
    }
    const layer = new Triple();
    let calls = 0;
    const handle = layer.registerForwardHook(() => {
      calls++;
      handle.remove();
      layer.registerForwardHook(() => {
        calls += 10;
      });
    });
    const net = new Sequential(layer, new ReLU());
    expect(valuesOf(net.forward(ones([1])))).toEqual([3]);
    expect(calls).toBe(1);
    net.forward(ones([1]));
    expect(calls).toBe(11);
  });

  it('run once on a lazy module, which has its parameters by then', () => {
    const layer = new LazyLinear(2);
    const seen: string[] = [];
    layer.registerForwardPreHook((m) => {
      seen.push(`pre ${String(m)} ${m.weight.shape.join()}`);
    });
    layer.registerForwardHook((m) => {
      seen.push(`post ${m.constructor.name}`);
    });
    layer.forward(ones([1, 3]));
    layer.forward(ones([1, 3]));
    const pre = 'pre Linear(inFeatures=3, outFeatures=2, bias=true) 2,3';
    expect(seen).toEqual([pre, 'post Linear', pre, 'post Linear']);
  });
});

describe('full backward hooks', () => {
  const gradientsOf = (net: Module & { forward(x: Tensor): Tensor }, x: Tensor): readonly number[] => {
    const leaf = x.detach().clone().requiresGrad_();
    net.forward(leaf).sum().backward();
    return bitsOf(leaf.grad!);
  };

  it('see the gradients of input and output, and change nothing', () => {
    const layer = filled(new Linear(2, 1), 0.5);
    const plain = gradientsOf(layer, ones([1, 2]));
    const seen: unknown[] = [];
    const handle = layer.registerFullBackwardHook((module, gradInputs, gradOutputs) => {
      seen.push([module === layer, gradInputs.map((g) => g && valuesOf(g)), gradOutputs.map((g) => g && valuesOf(g))]);
    });
    expect(gradientsOf(layer, ones([1, 2]))).toEqual(plain);
    expect(seen).toEqual([[true, [[0.5, 0.5]], [[1]]]]);
    handle.remove();
    gradientsOf(layer, ones([1, 2]));
    expect(seen).toHaveLength(1);
  });

  it('may replace the gradients of all inputs', () => {
    class Sum extends Module {
      override forward(a: Tensor, label: string, b: Tensor): Tensor {
        return label === 'mul' ? a.mul(b) : a.add(b);
      }
    }
    const layer = new Sum();
    layer.registerFullBackwardHook((_, gradInputs) => gradInputs.map((g, i) => g && g.mul(i + 10)));
    const a = tensor([2], { requiresGrad: true });
    const b = tensor([3], { requiresGrad: true });
    const y = layer.forward(a, 'mul', b);
    y.backward(null, { retainGraph: true });
    expect([valuesOf(a.grad!), valuesOf(b.grad!)]).toEqual([[30], [24]]);
    y.backward();
    expect([valuesOf(a.grad!), valuesOf(b.grad!)]).toEqual([[60], [48]]);
  });

  it('see null for inputs and outputs that take no part', () => {
    class Pair extends Module {
      override forward(a: Tensor, b: Tensor): [Tensor, Tensor, number] {
        return [a.mul(2), b.mul(3), 7];
      }
    }
    const layer = new Pair();
    const seen: unknown[] = [];
    layer.registerFullBackwardHook((_, gradInputs, gradOutputs) => {
      seen.push([gradInputs.map((g) => g && valuesOf(g)), gradOutputs.map((g) => g && valuesOf(g))]);
    });
    for (const used of [0, 1] as const) {
      const a = tensor([1], { requiresGrad: true });
      const b = tensor([1], { requiresGrad: true });
      const output = layer.forward(a, b);
      output[used].backward();
      expect([a, b].map((x) => x.grad !== null)).toEqual([used === 0, used === 1]);
    }
    expect(seen).toEqual([
      [
        [[2], null],
        [[1], null, null],
      ],
      [
        [null, [3]],
        [null, [1], null],
      ],
    ]);
  });

  it('run at the output where no input wants a gradient, and may replace nothing then', () => {
    const layer = filled(new Linear(2, 1), 0.5);
    const seen: unknown[] = [];
    layer.registerFullBackwardHook((_, gradInputs, gradOutputs) => {
      seen.push([gradInputs, gradOutputs.map((g) => g && valuesOf(g))]);
    });
    layer.forward(ones([1, 2])).backward();
    expect(seen).toEqual([[[null], [[1]]]]);
    expect(valuesOf(layer.weight.grad!)).toEqual([1, 1]);
    const bad = layer.registerFullBackwardHook(() => [ones([1, 2])]);
    expect(refusal(() => layer.forward(ones([1, 2])).backward()).message).toContain('no input requires gradient');
    bad.remove();
    layer.registerFullBackwardHook(() => []);
    expect(refusal(() => layer.forward(ones([1, 2], { requiresGrad: true })).backward()).message).toContain(
      'Backward hook returned an invalid number of grad_input, got 0, but expected 1',
    );
  });

  it('work where the module gives its input back, writes over it, or is run twice', () => {
    const net = new Sequential(new Double(), new ReLU({ inplace: true }), new Double());
    let calls = 0;
    for (const layer of net) layer.registerFullBackwardHook(() => void calls++);
    const x = tensor([-1, 3], { requiresGrad: true });
    net.forward(net.forward(x)).sum().backward();
    expect(valuesOf(x.grad!)).toEqual([0, 16]);
    expect(calls).toBe(6);
    const same = new (class extends Module {
      override forward(y: Tensor): Tensor {
        return y;
      }
    })();
    same.registerFullBackwardHook((_, [g]) => [g!.mul(7)]);
    const y = tensor([1], { requiresGrad: true });
    same.forward(y).mul(2).backward();
    expect(valuesOf(y.grad!)).toEqual([14]);
  });

  it('are part of higher derivatives', () => {
    class Cube extends Module {
      override forward(x: Tensor): Tensor {
        return x.mul(x).mul(x);
      }
    }
    const layer = new Cube();
    layer.registerFullBackwardHook((_, [g]) => [g!.mul(2)]);
    const x = tensor([2], { requiresGrad: true });
    layer.forward(x).backward(null, { createGraph: true });
    expect(valuesOf(x.grad!)).toEqual([24]);
    const first = x.grad!;
    x.grad = null;
    first.backward();
    // The second pass does not come through the module's output: the hook is not asked, as in PyTorch.
    expect(valuesOf(x.grad!)).toEqual([24]);
  });

  it('refuse an output in which they cannot look for tensors', () => {
    class Named extends Module {
      override forward(x: Tensor): { readonly value: Tensor } {
        return { value: x };
      }
    }
    const layer = new Named();
    layer.registerFullBackwardHook(() => undefined);
    expect(refusal(() => layer.forward(ones([1], { requiresGrad: true }))).code).toBe('GRAD');
  });
});
