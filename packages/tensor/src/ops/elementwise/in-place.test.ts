import { noGrad } from '@nn/autograd';
import type { DType } from '@nn/core';
import { describe, expect, it } from 'vitest';
import { ones } from '../../create/full.js';
import { tensor } from '../../create/tensor-of.js';
import { refusal, valuesOf } from '../../test-support.js';
import type { Tensor } from '../../tensor.js';
import * as ops from '../index.js';

const leaf = (values: number[]): Tensor => tensor(values, { requiresGrad: true });

describe('writing in place', () => {
  it('reads what it overwrites before it overwrites it', () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    x.add_(x.t());
    expect(x.toArraySync()).toEqual([
      [2, 5],
      [5, 8],
    ]);
    x.mul_(x.select(0, 0));
    expect(x.toArraySync()).toEqual([
      [4, 25],
      [10, 40],
    ]);
    x.mul_(x);
    expect(x.toArraySync()).toEqual([
      [16, 625],
      [100, 1600],
    ]);
  });

  it('keeps what the derivative reads of the old value', () => {
    const w = leaf([0.5, 2]);
    const x = w.mul(2).sin_();
    x.sum().backward();
    expect(w.grad!.toArraySync()).toEqual(w.mul(2).cos().mul(2).detach().toArraySync());

    const [a, b] = [leaf([2, 4]), leaf([5, 7])];
    const y = a.mul(1);
    y.mul_(b).div_(a).pow_(2);
    y.sum().backward();
    expect([a.grad!.toArraySync(), b.grad!.toArraySync()]).toEqual([
      [0, 0],
      [10, 14],
    ]);

    const c = leaf([3, 4]);
    const square = c.add(0);
    square.mul_(square);
    square.sum().backward();
    expect(c.grad!.toArraySync()).toEqual([6, 8]);
  });

  it('is differentiated through chains and views', () => {
    const w = leaf([0.5, -0.25, 1, 2]);
    const x = w.mul(1);
    x.narrow(0, 0, 2).mul_(10);
    x.add_(1).exp_();
    x.log().sum().backward();
    expect(w.grad!.toArraySync()).toEqual([10, 10, 1, 1]);
  });

  it('with comparisons and roundings stops the gradient', () => {
    for (const write of [
      (x: Tensor) => x.gt_(1.5),
      (x: Tensor) => x.floor_(),
      (x: Tensor) => x.logicalNot_(),
      (x: Tensor) => x.sign_(),
    ]) {
      const w = leaf([1, 2]);
      const x = w.mul(3);
      write(x);
      x.sum().backward();
      expect(w.grad!.toArraySync()).toEqual([0, 0]);
    }
  });

  it('writes truth as 1 and 0 of the dtype', () => {
    expect(tensor([1, 2, Number.NaN]).ge_(2).toArraySync()).toEqual([0, 1, 0]);
    expect(tensor([1n, 2n]).ne_(2).toArraySync()).toEqual([1, 0]);
  });

  it('tells a derivative that its saved value has gone', () => {
    const w = leaf([1, 2]);
    const y = w.mul(2);
    const z = y.mul(y);
    y.add_(1);
    expect(refusal(() => z.sum().backward()).code).toBe('VERSION');
  });

  it('leaves alone what no derivative reads', () => {
    const w = leaf([1, 2]);
    const scale = tensor([3, 4]);
    const y = w.mul(2);
    const z = y.mul(scale).add(y.tanh());
    y.add_(1); // mul keeps only the other factor, tanh its output
    z.sum().backward();
    expect(w.grad!.select(0, 0).itemSync()).toBeCloseTo(6 + 2 * (1 - Math.tanh(2) ** 2), 5);
  });
});

