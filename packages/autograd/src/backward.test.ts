import { cpu } from '@nn/backend-cpu';
import { registerBackend } from '@nn/core';
import { mockBackend } from '@nn/testing';
import { ones, onesLike, run, tensor, type Tensor, zeros, type Op } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { backward } from './backward.js';
import { noGrad } from './mode.js';
import { leaf, refusal, valuesOf } from './test-support.js';

describe('backward', () => {
  it('sums what reaches a leaf by several ways', () => {
    const x = leaf(1, 2);
    const y = x.mul(x);
    y.add(y.mul(x)).sum().backward();
    expect(valuesOf(x.grad)).toEqual([5, 16]);
  });

  it('differentiates a shared part once, with the sum of the gradients that reach it', () => {
    let calls = 0;
    const counted: Op<null> = {
      name: 'counted',
      gradName: 'CountedBackward0',
      saves: 'none',
      forward: ([x]) => (x as Tensor).detach(),
      vjp: ({ dy }) => {
        calls++;
        return [dy];
      },
    };
    const x = leaf(3);
    const y = run(counted, [x], null);
    let sum = y;
    for (let i = 0; i < 9; i++) sum = sum.add(y);
    sum.backward();
    expect(calls).toBe(1);
    expect(valuesOf(x.grad)).toEqual([10]);
  });

  it('adds to grad in place, so that who holds it sees the sum', () => {
    const x = leaf(1, 2);
    x.mul(2).sum().backward();
    const { grad } = x;
    x.mul(3).sum().backward();
    expect(x.grad).toBe(grad);
    expect(valuesOf(grad)).toEqual([5, 5]);
  });

  it('never lets two leaves share a gradient, nor keeps the memory of the one that was passed in', () => {
    const [a, b] = [leaf(1, 2), leaf(3, 4)];
    const given = tensor([1, 1]);
    a.add(b).backward(given);
    noGrad(() => a.grad!.mul_(100));
    expect(valuesOf(b.grad)).toEqual([1, 1]);
    expect(valuesOf(given)).toEqual([1, 1]);
    noGrad(() => given.mul_(7));
    expect(valuesOf(a.grad)).toEqual([100, 100]);
    expect(valuesOf(b.grad)).toEqual([1, 1]);
  });

  it('never gives a leaf the memory of a saved value that the derivative returns as it is', () => {
    const double: Op<null> = {
      name: 'halfSquare',
      gradName: 'HalfSquareBackward0',
      saves: 'inputs',
      forward: ([x]) => (x as Tensor).detach().square().mul(0.5),
      vjp: ({ a }) => [a],
    };
    const x = leaf(1, 2);
    run(double, [x], null).backward(ones([2]));
    noGrad(() => x.grad!.mul_(0));
    expect(valuesOf(x)).toEqual([1, 2]);
  });

  it('accumulates rightly where the gradient that is passed in is the grad of a leaf', () => {
    const [a, b] = [leaf(1, 2), leaf(3, 4)];
    a.grad = tensor([1, 2]);
    a.add(b).backward(a.grad);
    expect(valuesOf(a.grad)).toEqual([2, 4]);
    expect(valuesOf(b.grad)).toEqual([1, 2]);
  });

  it('keeps no more memory for a gradient than its own elements, row by row', () => {
    const x = tensor([[1, 2, 3]], { requiresGrad: true });
    x.t().sum().backward();
    expect(x.grad!.isContiguous()).toBe(true);
    expect(x.grad!.storage.length).toBe(3);
    expect(x.grad!.viewOf).toBeNull();
  });

  it('takes several roots, with gradients or without', () => {
    const x = leaf(1, 2);
    backward([x.mul(2), x.mul(x).sum()], [tensor([1, 1]), null]);
    expect(valuesOf(x.grad)).toEqual([4, 6]);
    backward([x.sum(), x.sum()]);
    expect(valuesOf(x.grad)).toEqual([6, 8]);
    expect(refusal(() => backward([x.sum(), x.sum()], [null])).message).toContain('got 2 tensors and 1 gradients');
    backward([]);
  });

  it('starts at a leaf too', () => {
    const x = tensor(2, { requiresGrad: true });
    x.backward();
    expect(x.grad!.itemSync()).toBe(1);
  });

  it('takes any tensor of one element for a scalar', () => {
    const x = tensor([[2]], { requiresGrad: true });
    x.mul(x).backward();
    expect(x.grad!.toArraySync()).toEqual([[4]]);
  });

  it('runs inside noGrad as outside', () => {
    const x = leaf(1, 2);
    const y = x.mul(2).sum();
    noGrad(() => y.backward());
    expect(valuesOf(x.grad)).toEqual([2, 2]);
    expect(x.grad!.requiresGrad).toBe(false);
  });

  it('converts gradients to the dtype of what they belong to', () => {
    const x = leaf(1, 2);
    x.mul(2).backward(tensor(Float64Array.of(1, 2)));
    expect(x.grad!.dtype).toBe('float32');
    expect(valuesOf(x.grad)).toEqual([2, 4]);
    const y = leaf(1, 2);
    y.to('float64').mul(y).sum().backward();
    expect(y.grad!.dtype).toBe('float32');
    expect(valuesOf(y.grad)).toEqual([2, 4]);
    const z = leaf(1, 2);
    z.mul(2).backward(tensor([3n, 4n]));
    expect(valuesOf(z.grad)).toEqual([6, 8]);
  });

  it('sums gradients over what broadcasting has repeated', () => {
    const column = tensor([[1], [2]], { requiresGrad: true });
    const row = leaf(1, 2, 3);
    const scalar = tensor(2, { requiresGrad: true });
    column.mul(row).mul(scalar).sum().backward();
    expect(column.grad!.toArraySync()).toEqual([[12], [12]]);
    expect(valuesOf(row.grad)).toEqual([6, 6, 6]);
    expect(scalar.grad!.itemSync()).toBe(18);
  });

  it('passes through tensors without elements', () => {
    const x = tensor(new Float32Array(0), { requiresGrad: true });
    x.mul(2).sum().backward();
    expect(x.grad!.shape).toEqual([0]);
    const y = zeros([2, 0], { requiresGrad: true });
    y.add(ones([3, 1, 1])).backward(ones([3, 2, 0]));
    expect(y.grad!.shape).toEqual([2, 0]);
  });

  it('leaves out a leaf that has given its gradient up since', () => {
    const x = leaf(1, 2);
    const y = x.mul(2).sum();
    x.requiresGrad = false;
    y.backward();
    expect(x.grad).toBeNull();
  });

  it('follows a leaf that was changed inside noGrad, and refuses where its old value is needed', () => {
    const x = leaf(1, 2);
    const [linear, quadratic] = [x.mul(3).sum(), x.mul(x).sum()];
    noGrad(() => x.add_(1));
    linear.backward();
    expect(valuesOf(x.grad)).toEqual([3, 3]);
    expect(refusal(() => quadratic.backward()).code).toBe('VERSION');
    x.grad = null;
    x.mul(x).sum().backward();
    expect(valuesOf(x.grad)).toEqual([4, 6]);
  });
});

