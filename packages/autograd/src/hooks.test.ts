import { ones, type Tensor } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { grad } from './grad.js';
import { isGradEnabled, noGrad } from './mode.js';
import { leaf, refusal, valuesOf } from './test-support.js';

describe('registerHook', () => {
  it('replaces the gradient of a leaf, hook after hook, until it is removed', () => {
    const x = leaf(1, 2);
    const seen: number[] = [];
    const first = x.registerHook((gradient) => {
      seen.push(1);
      return gradient.mul(2);
    });
    x.registerHook((gradient) => {
      seen.push(2);
      return gradient.add(1);
    });
    x.mul(2).sum().backward();
    first.remove();
    first.remove();
    x.mul(2).sum().backward();
    expect(seen).toEqual([1, 2, 2]);
    expect(valuesOf(x.grad)).toEqual([8, 8]);
  });

  it('replaces the gradient of a result, for whatever lies behind it', () => {
    const x = leaf(1, 2);
    const y = x.mul(2);
    y.registerHook((gradient) => gradient.mul(10));
    y.add(y).sum().backward();
    expect(valuesOf(x.grad)).toEqual([40, 40]);
  });

  it('sees the complete gradient, once a pass', () => {
    const x = leaf(1, 2);
    const y = x.mul(3);
    const seen: (number[] | null)[] = [];
    y.registerHook((gradient) => void seen.push(valuesOf(gradient)));
    x.registerHook((gradient) => void seen.push(valuesOf(gradient)));
    y.mul(y).add(y).sum().backward();
    expect(seen).toEqual([
      [7, 13],
      [21, 39],
    ]);
  });

  it('changes what grad gives, for leaves and results', () => {
    const x = leaf(1, 2);
    const y = x.mul(2);
    x.registerHook((gradient) => gradient.mul(3));
    y.registerHook((gradient) => gradient.mul(10));
    expect(grad([y.sum()], [y, x]).map(valuesOf)).toEqual([
      [10, 10],
      [60, 60],
    ]);
  });

  it('stays with the value from before a write in place', () => {
    const x = leaf(1, 2);
    const y = x.mul(2);
    const seen: (number[] | null)[] = [];
    y.registerHook((gradient) => void seen.push(valuesOf(gradient)));
    y.mul_(3);
    y.sum().backward();
    expect(seen).toEqual([[3, 3]]);
  });

  it('may keep what it sees and return what it keeps', () => {
    const x = leaf(1, 2);
    let seen: Tensor | null = null;
    const mine = ones([2]);
    x.mul(2).registerHook(() => undefined);
    x.registerHook((gradient) => {
      seen = gradient;
      return mine;
    });
    x.mul(2).sum().backward();
    noGrad(() => x.grad!.mul_(100));
    expect(valuesOf(seen)).toEqual([2, 2]);
    expect(valuesOf(mine)).toEqual([1, 1]);
  });

  it('runs recorded where the graph is created, and outside the tape else', () => {
    const x = leaf(2);
    const modes: boolean[] = [];
    x.registerHook((gradient) => {
      modes.push(isGradEnabled());
      return gradient.mul(x);
    });
    const [first] = grad([x.mul(x)], [x], { createGraph: true });
    expect(valuesOf(first)).toEqual([8]);
    expect(modes).toEqual([true]);
    x.mul(x).sum().backward();
    expect(modes).toEqual([true, false]);
  });

  it('refuses tensors that want no gradient, and replacements that do not fit', () => {
    expect(refusal(() => ones([1]).registerHook(() => undefined)).message).toContain(
      "cannot register a hook on a tensor that doesn't require gradient",
    );
    const cases = [
      [(gradient: Tensor) => gradient.at(0), 'SHAPE', 'has changed the size of value'],
      [
        (gradient: Tensor) => gradient.to('float64'),
        'DTYPE',
        'has changed the type of value (was FloatTensor got DoubleTensor)',
      ],
      [() => 3 as unknown as Tensor, 'GRAD', 'expected a Tensor, but hook returned number'],
    ] as const;
    for (const [replace, code, message] of cases) {
      const x = leaf(1, 2);
      x.registerHook((gradient) => replace(gradient));
      const error = refusal(() => x.mul(2).sum().backward());
      expect(error.code).toBe(code);
      expect(error.message).toContain(message);
      expect(x.grad).toBeNull();
    }
  });

  it('may fail, and leaves the graph clean', () => {
    const [x, w] = [leaf(1, 2), leaf(3, 4)];
    const y = x.mul(2);
    const handle = y.registerHook(() => {
      throw new Error('mine');
    });
    const loss = y.add(w).sum();
    expect(() => loss.backward(null, { retainGraph: true })).toThrow('mine');
    expect([x.grad, w.grad]).toEqual([null, null]);
    handle.remove();
    loss.backward();
    expect([valuesOf(x.grad), valuesOf(w.grad)]).toEqual([
      [2, 2],
      [1, 1],
    ]);
  });

  it('may run a backward of its own through the same graph', () => {
    const x = leaf(1, 2);
    const y = x.add(1);
    const z = y.add(y);
    const side = y.mul(3).sum();
    z.registerHook(() => side.backward(null, { retainGraph: true }));
    // y has gathered one gradient already when the hook comes by.
    z.sum().add(y.mul(5).sum()).backward();
    expect(valuesOf(x.grad)).toEqual([10, 10]);
  });
});

