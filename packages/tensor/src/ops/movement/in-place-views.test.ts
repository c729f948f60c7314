import { noGrad } from '@nn/autograd';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arange } from '../../create/arange.js';
import { ones, zeros } from '../../create/full.js';
import { tensor } from '../../create/tensor-of.js';
import type { Tensor } from '../../tensor.js';
import { refusal } from '../../test-support.js';

/** A step of a program on a list of tensors: a view of one of them is added to the list, or one of them is written to. */
interface Step {
  readonly kind: 'view' | 'write';
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('view' as const, 'write' as const),
  a: fc.nat({ max: 50 }),
  b: fc.nat({ max: 11 }),
  c: fc.nat({ max: 11 }),
});

/** A direction in which no two derivatives cancel by chance. */
const direction = [0.31, -0.77, 1.13, 0.59, -1.41, 0.83, 0.97, -0.23];

function viewOf(x: Tensor, b: number, c: number): Tensor {
  const axis = c % Math.max(x.ndim, 1);
  const size = x.shape[axis] ?? 0;
  if (b === 0) return x.unsqueeze(c % (x.ndim + 1));
  if (b === 1) return x.squeeze();
  if (b === 2) return x.flatten();
  if (b === 3) return x.unsqueeze(0).expand([2, ...x.shape]);
  if (x.ndim === 0 || size === 0) return x;
  if (b === 4) return x.transpose(axis, 0);
  if (b === 5) return x.select(axis, c % size);
  if (b === 6) return x.slice(c % size, size, { dim: axis, step: 1 + (c % 2) });
  if (b === 7) return x.narrow(axis, 0, 1);
  if (b === 8) return x.permute(x.shape.map((_, at) => x.ndim - 1 - at));
  if (b === 9) return x.split(2, axis)[0]!;
  if (b === 10) return x.unbind(axis)[0]!;
  return x.ndim < 2 ? x : x.diagonal({ offset: (c % 3) - 1 });
}

function write(x: Tensor, other: Tensor, b: number): void {
  if (x.strides.some((stride, axis) => stride === 0 && x.shape[axis]! > 1)) return;
  const fits = other.shape.join() === x.shape.join();
  if (b < 3) x.mul_(1.5);
  else if (b < 5) x.fill_(0.25);
  else if (b < 7) x.add_(0.5);
  else if (b < 8 && x.ndim > 0 && x.shape[0]! > 0) x.assign_([[0]], 0.75);
  else if (fits && b < 10) x.copy_(other);
  else if (fits) x.add_(other, { alpha: 2 });
}

