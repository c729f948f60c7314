import { stack, tensor, type Tensor, zeros } from '@nn/tensor';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { grad } from '../grad.js';
import { noGrad } from '../mode.js';
import { leaf, refusal, valuesOf } from '../test-support.js';
import { hessian } from './hessian.js';
import { jacobian } from './jacobian.js';
import { jvp } from './jvp.js';
import { vjp } from './vjp.js';

const f = (x: Tensor): Tensor => stack([x.at(0).mul(x.at(1)), x.at(0).square(), x.at(1).exp()]);
const g = (x: Tensor): Tensor => x.at(0).mul(x.at(1).square());
const x = tensor([2, 3]);
const rounded = (y: Tensor): number[] => valuesOf(y)!.map((value) => Math.round(value * 1e4) / 1e4);

describe('jacobian', () => {
  it('has a row for each element of the output', () => {
    const j = jacobian(f, x);
    expectTypeOf(j).toEqualTypeOf<Tensor>();
    expect(j.shape).toEqual([3, 2]);
    expect(rounded(j)).toEqual([3, 2, 4, 0, 0, 20.0855]);
    expect(j.requiresGrad).toBe(false);
    expect(x.requiresGrad).toBe(false);
  });

  it('has one result for each of several inputs, zeros where there is no way', () => {
    const [a, b] = jacobian((p: Tensor) => p.mul(2), [tensor([1, 2]), tensor([3])]);
    expect(a!.toArraySync()).toEqual([
      [2, 0],
      [0, 2],
    ]);
    expect(b!.toArraySync()).toEqual([[0], [0]]);
    expect(jacobian(() => zeros([3]), x).toArraySync()).toEqual(zeros([3, 2]).toArraySync());
    expect(jacobian((y) => y.slice(0, 0), x).shape).toEqual([0, 2]);
  });

  it('keeps its graph where that is wanted, also inside noGrad', () => {
    const w = leaf(2, 3);
    const j = noGrad(() => jacobian((y) => y.mul(y).mul(y), w, { createGraph: true }));
    expect(valuesOf(grad([j.sum()], [w])[0])).toEqual([12, 18]);
  });
});

describe('hessian', () => {
  it('holds the second derivatives', () => {
    const h = hessian(g, x);
    expect(h.toArraySync()).toEqual([
      [0, 6],
      [6, 4],
    ]);
  });

  it('has a block for each pair of inputs', () => {
    const blocks = hessian((a: Tensor, b: Tensor) => a.mul(b).sum(), [tensor([1, 2]), tensor([3, 4])]);
    expectTypeOf(blocks).toEqualTypeOf<Tensor[][]>();
    expect(blocks.map((row) => row.map((block) => block.toArraySync()))).toEqual([
      [
        [
          [0, 0],
          [0, 0],
        ],
        [
          [1, 0],
          [0, 1],
        ],
      ],
      [
        [
          [1, 0],
          [0, 1],
        ],
        [
          [0, 0],
          [0, 0],
        ],
      ],
    ]);
  });

  it('refuses functions of more than one value', () => {
    expect(refusal(() => hessian(f, x)).message).toContain(
      'The Tensor returned by the function given to hessian should contain a single element',
    );
  });
});

describe('vjp and jvp', () => {
  it('multiply with the Jacobian from either side', () => {
    const back = vjp(f, x, tensor([1, 2, 3]));
    expect([rounded(back.output), rounded(back.product)]).toEqual([
      [6, 4, 20.0855],
      [11, 62.2566],
    ]);
    const forth = jvp(f, x, tensor([1, 2]));
    expect([rounded(forth.output), rounded(forth.product)]).toEqual([
      [6, 4, 20.0855],
      [7, 4, 40.1711],
    ]);
    expect(valuesOf(vjp(g, x).product)).toEqual([9, 12]);
    expect(valuesOf(jvp((y) => y.mul(3), x, tensor([1, 2])).product)).toEqual([3, 6]);
    expect(valuesOf(jvp(() => zeros([2]), x, tensor([1, 2])).product)).toEqual([0, 0]);
  });

  it('take several inputs', () => {
    const product = (a: Tensor, b: Tensor): Tensor => a.mul(b);
    const inputs = [tensor([1, 2]), tensor([3, 4])];
    expect(vjp(product, inputs, tensor([1, 10])).product.map(valuesOf)).toEqual([
      [3, 40],
      [1, 20],
    ]);
    expect(valuesOf(jvp(product, inputs, [tensor([1, 1]), tensor([0, 1])]).product)).toEqual([3, 6]);
  });

  it('refuse a v that does not fit', () => {
    expect(refusal(() => vjp(f, x)).message).toContain(
      'The vector v can only be None if the user-provided function returns a single Tensor with a single element.',
    );
    expect(refusal(() => vjp(f, x, tensor([1, 2]))).message).toContain(
      'v has invalid size: should be [3] but got [2].',
    );
    expect(refusal(() => jvp(f, x, tensor([1, 2, 3]))).code).toBe('SHAPE');
  });
});
