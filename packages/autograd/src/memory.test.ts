import { tensor, type Tensor } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { OpNode } from './op-node.js';
import { leaf, refusal } from './test-support.js';

/** The values that a node still holds. */
function held(x: Tensor): unknown[] {
  const { operands, output } = x.gradFn as unknown as { operands: unknown[] | null; output: unknown };
  return [...(operands ?? []), output].filter((value) => value !== null);
}

describe('the tape', () => {
  it('keeps what derivatives read, and nothing else', () => {
    const [x, w] = [leaf(1, 2), tensor([3, 4])];
    expect(held(x.add(w))).toHaveLength(0);
    expect(held(x.mul(w))).toHaveLength(1);
    expect(held(x.tanh())).toHaveLength(1);
    expect(held(x.mul(x))).toHaveLength(2);
  });

  it('lets go of values as backward walks, each before the next is differentiated', () => {
    const x = leaf(1, 2);
    const y = x.mul(x);
    const z = y.tanh();
    const order: number[][] = [];
    const look = (): void => void order.push([held(y).length, held(z).length]);
    z.registerHook(look);
    y.registerHook(look);
    x.registerHook(look);
    z.sum().backward();
    expect(order).toEqual([
      [2, 1],
      [2, 0],
      [0, 0],
    ]);
    expect(refusal(() => z.sum().backward()).message).toContain('a second time');
  });

  it('keeps them with retainGraph', () => {
    const x = leaf(1, 2);
    const y = x.mul(x);
    y.sum().backward(null, { retainGraph: true });
    expect(held(y)).toHaveLength(2);
  });

  it('holds no gradients after a pass, and keeps the outputs of functions alive no longer than their caller', () => {
    const x = leaf(1, 2);
    const y = x.mul(x);
    y.add(y).sum().backward();
    const nodes = [y.gradFn, x.accumulator] as OpNode[];
    expect(nodes.map((node) => [node.gradient, node.pass])).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  it('records nothing for what wants no gradient', () => {
    expect(tensor([1, 2]).mul(2).gradFn).toBeNull();
    expect(leaf(1).argmax().gradFn).toBeNull();
    expect(leaf(1).mul(2).gradFn).toBeInstanceOf(OpNode);
  });
});
