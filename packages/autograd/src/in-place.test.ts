import { tensor, zeros } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { grad } from './grad.js';
import { enableGrad, noGrad } from './mode.js';
import { leaf, refusal, valuesOf } from './test-support.js';

describe('writing in place', () => {
  it('puts the tensor behind the node of what was written', () => {
    const x = leaf(1, 2);
    const y = x.mul(2);
    y.mul_(y);
    expect(y.gradFn?.name).toBe('MulBackward0');
    y.sum().backward();
    expect(valuesOf(x.grad)).toEqual([8, 16]);
  });

  it('to a view changes what the view is of, under the names that PyTorch prints', () => {
    const x = leaf(1, 2);
    const y = x.mul(2);
    const view = y.at(0);
    view.add_(1);
    expect(String(view)).toBe('tensor(3., gradFn=<AsStridedBackward0>)');
    expect(String(y)).toBe('tensor([3., 4.], gradFn=<CopySlices>)');
  });

  it('is seen by views that were made before, through chains of views', () => {
    const x = leaf(1, 2, 3, 4);
    const y = x.mul(2).view([2, 2]);
    const row = y.at(0);
    const element = row.at(1);
    const sibling = row.at(0);
    element.mul_(5);
    row.add_(1);
    y.slice(0, 1, { dim: 1 }).mul_(3);
    expect(y.toArraySync()).toEqual([
      [9, 21],
      [18, 8],
    ]);
    expect(valuesOf(grad([y.mul(y).sum()], [x], { retainGraph: true })[0])).toEqual([108, 420, 216, 32]);
    expect(valuesOf(grad([sibling.mul(sibling)], [x], { retainGraph: true })[0])).toEqual([108, 0, 0, 0]);
    expect(valuesOf(grad([element], [x], { retainGraph: true })[0])).toEqual([0, 10, 0, 0]);
    expect(valuesOf(grad([y.sum()], [x])[0])).toEqual([6, 10, 6, 2]);
  });

  it('may be repeated on overlapping regions', () => {
    const x = leaf(1, 2, 3);
    const y = x.mul(1);
    for (let i = 0; i < 3; i++) {
      y.slice(i).mul_(i + 2);
      y.slice(0, 2).add_(y.slice(1).clone());
    }
    expect(valuesOf(y)).toEqual([84, 120, 72]);
    y.mul(tensor([1, 10, 100]))
      .sum()
      .backward();
    expect(valuesOf(x.grad)).toEqual([2, 74, 2778]);
  });

  it('brings gradients into memory that wanted none', () => {
    const x = leaf(3, 4);
    const buffer = zeros([3]);
    const before = buffer.at(1);
    buffer.at(0).copy_(x.at(0));
    before.copy_(x.at(1));
    expect(buffer.requiresGrad).toBe(true);
    buffer.mul(buffer).sum().backward();
    expect(valuesOf(x.grad)).toEqual([6, 8]);
  });

  it('takes no gradient for what was overwritten', () => {
    const x = leaf(1, 2);
    const y = x.mul(2);
    y.at(0).fill_(5);
    y.sum().backward();
    expect(valuesOf(x.grad)).toEqual([0, 2]);
  });

  it('works on a detached tensor without the tensor that it was detached from', () => {
    const x = leaf(1, 2);
    const y = x.mul(2);
    const apart = y.detach();
    apart.mul_(leaf(3, 4));
    expect(y.gradFn?.name).toBe('MulBackward0');
    expect(valuesOf(y)).toEqual([6, 16]);
    y.sum().backward();
    expect(valuesOf(x.grad)).toEqual([2, 2]);
  });

  it('inside noGrad leaves the graph as it is', () => {
    const x = leaf(1, 2);
    const y = x.mul(2);
    const view = y.at(0);
    noGrad(() => view.add_(1));
    expect(y.gradFn?.name).toBe('MulBackward0');
    expect(view.gradFn?.name).toBe('SelectBackward0');
    y.sum().backward();
    expect(valuesOf(x.grad)).toEqual([2, 2]);
  });

  it('lets a node that is made when an old view is next used come before the operation that uses it', () => {
    const x = leaf(1, 2);
    const y = x.mul(2);
    const view = y.view([2]);
    y.mul_(3);
    y.mul(view).sum().backward();
    expect(valuesOf(x.grad)).toEqual([72, 144]);
  });
});

