import { cpu } from '@nn/backend-cpu';
import { memoryStats, registerBackend } from '@nn/core';
import { defineElementwise, keep, ones, scope, tensor, type Tensor } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { checkpoint } from './checkpoint.js';
import { defineFunction } from './function.js';
import { grad } from './grad.js';
import { OpNode } from './op-node.js';
import { leaf, refusal } from './test-support.js';

/** The values that a node still holds. */
function held(x: Tensor): unknown[] {
  const { operands, output } = x.gradFn as unknown as { operands: unknown[] | null; output: unknown };
  return [...(operands ?? []), output].filter((value) => value !== null && value !== undefined);
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

describe('what a pass makes on its way', () => {
  const n = 1000;
  const bytes = 4 * n;
  const large = (value = 2): Tensor => ones([n], { requiresGrad: true }).detach().mul(value).requiresGrad_();
  /** How many tensors of `n` elements more there are after `fn`. */
  const grown = (fn: () => void): number => {
    const { resident } = memoryStats();
    fn();
    return (memoryStats().resident - resident) / bytes;
  };
  const first = (x: Tensor | null | undefined): number => x!.detach().narrow(0, 0, 1).itemSync();

  it('is freed, but for the gradients of leaves', () => {
    const [x, w] = [large(), large(3)];
    const loss = x.mul(w).tanh().add(x).mul(w).square().sum();
    expect(grown(() => loss.backward(null, { retainGraph: true }))).toBe(2);
    expect(grown(() => loss.backward(null, { retainGraph: true }))).toBe(0);
  });

  it('is freed as it goes: a long chain takes the room of a short one', () => {
    const undo = registerBackend({ ...cpu(), name: 'fresh' });
    let y = ones([n], { device: 'fresh', requiresGrad: true });
    for (let i = 0; i < 50; i++) y = y.neg();
    const loss = y.sum();
    const { resident } = memoryStats('fresh');
    loss.backward();
    expect(memoryStats('fresh').peak - resident).toBeLessThanOrEqual(4 * bytes);
    undo();
  });

  it('gives a gradient that nobody has seen back when another replaces it', () => {
    const x = large();
    const step = (): void => {
      x.zeroGrad();
      scope(() => x.square().sum().backward());
    };
    step();
    expect(grown(step)).toBe(0);
    const seen = x.grad;
    expect(grown(step)).toBe(1);
    expect([first(seen), first(x.grad)]).toEqual([4, 4]);
  });

  it('stays where a hook has seen it, or retainGrad asks for it', () => {
    const x = large();
    const y = x.mul(3);
    const z = y.mul(5);
    const seen: Tensor[] = [];
    for (const each of [z, y, x]) each.registerHook((gradient) => void seen.push(gradient, gradient.view([10, 100])));
    z.retainGrad();
    const replaced = y.mul(1);
    replaced.registerHook((gradient) => gradient.mul(1));
    replaced.add(z).sum().backward();
    expect(seen.map((gradient) => first(gradient.flatten()))).toEqual([1, 1, 6, 6, 18, 18]);
    expect([first(z.grad), first(x.grad)]).toEqual([1, 18]);
    x.zeroGrad();
    expect(first(seen[4])).toBe(18);
  });

  it('stays where a custom function has seen or made it', () => {
    const kept: Tensor[] = [];
    const double = defineFunction({
      name: 'Double',
      forward: (_ctx, x: Tensor) => x.mul(2),
      backward: (_ctx, dy) => {
        const [twice, more] = [dy.mul(2), dy.mul(7)];
        kept.push(dy, twice, more);
        return twice;
      },
    });
    const x = large();
    double(x.mul(3)).mul(5).sum().backward();
    expect(kept.map(first)).toEqual([5, 10, 35]);
    expect(first(x.grad)).toBe(30);
  });

  it('stays where a function that is run again has made it', () => {
    const made: Tensor[] = [];
    const x = large();
    const run = (a: Tensor): Tensor => {
      made.push(a.mul(a));
      return made.at(-1)!.mul(a);
    };
    checkpoint(run, [x.mul(1)])
      .sum()
      .backward();
    expect(made.map(first)).toEqual([4, 4]);
    expect(first(x.grad)).toBe(12);
  });

  it('stays where it can be differentiated again', () => {
    const x = large();
    const [slope] = grad([x.tanh().mul(x).sum()], [x], { createGraph: true });
    const [bend] = grad([slope!.sum()], [x]);
    const t = Math.tanh(2);
    expect(first(slope)).toBeCloseTo(t + 2 * (1 - t * t), 5);
    expect(first(bend)).toBeCloseTo(2 * (1 - t * t) - 4 * t * (1 - t * t), 5);
  });

  it('is whatever was asked for, whoever else has it too', () => {
    const [a, b] = [large(), large()];
    const mid = a.add(b);
    const out = mid.add(a);
    const gradients = grad([out.sum()], [a, b, mid, out]);
    expect(gradients.map(first)).toEqual([2, 1, 1, 1]);
    a.mul(1).add(b).sum().backward();
    a.grad!.add_(1);
    expect([first(a.grad), first(b.grad)]).toEqual([2, 1]);
    const given = ones([n]);
    a.mul(1).backward(given);
    expect([first(given), first(a.grad)]).toEqual([1, 3]);
  });

  it('stays where a derivative keeps it', () => {
    const kept: Tensor[] = [];
    const twice = defineElementwise({
      name: 'twice',
      expression: (x) => x.mul(2),
      vjp: ({ dy }) => {
        kept.push(keep(dy), keep(dy.mul(3)));
        return [dy.mul(2)];
      },
    });
    const x = large();
    twice(x.mul(1)).mul(5).sum().backward();
    expect(kept.map(first)).toEqual([5, 15]);
    expect(first(x.grad)).toBe(10);
    const same = defineElementwise({ name: 'same', expression: (a) => a, vjp: ({ dy }) => [keep(dy)] });
    const y = large();
    let seen: Tensor | null = null;
    const look = defineElementwise({ name: 'look', expression: (a) => a, vjp: ({ dy }) => [(seen = keep(dy))] });
    look(same(y)).sum().backward();
    y.grad!.add_(1);
    expect([first(seen), first(y.grad)]).toEqual([1, 2]);
  });
});
