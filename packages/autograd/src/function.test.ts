import { ones, tensor, type Tensor, zeros } from '@nn/tensor';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineFunction, Function } from './function.js';
import type { FunctionContext } from './function-context.js';
import { grad } from './grad.js';
import { gradcheck, gradgradcheck } from './gradcheck.js';
import { isGradEnabled, noGrad } from './mode.js';
import { leaf, leaf64, refusal, valuesOf } from './test-support.js';

const exp = defineFunction({
  name: 'Exp',
  forward(ctx, x: Tensor) {
    const y = x.exp();
    ctx.saveForBackward(y);
    return y;
  },
  backward: (ctx, dy) => dy.mul(ctx.savedTensors[0]!),
});

/** A function of one tensor and a number whose derivative is what `backward` says. */
function withBackward(
  backward: (ctx: FunctionContext, ...gradients: Tensor[]) => unknown,
): (x: Tensor, k?: number) => Tensor {
  return defineFunction({
    name: 'Odd',
    forward: (_ctx, x: Tensor, k: number = 3): Tensor => x.mul(k),
    backward: (ctx, ...gradients) => backward(ctx, ...gradients) as Tensor,
  });
}

describe('defineFunction', () => {
  it('gives a value the derivative that it says', () => {
    const x = leaf(0, 1);
    const y = exp(x);
    expect(String(y)).toBe('tensor([1.0000, 2.7183], gradFn=<ExpBackward>)');
    y.sum().backward();
    expect(valuesOf(x.grad)).toEqual(valuesOf(y));
  });

  it('is differentiated again through what it has saved', () => {
    expect(gradcheck((x) => exp(x), [leaf64(0.5, -1)])).toBe(true);
    expect(gradgradcheck((x) => exp(x.mul(x)), [leaf64(0.5, -1)])).toBe(true);
  });

  it('is written as a class as well', () => {
    class Cube extends Function {
      static forward(ctx: FunctionContext<{ power: number }>, x: Tensor, power: number): Tensor {
        expect(isGradEnabled()).toBe(false);
        ctx.saveForBackward(x);
        ctx.attributes.power = power;
        return x.pow(power);
      }
      static backward(ctx: FunctionContext<{ power: number }>, dy: Tensor): [Tensor, null] {
        const { power } = ctx.attributes;
        return [dy.mul(ctx.savedTensors[0]!.pow(power - 1)).mul(power), null];
      }
    }
    const x = leaf(1, 2);
    const y = Cube.apply(x, 3);
    expectTypeOf(y).toEqualTypeOf<Tensor>();
    expect(y.gradFn?.name).toBe('CubeBackward');
    y.sum().backward();
    expect(valuesOf(x.grad)).toEqual([3, 12]);
    expect(gradgradcheck((a) => defineFunction(Cube)(a, 4), [leaf64(0.5, -1)])).toBe(true);
  });

  it('has several outputs, whose gradients arrive together, zeros for those that nobody has used', () => {
    const needs: (readonly boolean[])[] = [];
    const both = defineFunction({
      forward(ctx, x: Tensor, y: Tensor) {
        needs.push(ctx.needsInputGrad);
        ctx.saveForBackward(x, y);
        return [x.add(y), x.mul(y)] as const;
      },
      backward(ctx, ds, dp) {
        const [x, y] = ctx.savedTensors;
        return [ds.add(dp.mul(y!)), ds.add(dp.mul(x!))];
      },
    });
    const [x, y] = [leaf64(1, 2), leaf64(3, 4)];
    const [sum, product] = both(x, y);
    expectTypeOf(both).returns.toEqualTypeOf<readonly [Tensor, Tensor]>();
    sum.mul(product).sum().backward(null, { retainGraph: true });
    expect([valuesOf(x.grad), valuesOf(y.grad)]).toEqual([
      [15, 32],
      [7, 20],
    ]);
    expect(valuesOf(grad([product.sum()], [x], { retainGraph: true })[0])).toEqual([3, 4]);
    expect(valuesOf(grad([sum.sum()], [y])[0])).toEqual([1, 1]);
    both(ones([2]), leaf(1, 1));
    expect(needs).toEqual([
      [true, true],
      [false, true],
    ]);
    expect(gradcheck((a, b) => both(a, b), [x, y])).toBe(true);
    expect(gradgradcheck((a, b) => both(a, b), [x, y])).toBe(true);
  });

  it('says which outputs have no gradient', () => {
    const sorted = defineFunction({
      forward(ctx, x: Tensor) {
        const top = x.argmax();
        const scaled = x.mul(0);
        ctx.markNonDifferentiable(scaled);
        return [x.mul(2), top, scaled];
      },
      backward: (_ctx, dy) => dy.mul(2),
    });
    const x = leaf(1, 2);
    const [y, index, scaled] = sorted(x);
    expect([y!.requiresGrad, index!.requiresGrad, scaled!.requiresGrad]).toEqual([true, false, false]);
    y!.sum().backward();
    expect(valuesOf(x.grad)).toEqual([2, 2]);
  });

  it('records nothing where nothing is wanted', () => {
    const y = exp(ones([2]));
    expect(y.requiresGrad).toBe(false);
    expect(noGrad(() => exp(leaf(1))).requiresGrad).toBe(false);
  });

  it('may return its input, which can then be read but not written to', () => {
    const reverse = defineFunction({
      name: 'Reverse',
      forward: (_ctx, x: Tensor) => x,
      backward: (_ctx, dy) => dy.neg(),
    });
    const x = leaf(1, 2);
    const y = reverse(x);
    expect(y).not.toBe(x);
    expect(y.storage).toBe(x.storage);
    y.mul(3).sum().backward();
    expect(valuesOf(x.grad)).toEqual([-3, -3]);
    const inner = leaf(1, 2).mul(1);
    const seen = reverse(inner);
    const error = refusal(() => seen.add_(1));
    expect(error.code).toBe('IN_PLACE');
    expect(error.message).toContain('Output 0 of ReverseBackward is a view and is being modified inplace.');
    expect(inner.version).toBe(0);
    inner.add_(1);
    expect(refusal(() => seen.mul(2)).message).toContain(
      'Output 0 of ReverseBackward is a view and its base or another view of its base has been modified inplace.',
    );
  });

  it('gives a result that may be written to, also where it was made as a view', () => {
    const turned = defineFunction({
      forward: (_ctx, x: Tensor) => x.mul(2).t(),
      backward: (_ctx, dy) => dy.t().mul(2),
    });
    const x = tensor([[1, 2]], { requiresGrad: true });
    const y = turned(x);
    y.mul_(3);
    y.sum().backward();
    expect(x.grad!.toArraySync()).toEqual([[6, 6]]);
  });

  it('lets gradients be broadcast and of another dtype, as operations may', () => {
    const x = leaf(1, 2);
    withBackward(() => [ones([5, 2], { dtype: 'float64' }), null])(x)
      .sum()
      .backward();
    expect(valuesOf(x.grad)).toEqual([5, 5]);
    expect(x.grad!.dtype).toBe('float32');
  });

  it('may give gradients that it keeps, of which each leaf gets its own', () => {
    const kept = ones([2]);
    const x = leaf(1, 2);
    withBackward(() => [kept, null])(x)
      .sum()
      .backward();
    noGrad(() => x.grad!.mul_(9));
    expect(valuesOf(kept)).toEqual([1, 1]);
  });

  it('refuses a wrong number of gradients, but for nulls too many', () => {
    const one = refusal(() =>
      withBackward((_ctx, dy) => dy)(leaf(1, 2), 3)
        .sum()
        .backward(),
    );
    expect(one.code).toBe('GRAD');
    expect(one.message).toContain('function OddBackward returned an incorrect number of gradients (expected 2, got 1)');
    const x = leaf(1, 2);
    withBackward((_ctx, dy) => [dy, null, null])(x, 3)
      .sum()
      .backward();
    expect(valuesOf(x.grad)).toEqual([1, 1]);
  });

  it('refuses gradients of what is no tensor, of other shapes, and what is no gradient', () => {
    const messages = [
      [
        (_ctx: FunctionContext, dy: Tensor) => [dy, dy],
        'GRAD',
        'function OddBackward returned a gradient different than null at position 2, but the corresponding forward input was not a Tensor',
      ],
      [
        () => [ones([3]), null],
        'SHAPE',
        'Function OddBackward returned an invalid gradient at index 0 - got [3] but expected shape compatible with [2]',
      ],
      [() => [3, null], 'GRAD', 'expected a Tensor or null (got number)'],
    ] as const;
    for (const [backward, code, message] of messages) {
      const x = leaf(1, 2);
      const error = refusal(() =>
        withBackward((ctx, ...gradients) => backward(ctx, gradients[0]!))(x, 3)
          .sum()
          .backward(),
      );
      expect(error.code).toBe(code);
      expect(error.message).toContain(message);
      expect(x.grad).toBeNull();
    }
    expect(refusal(() => defineFunction({ forward: () => 3 as unknown as Tensor, backward: () => null })()).code).toBe(
      'GRAD',
    );
  });

  it('refuses what was saved and written to since, and what a first backward has freed', () => {
    const y = exp(leaf(1, 2));
    y.mul_(2);
    const error = refusal(() => y.sum().backward());
    expect(error.code).toBe('VERSION');
    expect(error.details['node']).toBe('ExpBackward');
    const loss = exp(leaf(1, 2)).sum();
    loss.backward();
    expect(refusal(() => loss.backward()).message).toContain('a second time');
  });

  it('takes no gradient from an output that is used by nobody who wants one', () => {
    const x = leaf(1, 2);
    exp(x);
    x.mul(2)
      .add(zeros([2]))
      .sum()
      .backward();
    expect(valuesOf(x.grad)).toEqual([2, 2]);
  });
});
