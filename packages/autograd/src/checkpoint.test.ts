import { bernoulli, getRngState, manualSeed, rand, tensor, type Tensor } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { checkpoint } from './checkpoint.js';
import { grad } from './grad.js';
import { gradcheck, gradgradcheck } from './gradcheck.js';
import { noGrad } from './mode.js';
import { leaf, leaf64, refusal, valuesOf } from './test-support.js';

describe('checkpoint', () => {
  it('gives the value and the gradients that the function has, running it twice', () => {
    let runs = 0;
    const cube = (a: Tensor): Tensor => {
      runs++;
      return a.mul(a).mul(a);
    };
    const x = leaf(1, 2);
    const y = checkpoint(cube, [x.mul(2)]);
    expect([valuesOf(y), runs]).toEqual([[8, 64], 1]);
    y.sum().backward();
    expect([valuesOf(x.grad), runs]).toEqual([[24, 96], 2]);
  });

  it('sends gradients to what the function uses besides its inputs, leaves and results', () => {
    const [x, w] = [leaf(1, 2), leaf(3, 4)];
    const hidden = w.mul(w);
    const y = checkpoint((a) => a.mul(hidden).tanh().mul(w), [x]);
    const plain = x.mul(hidden).tanh().mul(w);
    const inputs = [x, w];
    const expected = grad([plain.sum()], inputs, { retainGraph: true }).map(valuesOf);
    expect(grad([y.sum()], inputs, { retainGraph: true }).map(valuesOf)).toEqual(expected);
    y.sum().add(hidden.sum()).backward();
    expect(valuesOf(x.grad)).toEqual(expected[0]);
  });

  it('wants a gradient exactly where the function does', () => {
    const [x, w] = [tensor([1, 2]), leaf(3, 4)];
    expect(checkpoint((a) => a.mul(2), [x]).requiresGrad).toBe(false);
    const y = checkpoint((a) => a.mul(w), [x]);
    expect(y.requiresGrad).toBe(true);
    y.sum().backward();
    expect(valuesOf(w.grad)).toEqual([1, 2]);
    expect(noGrad(() => checkpoint((a) => a.mul(w), [x])).requiresGrad).toBe(false);
  });

  it('draws the same random numbers again, and leaves the stream where it was', () => {
    const dropped = (a: Tensor): Tensor => a.mul(bernoulli(tensor(new Float32Array(20).fill(0.5))));
    const x = tensor(new Float32Array(20).fill(1), { requiresGrad: true });
    manualSeed(0);
    const y = checkpoint(dropped, [x]);
    rand([5]);
    const state = getRngState();
    y.sum().backward();
    expect(valuesOf(x.grad)).toEqual(valuesOf(y));
    expect(getRngState()).toEqual(state);
    expect(new Set(valuesOf(y))).toEqual(new Set([0, 1]));
    manualSeed(0);
    const z = checkpoint(dropped, [x], { preserveRngState: false });
    x.grad = null;
    z.sum().backward();
    expect(valuesOf(x.grad)).not.toEqual(valuesOf(z));
  });

  it('has several outputs and inputs that are no tensors, and nests', () => {
    const two = (a: Tensor, factor: number): readonly [Tensor, Tensor] => [
      a.mul(factor).tanh(),
      checkpoint((b) => b.exp(), [a]),
    ];
    expect(
      gradcheck(
        (x) => {
          const [a, b] = checkpoint(two, [x, 3]);
          return a.mul(b);
        },
        [leaf64(0.1, -0.5)],
      ),
    ).toBe(true);
    const x = leaf(1, 2);
    const [, second] = checkpoint(two, [x, 3]);
    second.sum().backward();
    expect(valuesOf(x.grad)).toEqual(valuesOf(second));
  });

  it('is differentiated twice', () => {
    expect(gradgradcheck((x) => checkpoint((a) => a.mul(a).tanh(), [x]), [leaf64(0.1, -0.5)])).toBe(true);
  });

  it('hands back an input that the function returns', () => {
    const x = leaf(1, 2);
    const [same, twice] = checkpoint((a) => [a, a.mul(2)] as const, [x]);
    expect(same).toBe(x);
    same.add(twice).sum().backward();
    expect(valuesOf(x.grad)).toEqual([3, 3]);
  });

  it('keeps no values between the passes', () => {
    const seen: WeakRef<object>[] = [];
    const x = leaf(1, 2);
    const y = checkpoint(
      (a) => {
        const hidden = a.mul(2);
        seen.push(new WeakRef(hidden));
        return hidden.mul(hidden);
      },
      [x],
    );
    expect(y.gradFn?.name).toBe('CheckpointFunctionBackward');
    // The only edges lead to the inputs: the record of the first run hangs on nothing.
    expect((y.gradFn as unknown as { edges: { name: string }[] }).edges.map((edge) => edge.name)).toEqual([
      'AccumulateGrad',
    ]);
    y.sum().backward();
    expect(seen).toHaveLength(2);
  });

  it('refuses inputs that were written to, and a function that does something else the second time', () => {
    const x = leaf(1, 2).mul(1);
    const y = checkpoint((a) => a.add(1), [x]);
    x.add_(1);
    expect(refusal(() => y.sum().backward()).code).toBe('VERSION');
    let size = 3;
    const w = leaf(1);
    const z = checkpoint((a) => a.expand([size--]), [w]);
    expect(refusal(() => z.sum().backward()).message).toContain(
      'checkpoint: the function has given other outputs than the first time',
    );
    const loss = checkpoint((a) => a.add(1), [w]).sum();
    loss.backward();
    expect(refusal(() => loss.backward()).message).toContain('a second time');
  });
});