describe('backward into chosen inputs', () => {
  it('fills their grad and no other', () => {
    const [x, w] = [leaf(1, 2), leaf(3, 4)];
    const y = x.mul(w);
    y.mul(y)
      .sum()
      .backward(null, { inputs: [w, y] });
    expect(valuesOf(w.grad)).toEqual([6, 32]);
    expect(valuesOf(y.grad)).toEqual([6, 16]);
    expect(x.grad).toBeNull();
  });

  it('leaves alone those that are not reached', () => {
    const [x, w] = [leaf(1, 2), leaf(3, 4)];
    x.mul(x)
      .sum()
      .backward(null, { inputs: [w] });
    expect(w.grad).toBeNull();
  });

  it('refuses an empty list', () => {
    expect(refusal(() => leaf(1).backward(null, { inputs: [] })).message).toContain(
      "'inputs' argument to backward() cannot be empty.",
    );
  });
});

describe('a second backward', () => {
  it('is refused where values were needed, as PyTorch does', () => {
    for (const y of [leaf(1, 2).mul(2), leaf(1, 2).tanh(), leaf(1, 2).square()]) {
      const loss = y.sum();
      loss.backward();
      const error = refusal(() => loss.backward());
      expect(error.code).toBe('GRAD');
      expect(error.message).toContain('Trying to backward through the graph a second time');
    }
  });

  it('works where nothing was saved', () => {
    const x = leaf(1, 2);
    const y = x.add(2).sum();
    y.backward();
    y.backward();
    expect(valuesOf(x.grad)).toEqual([2, 2]);
  });

  it('works after retainGraph, and after a derivative of the derivative was asked for', () => {
    const x = leaf(1, 2);
    const y = x.mul(x).sum();
    y.backward(null, { retainGraph: true });
    y.backward(null, { createGraph: true });
    y.backward();
    expect(valuesOf(x.grad)).toEqual([6, 12]);
    expect(refusal(() => y.backward()).code).toBe('GRAD');
  });

  it('is refused by the part that another root has used up', () => {
    const x = leaf(1, 2);
    const y = x.mul(x);
    const [first, second] = [y.sum(), y.mul(y).sum()];
    first.backward();
    expect(refusal(() => second.backward()).message).toContain('a second time');
    expect(valuesOf(x.grad)).toEqual([2, 4]);
  });
});