describe('retainGrad', () => {
  it('fills the grad of results, adding from pass to pass', () => {
    const x = leaf(1, 2);
    const y = x.mul(x);
    y.retainGrad();
    const z = y.mul(3).sum();
    z.backward(null, { retainGraph: true });
    const first = y.grad;
    z.backward();
    expect(valuesOf(y.grad)).toEqual([6, 6]);
    expect(y.grad).toBe(first);
    expect(valuesOf(x.grad)).toEqual([12, 24]);
  });

  it('takes the gradient after all hooks, with memory of its own', () => {
    const x = leaf(1, 2);
    const y = x.mul(2);
    y.retainGrad();
    y.registerHook((gradient) => gradient.mul(10));
    y.sum().backward();
    expect(valuesOf(y.grad)).toEqual([10, 10]);
    expect(y.grad!.storage).not.toBe(x.grad!.storage);
  });

  it('keeps the gradient of a view’s own use after a write', () => {
    const x = leaf(1, 2);
    const y = x.mul(2);
    const view = y.at(0);
    view.mul_(3);
    view.retainGrad();
    y.sum().backward();
    expect(view.grad).toBeNull();
  });

  it('follows the tensor through writes in place, to it, its base or a view of it', () => {
    const follow = (write: (y: Tensor, view: Tensor) => unknown): (number[] | null)[] => {
      const x = leaf(1, 2);
      const y = x.mul(2);
      const view = y.at(0);
      y.retainGrad();
      view.retainGrad();
      write(y, view);
      view.mul(5).add(y.sum()).backward();
      return [y, view, x].map((one) => valuesOf(one.grad));
    };
    expect(follow((y) => y.mul_(3))).toEqual([[6, 1], [5], [36, 6]]);
    expect(follow((_, view) => view.mul_(3))).toEqual([[6, 1], [5], [36, 2]]);
    expect(follow((y) => y.at(1).mul_(3))).toEqual([[6, 1], [5], [12, 6]]);
  });

  it('does nothing for leaves, and refuses what wants no gradient', () => {
    const x = leaf(1, 2);
    x.retainGrad();
    x.sum().backward();
    expect(valuesOf(x.grad)).toEqual([1, 1]);
    expect(refusal(() => ones([1]).retainGrad()).message).toContain(
      "can't retain_grad on Tensor that has requires_grad=False",
    );
  });

  it('leaves grad as before where the pass fails', () => {
    const x = leaf(1, 2);
    const y = x.mul(x);
    y.retainGrad();
    const z = y.mul(3).sum();
    noGrad(() => x.add_(1));
    expect(refusal(() => z.backward()).code).toBe('VERSION');
    expect(y.grad).toBeNull();
  });
});

describe('registerPostAccumulateGradHook', () => {
  it('sees the leaf when its grad is there', () => {
    const x = leaf(1, 2);
    const seen: (number[] | null)[] = [];
    const handle = x.registerPostAccumulateGradHook((param) => {
      seen.push(valuesOf(param.grad));
      param.grad = null;
    });
    x.mul(2).sum().backward();
    expect(x.grad).toBeNull();
    handle.remove();
    x.mul(2).sum().backward();
    expect(seen).toEqual([[2, 2]]);
    expect(valuesOf(x.grad)).toEqual([2, 2]);
  });

  it('is for leaves', () => {
    expect(
      refusal(() =>
        leaf(1)
          .mul(2)
          .registerPostAccumulateGradHook(() => {}),
      ).message,
    ).toContain('post accumulate grad hooks cannot be registered on non-leaf tensors');
    expect(refusal(() => ones([1]).registerPostAccumulateGradHook(() => {})).code).toBe('GRAD');
  });
});