describe('what is refused changes nothing', () => {
  const cases: readonly (readonly [
    what: string,
    target: () => Tensor,
    write: (x: Tensor) => unknown,
    code: string,
    sentence: string,
  ])[] = [
    [
      'a fraction into integers',
      () => ones([2], { dtype: 'int64' }),
      (x) => x.add_(0.5),
      'DTYPE',
      "result type Float can't be cast to the desired output type Long",
    ],
    [
      'an integer into booleans',
      () => ones([2], { dtype: 'bool' }),
      (x) => x.add_(1),
      'DTYPE',
      "result type Long can't be cast to the desired output type Bool",
    ],
    [
      'an exponential into integers',
      () => ones([2], { dtype: 'int32' }),
      (x) => x.exp_(),
      'DTYPE',
      "result type Float can't be cast to the desired output type Int",
    ],
    [
      'a square into booleans',
      () => ones([2], { dtype: 'bool' }),
      (x) => x.square_(),
      'DTYPE',
      "result type Long can't be cast to the desired output type Bool",
    ],
    [
      'an expanded view',
      () => ones([2, 1]).expand([2, 3]),
      (x) => x.add_(1),
      'IN_PLACE',
      'unsupported operation: more than one element of the written-to tensor refers to a single memory location.',
    ],
    [
      'shapes that do not broadcast',
      () => ones([2]),
      (x) => x.add_(ones([3])),
      'SHAPE',
      'The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0',
    ],
    [
      'a result of another shape',
      () => ones([2]),
      (x) => x.add_(ones([2, 2])),
      'SHAPE',
      "output with shape [2] doesn't match the broadcast shape [2, 2]",
    ],
    [
      'a mask that is larger',
      () => ones([1]),
      (x) => x.maskedFill_(tensor([true, false]), 2),
      'SHAPE',
      "output with shape [1] doesn't match the broadcast shape [2]",
    ],
    [
      'a mask of numbers',
      () => ones([2]),
      (x) => x.maskedFill_(ones([2]), 2),
      'DTYPE',
      'expected mask dtype to be Bool but got Float',
    ],
    [
      'a leaf that wants a gradient',
      () => leaf([1, 1]),
      (x) => x.mul_(2),
      'IN_PLACE',
      'a leaf Variable that requires grad is being used in an in-place operation.',
    ],
    [
      'booleans to subtract',
      () => ones([2]),
      (x) => x.sub_(true),
      'DTYPE',
      'Subtraction, the `-` operator, with a bool tensor is not supported.',
    ],
    [
      'integers divided by 0',
      () => ones([2], { dtype: 'int64' }),
      (x) => x.floorDivide_(tensor([1n, 0n])),
      'VALUE',
      'ZeroDivisionError',
    ],
    ['integers modulo 0', () => ones([2], { dtype: 'int32' }), (x) => x.remainder_(0), 'VALUE', 'ZeroDivisionError'],
    [
      'integers to a negative power',
      () => ones([2], { dtype: 'int64' }),
      (x) => x.pow_(-1),
      'VALUE',
      'Integers to negative integer powers are not allowed.',
    ],
    [
      'a bound that does not fit',
      () => ones([2], { dtype: 'uint8' }),
      (x) => x.clamp_(0, 256),
      'VALUE',
      'value cannot be converted to type uint8_t without overflow',
    ],
    [
      'a filling that does not fit',
      () => ones([2], { dtype: 'int32' }),
      (x) => x.maskedFill_(tensor([true, false]), 2 ** 31),
      'VALUE',
      'value cannot be converted to type int without overflow',
    ],
    [
      'no bounds',
      () => ones([2]),
      (x) => x.clamp_(),
      'OPTION',
      "torch.clamp: At least one of 'min' or 'max' must not be None",
    ],
    [
      'a rounding mode that there is not',
      () => ones([2]),
      (x) => x.div_(2, { roundingMode: 'up' as 'floor' }),
      'OPTION',
      "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found 'up'",
    ],
    [
      'dtypes that lerp does not mix',
      () => ones([2]),
      (x) => x.lerp_(ones([2], { dtype: 'float64' }), 0.5),
      'DTYPE',
      'expected dtype float for `end` but got dtype double',
    ],
    [
      'a fractional alpha for integers',
      () => ones([2], { dtype: 'int64' }),
      (x) => x.add_(1, { alpha: 0.5 }),
      'DTYPE',
      'For integral input tensors, argument alpha must not be a floating point number.',
    ],
    [
      'a whole number beyond int64',
      () => ones([2], { dtype: 'int64' }),
      (x) => x.add_(2n ** 64n),
      'VALUE',
      'value cannot be converted to type int64_t without overflow',
    ],
  ];

  it.each(cases)('%s', (_what, make, write, code, sentence) => {
    const x = make();
    const [before, version] = [valuesOf(x.detach()), x.version];
    const error = refusal(() => write(x));
    expect(error.code).toBe(code);
    expect(error.message).toContain(sentence);
    expect([valuesOf(x.detach()), x.version]).toEqual([before, version]);
  });

  it('outside the graph, leaves may be written to', () => {
    const w = leaf([1, 2]);
    noGrad(() => w.mul_(2).clamp_(0, 3));
    expect(w.toArraySync()).toEqual([2, 3]);
    expect(w.requiresGrad && w.isLeaf).toBe(true);
  });
});

describe('arguments', () => {
  it('beyond those of the operation are left out, so that functions can be handed around', () => {
    expect([tensor([-1, 2]), tensor([3, -4])].map(ops.relu).map((x) => x.toArraySync())).toEqual([
      [0, 2],
      [3, 0],
    ]);
    expect([tensor([1, 2]), tensor([3, 4]), tensor([5, 6])].reduce(ops.mul).toArraySync()).toEqual([15, 48]);
  });

  it.each<[string, () => unknown, string]>([
    [
      'a condition of numbers',
      () => ops.where(tensor([1, 0]), 1, 2),
      'where expected condition to be a boolean tensor, but got a tensor with dtype Float',
    ],
    [
      'a value with axes',
      () => ops.maskedFill(ones([2]), tensor([true, false]), ones([2])),
      'masked_fill_ only supports a 0-dimensional value tensor, but got tensor with 1 dimension(s).',
    ],
    ['celu without alpha', () => ops.celu(ones([2]), 0), 'ZeroDivisionError: alpha cannot be 0 for CELU'],
    [
      'softshrink with a negative lambda',
      () => ops.softshrink(ones([2]), -1),
      'lambda must be greater or equal to 0, but found to be -1.',
    ],
    [
      'another gelu',
      () => ops.gelu(ones([2]), { approximate: 'fast' as 'tanh' }),
      'approximate argument must be either none or tanh.',
    ],
    ['a negative order', () => ops.polygamma(-1, ones([2])), 'polygamma(n, x) does not support negative n.'],
    [
      'a boolean alpha for numbers',
      () => ops.add(ones([2]), 1, { alpha: true }),
      'Boolean alpha only supported for Boolean results.',
    ],
  ])('refused: %s', (_what, run, sentence) => {
    expect(refusal(run).message).toContain(sentence);
  });

  it('may be empty and 0-d everywhere', () => {
    for (const shape of [[0], [2, 0], []]) {
      for (const dtype of ['float32', 'int64', 'bool', 'float16'] as const satisfies readonly DType[]) {
        const x = ones(shape, { dtype });
        expect(ops.mul(x, x).shape).toEqual(shape);
        expect(ops.where(x.eq(1), x, x).shape).toEqual(shape);
        expect(ops.exp(x).shape).toEqual(shape);
      }
    }
    expect(ops.add(ones([2, 0]), ones([1])).shape).toEqual([2, 0]);
    expect(ops.add(tensor(1), tensor(2)).itemSync()).toBe(3);
  });
});