describe('a refused backward', () => {
  it('says what is wrong with the roots and changes nothing', () => {
    const x = leaf(1, 2);
    const y = x.mul(x);
    expect(refusal(() => y.backward()).message).toContain('grad can be implicitly created only for scalar outputs');
    expect(refusal(() => zeros([0], { requiresGrad: true }).mul(2).backward()).code).toBe('GRAD');
    expect(refusal(() => tensor([1, 2]).sum().backward()).message).toContain(
      'element 0 of tensors does not require grad and does not have a grad_fn',
    );
    expect(refusal(() => backward([x.sum(), ones([1])])).message).toContain(
      'element 1 of tensors does not require grad',
    );
    const misfit = refusal(() => backward([x.sum(), y], [null, ones([3])]));
    expect(misfit.code).toBe('SHAPE');
    expect(misfit.message).toContain(
      'Mismatch in shape: grad_output[1] has a shape of [3] and output[1] has a shape of [2].',
    );
    expect(x.grad).toBeNull();
    y.backward(ones([2]));
    expect(valuesOf(x.grad)).toEqual([2, 4]);
  });

  it('leaves every grad as before, however late it fails', () => {
    const [a, b] = [leaf(1, 2), leaf(3, 4)];
    b.grad = tensor([7, 7]);
    const y = b.mul(b);
    const z = a.mul(2).add(y.mul(y));
    noGrad(() => b.add_(0));
    const error = refusal(() => z.sum().backward());
    expect(error.code).toBe('VERSION');
    expect(error.message).toContain('[FloatTensor [2]] is at version 1; expected version 0 instead.');
    expect(a.grad).toBeNull();
    expect(valuesOf(b.grad)).toEqual([7, 7]);
  });

  it('leaves what it has not reached usable, and no gradient lying about', () => {
    const [a, b] = [leaf(1, 2), leaf(3, 4)];
    const below = a.mul(a);
    const broken = below.mul(b);
    const y = broken.mul(broken);
    noGrad(() => broken.data.mul_(1));
    expect(refusal(() => y.add(below.mul(1)).sum().backward()).code).toBe('VERSION');
    below.sum().backward();
    expect(valuesOf(a.grad)).toEqual([2, 4]);
    expect(b.grad).toBeNull();
  });

  it('names the value, the operation that wrote it and the one that needs it', () => {
    const x = leaf(1, 2);
    const y = x.mul(2);
    const z = y.mul(y);
    y.add_(1);
    const error = refusal(() => z.sum().backward());
    expect(error.code).toBe('VERSION');
    expect(error.message).toContain(
      '[FloatTensor [2]], which is output 0 of AddBackward0, is at version 1; expected version 0 instead.',
    );
    expect(error.details).toMatchObject({ node: 'MulBackward0', version: 1, expected: 0 });
  });

  it('says so where a value was replaced by an assignment to data', () => {
    const x = leaf(1, 2);
    const y = x.mul(x);
    x.data = tensor([3, 4]);
    const error = refusal(() => y.sum().backward());
    expect(error.code).toBe('VERSION');
    expect(error.message).toContain('given other memory: [FloatTensor [2]] has had something assigned to its `data`.');
    expect(error.message).toContain('call backward() before the assignment');
  });

  it('happens where a derivative gives a gradient that cannot be the operand’s', () => {
    const wrong: Op<null> = {
      name: 'wrong',
      gradName: 'WrongBackward0',
      saves: 'none',
      forward: ([x]) => (x as Tensor).detach(),
      vjp: () => [ones([3])],
    };
    const x = leaf(1, 2);
    const error = refusal(() => run(wrong, [x], null).sum().backward());
    expect(error.code).toBe('SHAPE');
    expect(error.message).toContain(
      'Function WrongBackward0 returned an invalid gradient at index 0 - got [3] but expected shape compatible with [2]',
    );
  });

  it('happens where an operation gives back its operand, which would be a leaf no longer', () => {
    const same: Op<null> = {
      name: 'same',
      gradName: 'SameBackward0',
      saves: 'none',
      forward: ([x]) => x as Tensor,
      vjp: ({ dy }) => [dy],
    };
    const x = leaf(1);
    expect(refusal(() => run(same, [x], null)).code).toBe('AUTOGRAD');
    expect(x.isLeaf).toBe(true);
  });

  it('happens where an operation does not save what its derivative reads', () => {
    const forgetful: Op<null> = {
      name: 'forgetful',
      gradName: 'ForgetfulBackward0',
      saves: 'none',
      forward: ([x]) => (x as Tensor).detach(),
      vjp: ({ a }) => [a],
    };
    expect(refusal(() => run(forgetful, [leaf(1)], null).backward()).code).toBe('AUTOGRAD');
  });
});