describe('writing to views', () => {
  it('gives the gradients that difference quotients give, whatever the chain', () => {
    const program = fc.array(step, { minLength: 2, maxLength: 10 });
    fc.assert(
      fc.property(program, (steps) => {
        const run = (first: Tensor, second: Tensor): Tensor => {
          const list = [first.mul(1), second.mul(1), zeros([2, 2], { dtype: 'float64' })];
          for (const { kind, a, b, c } of steps) {
            const x = list[a % list.length]!;
            if (kind === 'view') list.push(viewOf(x, b, c));
            else write(x, list[c % list.length]!, b);
          }
          return list
            .map((x, i) =>
              x
                .mul(x)
                .mul(i + 1)
                .sum(),
            )
            .reduce((sum, part) => sum.add(part));
        };
        const at = (t: number): [Tensor, Tensor] => {
          const values = Float64Array.of(0.3, -0.7, 1.1, 0.2, -0.4, 0.9, 0.6, -1.2).map(
            (x, i) => x + t * direction[i]!,
          );
          return [values.slice(0, 4), values.slice(4)].map((part) =>
            tensor(part, { shape: [2, 2], requiresGrad: true }),
          ) as [Tensor, Tensor];
        };
        const leaves = at(0);
        run(...leaves).backward();
        const gradient = leaves.flatMap((leaf) => leaf.grad?.flatten().toArraySync<number[]>() ?? [0, 0, 0, 0]);
        const expected = (run(...at(1e-5)).itemSync() - run(...at(-1e-5)).itemSync()) / 2e-5;
        const slope = gradient.reduce((sum, part, i) => sum + part * direction[i]!, 0);
        expect(Math.abs(slope - expected)).toBeLessThan(1e-6 * (1 + Math.abs(expected)));
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  // Each of these was run in PyTorch; the numbers are its.
  const w = (): Tensor => ones([3], { requiresGrad: true });

  it('moves the owner, and every other view of it, behind the write', () => {
    const leaf = w();
    const y = leaf.mul(2);
    const v = y.at('1:');
    v.at(0).mul_(5);
    expect(y.gradFn?.name).toBe('CopySlices');
    v.add_(y.at(0));
    y.mul(tensor([1, 2, 3]))
      .sum()
      .backward();
    expect(leaf.grad!.toArraySync()).toEqual([12, 20, 6]);
  });

  it('goes through rows, columns and products with the written value', () => {
    const leaf = ones([2], { requiresGrad: true });
    const b = zeros([2, 2]);
    b.assign_([0], leaf);
    b.at(':', 1).mul_(leaf);
    b.mul(
      tensor([
        [1, 2],
        [3, 4],
      ]),
    )
      .sum()
      .backward();
    expect(b.toArraySync()).toEqual([
      [1, 1],
      [0, 0],
    ]);
    expect(leaf.grad!.toArraySync()).toEqual([3, 2]);
  });

  it('through an expanded view changes every place that shows the memory', () => {
    const leaf = ones([2, 1], { requiresGrad: true });
    const e = leaf.mul(1).expand([2, 3]);
    e.select(1, 0).mul_(3);
    e.mul(arange(6).reshape([2, 3]))
      .sum()
      .backward();
    expect(leaf.grad!.toArraySync()).toEqual([[9], [36]]);
  });

  it('through windows that overlap', () => {
    const leaf = ones([4], { requiresGrad: true });
    const y = leaf.mul(1);
    y.unfold(0, 2, 1).at(0).mul_(3);
    y.mul(arange(4)).sum().backward();
    expect(leaf.grad!.toArraySync()).toEqual([0, 3, 2, 3]);
  });

  it('through a diagonal of a transposed view', () => {
    const leaf = ones([4], { requiresGrad: true });
    const y = leaf.mul(1);
    y.view([2, 2]).t().diagonal().copy_(leaf.at(':2').mul(7));
    y.mul(tensor([1, 2, 3, 4]))
      .sum()
      .backward();
    expect(leaf.grad!.toArraySync()).toEqual([7, 30, 3, 0]);
  });

  it('brings a tensor without a gradient into the graph', () => {
    const leaf = tensor(1, { requiresGrad: true });
    const x = zeros([3]);
    const v = x.at(1);
    v.add_(leaf);
    expect([x.requiresGrad, v.requiresGrad]).toEqual([true, true]);
    x.sum().backward();
    expect(leaf.grad!.itemSync()).toBe(1);
  });

  it('shows in views that were made before', () => {
    const x = zeros([3]);
    const v = x.at(1);
    x.add_(w());
    expect(v.requiresGrad).toBe(true);
  });

  it('converts gradients to the dtype of what was written', () => {
    const leaf = ones([2], { requiresGrad: true });
    const x = zeros([2], { dtype: 'float64' });
    x.assign_([0], leaf.at(0));
    x.sum().backward();
    expect([leaf.grad!.dtype, leaf.grad!.toArraySync()]).toEqual(['float32', [1, 0]]);
  });

  it('writes to integers what could have a gradient, and lets it go', () => {
    const x = zeros([2], { dtype: 'int64' });
    x.assign_([0], w().at(0));
    expect([x.requiresGrad, x.toArraySync()]).toEqual([false, [1, 0]]);
  });

  it('leaves zeros where the old values were', () => {
    const leaf = w();
    const y = leaf.mul(1);
    y.fill_(0);
    y.sum().backward();
    expect(leaf.grad!.toArraySync()).toEqual([0, 0, 0]);
  });

  it('through detach stays outside the graph', () => {
    const x = zeros([3]);
    x.detach()
      .at(1)
      .add_(ones([], { requiresGrad: true }));
    expect([x.requiresGrad, x.toArraySync()]).toEqual([false, [0, 1, 0]]);
  });

  it.each([
    [
      'a leaf',
      () => w().add_(1),
      'IN_PLACE',
      'a leaf Variable that requires grad is being used in an in-place operation.',
    ],
    [
      'a view of a leaf',
      () => w().assign_([0], 1),
      'IN_PLACE',
      'a view of a leaf Variable that requires grad is being used in an in-place operation.',
    ],
    [
      'a leaf under an index tensor',
      () => w().assign_([[0]], 1),
      'IN_PLACE',
      'a leaf Variable that requires grad is being used in an in-place operation.',
    ],
    [
      'a view that became a leaf',
      () => zeros([3]).at(':2').requiresGrad_().mul_(2),
      'IN_PLACE',
      'a view of a leaf Variable that requires grad is being used in an in-place operation.',
    ],
    [
      'a view made inside noGrad',
      () => noGrad(() => w().mul(1).at(0)).mul_(w().at(0)),
      'IN_PLACE',
      'A view was created in no_grad mode',
    ],
    [
      'a saved value',
      () =>
        backwardAfter(
          (y) => y.exp(),
          (y) => y.at(0).fill_(2),
        ),
      'VERSION',
      'one of the variables needed for gradient computation has been modified by an inplace operation',
    ],
    [
      'the neighbour of a saved view',
      () => neighbour(),
      'VERSION',
      'one of the variables needed for gradient computation has been modified by an inplace operation',
    ],
  ])('to %s is refused', (_, act, code, start) => {
    const error = refusal(act);
    expect([error.code, error.sentence.slice(0, start.length)]).toEqual([code, start]);
  });

  function backwardAfter(make: (leaf: Tensor) => Tensor, spoil: (y: Tensor) => unknown): void {
    const y = make(w());
    const z = y.mul(1);
    spoil(y);
    z.sum().add(y.sum()).backward();
  }

  function neighbour(): void {
    const y = w().mul(1);
    const v = y.at(':2');
    const z = v.mul(v).sum();
    y.assign_([2], 5);
    z.backward();
  }
});
