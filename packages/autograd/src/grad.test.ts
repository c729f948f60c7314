import { ones, tensor, type Tensor } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { grad } from './grad.js';
import { noGrad } from './mode.js';
import { leaf, leaf64, refusal, valuesOf } from './test-support.js';

const close = (x: Tensor | null | undefined, expected: readonly number[]): void => {
  const values = valuesOf(x)!;
  const tolerance = x!.dtype === 'float64' ? 1e-12 : 1e-5;
  expect(values).toHaveLength(expected.length);
  for (const [i, value] of values.entries())
    expect(Math.abs(value - expected[i]!)).toBeLessThan(tolerance * Math.max(1, Math.abs(expected[i]!)));
};

describe('grad', () => {
  it('gives the derivatives of several outputs with respect to several inputs, in their order, and touches no grad', () => {
    const [x, y] = [leaf(1, 2), leaf(3, 4)];
    const z = x.mul(y).tanh();
    const [dy, dx] = grad([z.sum(), x.mul(x)], [y, x], { gradOutputs: [null, tensor([1, 10])] });
    close(dy, [9.866e-3, 9.5367e-7]);
    close(dx, [2.029598, 40.0000038]);
    expect([x.grad, y.grad]).toEqual([null, null]);
  });

  it('stops at inputs that are results, and frees no more than it has visited', () => {
    const x = leaf(1, 2);
    const y = x.mul(x);
    expect(valuesOf(grad([y.mul(y).sum()], [y])[0])).toEqual([2, 8]);
    expect(valuesOf(grad([y.sum()], [x])[0])).toEqual([2, 4]);
    expect(refusal(() => grad([y.sum()], [x])).message).toContain('a second time');
  });

  it('leaves alone what does not lead to the inputs', () => {
    const [x, w] = [leaf(1, 2), leaf(3, 4)];
    const side = w.exp();
    const y = x.mul(2).add(side);
    grad([y.sum()], [x]);
    side.sum().backward();
    close(w.grad, [20.0855369, 54.59815]);
  });

  it('does not ask derivatives for what nobody wants', () => {
    const [x, w] = [leaf(1, 2), leaf(3, 4)];
    const y = x.mul(w);
    noGrad(() => x.add_(0));
    // The derivative with respect to w would need the x from before.
    expect(valuesOf(grad([y.sum()], [x], { retainGraph: true })[0])).toEqual([3, 4]);
    expect(refusal(() => grad([y.sum()], [w])).code).toBe('VERSION');
  });

  it('gives each caller memory of his own', () => {
    const x = leaf(1, 2);
    const y = x.add(0);
    const given = ones([2]);
    const [dx, dy] = grad([y], [x, y], { gradOutputs: [given] });
    expect(new Set([dx!.storage, dy!.storage, given.storage]).size).toBe(3);
    expect([valuesOf(dx), valuesOf(dy)]).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  it('gives null for inputs that take no part, or refuses them', () => {
    const [x, other] = [leaf(1, 2), leaf(1)];
    const y = x.mul(x).sum();
    expect(refusal(() => grad([y], [x, other], { retainGraph: true })).message).toContain(
      'One of the differentiated Tensors appears to not have been used in the graph.',
    );
    const [dx, unused] = grad([y], [x, other], { allowUnused: true });
    expect(valuesOf(dx)).toEqual([2, 4]);
    expect(unused).toBeNull();
  });

  it('refuses inputs that want no gradient, and none at all', () => {
    const x = leaf(1, 2);
    expect(refusal(() => grad([x.sum()], [ones([1])])).message).toContain(
      'One of the differentiated Tensors does not require grad',
    );
    expect(refusal(() => grad([x.sum()], [])).message).toContain('grad requires non-empty inputs.');
  });

  it('takes an input twice, and an output that is an input', () => {
    const x = leaf(1, 2);
    const [a, b] = grad([x.sum()], [x, x]);
    expect([valuesOf(a), valuesOf(b)]).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(valuesOf(grad([x], [x], { gradOutputs: [tensor([5, 6])] })[0])).toEqual([5, 6]);
  });
});

describe('createGraph', () => {
  it('allows derivatives of any order', () => {
    const x = leaf64(0.5, -1, 2);
    const y = x.mul(x).mul(x).tanh();
    const [first] = grad([y.sum()], [x], { createGraph: true });
    const [second] = grad([first!.sum()], [x], { createGraph: true });
    const [third] = grad([second!.sum()], [x]);
    close(first, [0.738402248212795, 1.2599230248420783, 5.40168717185823e-6]);
    close(second, [2.8158751887309457, 3.237454026358865, -0.00012423877577451173]);
    close(third, [3.4622469339926383, -15.240034025748969, 0.0027251491649050103]);
  });

  it('says so where a derivative is constant', () => {
    const x = leaf(2);
    const [first] = grad([x.mul(x)], [x], { createGraph: true });
    const [second] = grad([first!], [x], { createGraph: true });
    expect(valuesOf(second)).toEqual([2]);
    expect(refusal(() => grad([second!], [x])).message).toContain('does not require grad');
  });

  it('trains through a gradient', () => {
    const w = tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { requiresGrad: true },
    );
    const x = tensor([[0.5, -1]], { requiresGrad: true });
    const [dx] = grad([x.matmul(w).tanh().sum()], [x], { createGraph: true });
    const penalty = dx!.mul(dx!).sum().sub(1);
    penalty.mul(penalty).backward();
    close(w.grad, [-0.046555635, -0.023800112, 0.070941664, 0.039375085]);
    close(x.grad, [-0.171425194, -0.426267982]);
  });

  it('works through writes in place on views', () => {
    const x = leaf64(1, 2, 3);
    const y = x.mul(x);
    y.at(0).mul_(y.at(1).clone());
    y.slice(1).tanh_();
    const [dx] = grad([y.mul(y).sum()], [x], { createGraph: true });
    close(dx, [64, 32.01072041045642, 7.31038982587572e-7]);
    dx!.mul(dx!).sum().backward();
    close(x.grad, [32770.744425076846, 19451.889004925593, -1.246975241343487e-11]);
  });

  it('gives leaves a gradient with a graph, apart from that of the graph itself', () => {
    const x = leaf(1, 2);
    x.mul(x).mul(x).sum().backward(null, { createGraph: true });
    const first = x.grad!;
    expect(valuesOf(first)).toEqual([3, 12]);
    expect(first.requiresGrad).toBe(true);
    const loss = first.sum();
    // A write to the grad, as zeroing does, must not spoil what is still to be differentiated.
    noGrad(() => first.mul_(0));
    x.grad = null;
    loss.backward();
    expect(valuesOf(x.grad)).toEqual([6, 12]);
  });
});