describe('a write in place is refused', () => {
  const refused = (fn: () => unknown): string => {
    const error = refusal(fn);
    expect(error.code).toBe('IN_PLACE');
    return error.message;
  };

  it('for leaves that want a gradient, and views of them', () => {
    const x = leaf(1, 2);
    expect(refused(() => x.add_(1))).toContain(
      'a leaf Variable that requires grad is being used in an in-place operation.',
    );
    expect(refused(() => x.at(0).add_(1))).toContain(
      'a view of a leaf Variable that requires grad is being used in an in-place operation.',
    );
    const part = zeros([3]).slice(0, 2).requiresGrad_();
    expect(refused(() => part.add_(1))).toContain('a view of a leaf');
    expect(refused(() => part.at(0).add_(1))).toContain('a view of a leaf');
    expect([x.version, part.version]).toEqual([0, 0]);
    noGrad(() => x.add_(1));
    x.data.add_(1);
    expect(valuesOf(x)).toEqual([3, 4]);
  });

  it('for views that noGrad has hidden from the graph', () => {
    const hidden = 'A view was created in no_grad mode and is being modified inplace with grad mode enabled.';
    const x = leaf(1, 2);
    const y = x.mul(2);
    const plain = zeros([2, 2]);
    const [ofLeaf, ofResult, ofPlain] = noGrad(() => [x.at(0), y.at(0), plain.at(0)] as const);
    expect(refused(() => ofLeaf.add_(1))).toContain(hidden);
    expect(refused(() => ofResult.add_(1))).toContain(hidden);
    expect(refused(() => ofPlain.at(1).copy_(x.at(0)))).toContain(hidden);
    expect([x.version, y.version, plain.version]).toEqual([0, 0, 0]);
    ofPlain.add_(1);
    expect(plain.toArraySync()).toEqual([
      [1, 1],
      [0, 0],
    ]);
    y.mul_(3);
    expect(ofResult.requiresGrad).toBe(false);
  });

  it('where a neighbour in memory is needed as it was', () => {
    const x = leaf(1, 2);
    const y = x.mul(2);
    const [a, b] = [y.at(0), y.at(1)];
    a.mul_(b);
    expect(refusal(() => y.sum().backward()).code).toBe('VERSION');
  });
});

describe('detach_', () => {
  it('makes a leaf of a result, not of the views that were made before', () => {
    const x = leaf(1, 2);
    const y = x.mul(2);
    const view = y.at(0);
    y.detach_();
    expect([y.requiresGrad, y.isLeaf, view.requiresGrad]).toEqual([false, true, true]);
    view.backward();
    expect(valuesOf(x.grad)).toEqual([2, 0]);
    expect(refusal(() => x.mul(2).at(0).detach_()).message).toContain(
      "Can't detach views in-place. Use detach() instead.",
    );
    expect(x.detach_().requiresGrad).toBe(false);
  });
});

describe('requiresGrad', () => {
  it('is given up by leaves only', () => {
    const y = leaf(1).mul(2);
    expect(refusal(() => (y.requiresGrad = false)).message).toContain(
      'you can only change requires_grad flags of leaf variables.',
    );
    expect(refusal(() => tensor([1n]).requiresGrad_()).message).toContain(
      'Only Tensors of floating point and complex dtype can require gradients',
    );
  });

  it('follows the modes as they are nested', () => {
    const x = leaf(1);
    const [inner, outer] = noGrad(() => [enableGrad(() => x.mul(2)), x.mul(2)] as const);
    expect([inner.requiresGrad, outer.requiresGrad]).toEqual([true, false]);
  });
});
