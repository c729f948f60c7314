import { add, defineElementwise, type Op, run, tensor, type Tensor, type Unary } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { defineFunction } from './function.js';
import { gradcheck, gradgradcheck } from './gradcheck.js';
import { leaf, leaf64, refusal, valuesOf } from './test-support.js';

/** x³ with a derivative of one's own. */
const cube = (vjp: (dy: Tensor, x: Tensor) => Tensor | null): Unary =>
  defineElementwise({ name: 'cube', expression: (x) => x.mul(x).mul(x), vjp: ({ dy, a }) => [vjp(dy, a)] });
const right = cube((dy, x) => dy.mul(x.square().mul(3)));

describe('gradcheck', () => {
  it('passes what is right, of several inputs and outputs, on views too', () => {
    const x = leaf64(0.5, -1, 2);
    const matrix = tensor(Float64Array.of(1, 2, 3, 4), { shape: [2, 2], requiresGrad: true });
    expect(gradcheck((a) => right(a), [x])).toBe(true);
    expect(gradcheck((a, b) => [a.mul(b), add(a, b).tanh()], [leaf64(1, 2), leaf64(3, 4)])).toBe(true);
    expect(gradcheck((a) => right(a.t()), [matrix])).toBe(true);
    expect(gradcheck((a) => right(a), [matrix.mul(1).t()])).toBe(true);
  });

  it('catches a wrong factor, a wrong sign, one wrong element, a missing gradient', () => {
    const wrong: Record<string, (dy: Tensor, x: Tensor) => Tensor | null> = {
      factor: (dy, x) => dy.mul(x.square().mul(3.01)),
      sign: (dy, x) => dy.mul(x.square().mul(-3)),
      'one element': (dy, x) => dy.mul(x.square().mul(tensor(Float64Array.of(3, 3, 3.1)))),
      none: () => null,
    };
    for (const [what, vjp] of Object.entries(wrong)) {
      const error = refusal(() => gradcheck((x) => cube(vjp)(x), [leaf64(0.5, -1, 2)]));
      expect(error.code, what).toBe('GRAD');
      expect(error.message, what).toContain('Jacobian mismatch for output 0 with respect to input 0');
    }
    const error = refusal(() => gradcheck((x) => cube(wrong['one element']!)(x), [leaf64(0.5, -1, 2)]));
    expect(error.details).toMatchObject({ output: 0, input: 0, row: 2, column: 2 });
  });

  it('catches gradients that go to the wrong operand, or are not summed over what was repeated', () => {
    const swapped = defineFunction({
      forward: (_ctx, a: Tensor, b: Tensor) => a.mul(2).add(b),
      backward: (_ctx, dy) => [dy, dy.mul(2)],
    });
    expect(refusal(() => gradcheck((a, b) => swapped(a, b), [leaf64(1, 2), leaf64(3, 4)])).details).toMatchObject({
      input: 0,
    });
    const first: Op<null> = {
      name: 'repeat',
      gradName: 'RepeatBackward0',
      saves: 'none',
      forward: ([x]) => (x as Tensor).detach().expand([3, 2]).clone(),
      vjp: ({ dy }) => [dy.at(0)],
    };
    expect(refusal(() => gradcheck((a) => run(first, [a], null), [leaf64(1, 2)])).code).toBe('GRAD');
  });

  it('catches an output that depends on an input without saying so', () => {
    expect(refusal(() => gradcheck((x) => [x.mul(2), x.detach().mul(3)], [leaf64(1, 2)])).details).toMatchObject({
      output: 1,
    });
  });

  it('catches a derivative that differs from run to run', () => {
    let runs = 0;
    const error = refusal(() =>
      gradcheck((x) => cube((dy, a) => dy.mul(a.square().mul(3 + 1e-9 * runs++)))(x), [leaf64(1, 2)]),
    );
    expect(error.message).toContain('Backward is not reentrant');
    expect(
      gradcheck((x) => cube((dy, a) => dy.mul(a.square().mul(3 + 1e-9 * runs++)))(x), [leaf64(1, 2)], {
        nondetTol: 1e-6,
      }),
    ).toBe(true);
  });

  it('leaves the inputs as they were, also where it fails', () => {
    const x = leaf64(0.1, 0.7);
    gradcheck((a) => right(a), [x]);
    refusal(() => gradcheck((a) => cube(() => null)(a), [x]));
    expect(valuesOf(x)).toEqual([0.1, 0.7]);
    expect(x.grad).toBeNull();
  });

  it('passes over what is not floating, inputs that want nothing, and tensors without elements', () => {
    expect(gradcheck((x, k) => [x.mul(k), x.argmax()], [leaf64(1, 2), tensor([2n, 3n])])).toBe(true);
    expect(gradcheck((x) => x.mul(2), [leaf64()])).toBe(true);
  });

  it('wants float64, and something to differentiate', () => {
    expect(refusal(() => gradcheck((x) => x.mul(2), [leaf(1)])).code).toBe('DTYPE');
    expect(refusal(() => gradcheck((x) => x.mul(2), [tensor([1])])).code).toBe('GRAD');
    expect(
      refusal(() => gradcheck((x) => x.mul(2), [tensor(Float64Array.of(1), { requiresGrad: true }).expand([3])])).code,
    ).toBe('IN_PLACE');
  });
});

describe('gradgradcheck', () => {
  it('passes what is right', () => {
    expect(gradgradcheck((x) => right(x), [leaf64(0.5, -1, 2)])).toBe(true);
    expect(gradgradcheck((a, b) => a.mul(b).tanh(), [leaf64(0.5, -1), leaf64(1, 2)])).toBe(true);
    expect(gradgradcheck((x) => x.mul(2), [leaf64(0.5, -1)])).toBe(true);
  });

  it('catches a derivative whose value is right but that cannot be differentiated', () => {
    const hidden: Record<string, (dy: Tensor, x: Tensor) => Tensor> = {
      'saved value detached': (dy, x) => dy.mul(x.detach().square().mul(3)),
      'gradient detached': (dy, x) => dy.detach().mul(x.square().mul(3)),
      'everything detached': (dy, x) => dy.mul(x.square().mul(3)).detach(),
    };
    for (const [what, vjp] of Object.entries(hidden)) {
      expect(gradcheck((x) => cube(vjp)(x), [leaf64(0.5, -1)])).toBe(true);
      expect(refusal(() => gradgradcheck((x) => cube(vjp)(x), [leaf64(0.5, -1)])).code, what).toBe('GRAD');
    }
  });
});