describe('large graphs', () => {
  it('may be 100,000 operations deep', () => {
    const x = leaf(1);
    let y: Tensor = x;
    for (let i = 0; i < 100_000; i++) y = y.neg();
    y.backward();
    expect(valuesOf(x.grad)).toEqual([1]);
  }, 30_000);

  it('may use a tensor 20,000 times', () => {
    const x = leaf(1);
    const y = x.mul(1);
    let sum: Tensor = zeros([1]);
    for (let i = 0; i < 20_000; i++) sum = sum.add(y);
    sum.backward();
    expect(valuesOf(x.grad)).toEqual([20_000]);
  }, 30_000);

  it('may have 20,000 leaves', () => {
    const leaves = Array.from({ length: 20_000 }, () => leaf(1));
    let sum: Tensor = zeros([1]);
    for (const x of leaves) sum = sum.add(x);
    sum.backward();
    expect(leaves.every((x) => x.grad!.itemSync() === 1)).toBe(true);
    expect(new Set(leaves.map((x) => x.grad!.storage)).size).toBe(20_000);
  }, 30_000);

  it('may be 20,000 views deep and written to at the bottom', () => {
    const x = leaf(1);
    const y = x.mul(1);
    let view: Tensor = y;
    for (let i = 0; i < 20_000; i++) view = view.view([1]);
    y.mul_(3);
    view.sum().backward();
    expect(valuesOf(x.grad)).toEqual([3]);
  }, 30_000);
});

describe('a backend that cannot be read at once', () => {
  it('runs the whole pass without waiting', async () => {
    const remote = mockBackend(cpu());
    const unregister = registerBackend(remote);
    const x = tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { device: 'mock', requiresGrad: true },
    );
    const y = x.mul(x);
    y.at(0).tanh_();
    y.add(y.t()).add(y).sum().backward();
    x.mul(2).sum().backward();
    expect(x.grad!.device).toBe('mock');
    const grad = await x.grad!.toArray<number[][]>();
    expect(grad[1]).toEqual([20, 26]);
    expect(grad[0]![0]).toBeCloseTo(2 + 6 * (1 - Math.tanh(1) ** 2), 5);
    const misplaced = refusal(() => x.mul(2).backward(ones([2, 2])));
    expect(misplaced.code).toBe('DEVICE');
    unregister();
  });
});

describe('grad', () => {
  it('takes only what a gradient of the tensor can be', () => {
    const x = leaf(1, 2);
    expect(refusal(() => (x.grad = ones([3]))).message).toContain('assigned grad has data of a different size');
    expect(refusal(() => (x.grad = ones([2], { dtype: 'float64' }))).code).toBe('DTYPE');
    expect(refusal(() => (x.grad = x)).message).toContain("can't assign Variable as its own grad");
    expect(x.grad).toBeNull();
    x.grad = onesLike(x);
    x.sum().backward();
    expect(valuesOf(x.grad)).toEqual([2, 2]);
  });

  it('may be an expanded tensor that somebody has assigned', () => {
    const x = leaf(1, 2);
    const one = ones([1]);
    x.grad = one.expand([2]);
    x.sum().backward();
    expect(valuesOf(x.grad)).toEqual([2, 2]);
    expect(valuesOf(one)).toEqual([1]);
  });
});
