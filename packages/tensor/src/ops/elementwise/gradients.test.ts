import { grad } from '@nn/autograd';
import { compareClose } from '@nn/testing';
import { describe, expect, it } from 'vitest';
import { tensor } from '../../create/tensor-of.js';
import '../../test-support.js';
import type { Tensor } from '../../tensor.js';
import * as ops from '../index.js';

/** A function of tensors of one shape, element by element, and where to try it: away from kinks and ends. */
interface Trial {
  readonly run: (...operands: readonly Tensor[]) => Tensor;
  readonly at: readonly (readonly number[])[];
}

const anywhere = [-3.3, -1.7, -0.6, -0.21, 0.23, 0.7, 1.6, 2.9];
const inside = [-0.93, -0.7, -0.31, -0.05, 0.07, 0.32, 0.66, 0.91];
const positive = [0.07, 0.3, 0.77, 1.2, 1.9, 2.6, 4.1, 7.3];
const fractions = [0.04, 0.17, 0.33, 0.48, 0.59, 0.72, 0.86, 0.97];
const beyondOne = [1.1, 1.3, 1.7, 2.2, 3.1, 4.4, 6, 9];
const others = [2.7, -0.4, 1.3, -2.2, 0.9, -3.1, 0.35, -1.9];

const one = (run: (x: Tensor) => Tensor, at: readonly number[] = anywhere): Trial => ({ run: (x) => run(x), at: [at] });
const two = (
  run: (a: Tensor, b: Tensor) => Tensor,
  a: readonly number[] = anywhere,
  b: readonly number[] = others,
): Trial => ({
  run: (x, y) => run(x, y),
  at: [a, b],
});
const three = (run: (a: Tensor, b: Tensor, c: Tensor) => Tensor, c: readonly number[] = positive): Trial => ({
  run: (x, y, z) => run(x, y, z),
  at: [anywhere, others, c],
});

const trials: Readonly<Record<string, Trial>> = {
  neg: one(ops.neg),
  abs: one(ops.abs),
  sign: one(ops.sign),
  square: one(ops.square),
  sqrt: one(ops.sqrt, positive),
  rsqrt: one(ops.rsqrt, positive),
  reciprocal: one(ops.reciprocal),
  exp: one(ops.exp),
  expm1: one(ops.expm1),
  exp2: one(ops.exp2),
  log: one(ops.log, positive),
  log1p: one(ops.log1p, positive),
  log2: one(ops.log2, positive),
  log10: one(ops.log10, positive),
  sin: one(ops.sin),
  cos: one(ops.cos),
  tan: one(ops.tan),
  asin: one(ops.asin, inside),
  acos: one(ops.acos, inside),
  atan: one(ops.atan),
  sinh: one(ops.sinh),
  cosh: one(ops.cosh),
  tanh: one(ops.tanh),
  asinh: one(ops.asinh),
  acosh: one(ops.acosh, beyondOne),
  atanh: one(ops.atanh, inside),
  sigmoid: one(ops.sigmoid),
  logSigmoid: one(ops.logSigmoid),
  erf: one(ops.erf),
  erfc: one(ops.erfc),
  erfinv: one(ops.erfinv, inside),
  lgamma: one(ops.lgamma),
  digamma: one(ops.digamma),
  'polygamma 1': one((x) => ops.polygamma(1, x)),
  'polygamma 4': one((x) => ops.polygamma(4, x)),
  floor: one(ops.floor),
  frac: one(ops.frac),
  round: one(ops.round),
  relu: one(ops.relu),
  relu6: one(ops.relu6),
  logit: one(ops.logit, fractions),
  'logit with eps': one((x) => ops.logit(x, { eps: 0.2 }), fractions),
  sinc: one(ops.sinc),
  deg2rad: one(ops.deg2rad),
  rad2deg: one(ops.rad2deg),
  nanToNum: one(ops.nanToNum),
  silu: one(ops.silu),
  mish: one(ops.mish),
  elu: one((x) => ops.elu(x, 0.7)),
  celu: one((x) => ops.celu(x, 1.6)),
  selu: one(ops.selu),
  leakyRelu: one((x) => ops.leakyRelu(x, 0.2)),
  softplus: one((x) => ops.softplus(x, { beta: 1.7, threshold: 2 })),
  softsign: one(ops.softsign),
  tanhshrink: one(ops.tanhshrink),
  hardtanh: one(ops.hardtanh),
  hardsigmoid: one(ops.hardsigmoid),
  hardswish: one(ops.hardswish),
  hardshrink: one((x) => ops.hardshrink(x)),
  softshrink: one((x) => ops.softshrink(x)),
  threshold: one((x) => ops.threshold(x, 0.5, 3)),
  gelu: one((x) => ops.gelu(x)),
  'gelu tanh': one((x) => ops.gelu(x, { approximate: 'tanh' })),
  'add alpha': two((a, b) => ops.add(a, b, { alpha: -1.5 })),
  'add a number': one((x) => ops.add(x, 2)),
  sub: two(ops.sub),
  'sub alpha': two((a, b) => ops.sub(a, b, { alpha: 3 })),
  rsub: two((a, b) => ops.rsub(a, b, { alpha: 2 })),
  mul: two(ops.mul),
  'mul a number': one((x) => ops.mul(-3, x)),
  div: two(ops.div),
  'div a number': one((x) => ops.div(2, x)),
  'div floor': two((a, b) => ops.div(a, b, { roundingMode: 'floor' })),
  remainder: two(ops.remainder),
  fmod: two(ops.fmod),
  pow: two(ops.pow, positive),
  'pow 0': one((x) => ops.pow(x, 0)),
  'pow 1': one((x) => ops.pow(x, 1)),
  'pow 2': one((x) => ops.pow(x, 2)),
  'pow 3': one((x) => ops.pow(x, 3)),
  'pow -2': one((x) => ops.pow(x, -2)),
  'pow 2.5': one((x) => ops.pow(x, 2.5), positive),
  'pow -0.5': one((x) => ops.pow(x, -0.5), positive),
  'a number pow': one((x) => ops.pow(2.5, x)),
  maximum: two(ops.maximum),
  minimum: two(ops.minimum),
  fmax: two(ops.fmax),
  fmin: two(ops.fmin),
  atan2: two(ops.atan2),
  hypot: two(ops.hypot),
  copysign: two(ops.copysign),
  xlogy: two(ops.xlogy, anywhere, positive),
  'xlogy a number': one((x) => ops.xlogy(x, 2.5)),
  'a number xlogy': one((x) => ops.xlogy(-1.5, x), positive),
  logaddexp: two(ops.logaddexp),
  where: two((a, b) => ops.where(a.gt(0), a, b)),
  clamp: one((x) => ops.clamp(x, -1, 2)),
  'clamp by tensors': three((x, min, max) => ops.clamp(x, min, max)),
  'clamp min': two((a, b) => ops.clamp(a, b)),
  'clamp max': two((a, b) => ops.clamp(a, null, b)),
  lerp: three(ops.lerp, fractions),
  'lerp by a number': two((a, b) => ops.lerp(a, b, 0.3)),
  addcmul: three((x, a, b) => ops.addcmul(x, a, b, { value: 0.5 })),
  addcdiv: three((x, a, b) => ops.addcdiv(x, a, b, { value: -2 })),
  maskedFill: one((x) => ops.maskedFill(x, x.gt(1), 5)),
};

const step = 1e-5;

function leaves(at: readonly (readonly number[])[]): Tensor[] {
  return at.map((list) => tensor([...list], { dtype: 'float64', requiresGrad: true }));
}

/** The slope of an elementwise function by one operand, by differences. */
function slope(run: (operands: readonly Tensor[]) => Tensor, at: readonly (readonly number[])[], by: number): number[] {
  const moved = (distance: number): number[] => {
    const operands = leaves(at.map((list, i) => (i === by ? list.map((x) => x + distance) : list)));
    return Array.from(run(operands).detach().toTypedArraySync() as Float64Array);
  };
  const [above, below] = [moved(step), moved(-step)];
  return above.map((y, i) => (y - below[i]!) / (2 * step));
}

function values(x: Tensor | null, count: number): Float64Array {
  return x === null ? new Float64Array(count) : (x.detach().toTypedArraySync() as Float64Array);
}

/** What the gradients add up to, element by element, as a function that can be differentiated again. */
function weightedGradients(run: Trial['run']): (operands: readonly Tensor[]) => Tensor {
  return (operands) => {
    const y = run(...operands);
    const weights = tensor(y.shape[0] === 8 ? [1.5, -0.7, 2.2, 0.4, -1.1, 0.9, -2.5, 1.2] : [1], { dtype: 'float64' });
    const gradients = grad([y.mul(weights).sum()], operands, { createGraph: true, allowUnused: true });
    return gradients.reduce<Tensor>(
      (sum, gradient, i) => (gradient === null ? sum : sum.add(gradient.mul(i + 1))),
      operands[0]!.mul(0),
    );
  };
}

describe('derivatives', () => {
  it.each(Object.entries(trials))('of %s are what differences say, the first and the second', (_name, { run, at }) => {
    const tolerance = { rtol: 1e-6, atol: 1e-7 };
    const count = at[0]!.length;
    at.forEach((_, by) => {
      const operands = leaves(at);
      const [first] = grad([run(...operands).sum()], [operands[by]!], { allowUnused: true });
      expect(
        compareClose(
          values(first!, count),
          slope((all) => run(...all), at, by),
          tolerance,
        ),
      ).toBeNull();

      const again = leaves(at);
      const [second] = grad([weightedGradients(run)(again).sum()], [again[by]!], { allowUnused: true });
      expect(compareClose(values(second!, count), slope(weightedGradients(run), at, by), tolerance)).toBeNull();
    });
  });

  it.each([
    'sin',
    'tanh',
    'sigmoid',
    'gelu',
    'gelu tanh',
    'silu',
    'mish',
    'softplus',
    'pow 2.5',
    'lgamma',
    'erf',
    'log',
  ])('of %s are right to the third order', (name) => {
    const { run, at } = trials[name]!;
    const second = (operands: readonly Tensor[]): Tensor =>
      grad([weightedGradients(run)(operands).sum()], operands, { createGraph: true })[0]!;
    const operands = leaves(at);
    const [third] = grad([second(operands).sum()], operands);
    expect(compareClose(values(third!, 8), slope(second, at, 0), { rtol: 1e-5, atol: 1e-6 })).toBeNull();
  });

  it('are summed over what broadcasting has repeated', () => {
    const a = tensor([[1, 2, 3]], { requiresGrad: true });
    const b = tensor([[4], [5]], { requiresGrad: true });
    const c = tensor(2, { requiresGrad: true });
    ops.maximum(a.mul(b), c).sum().backward();
    expect(a.grad!.toArraySync()).toEqual([[9, 9, 9]]);
    expect(b.grad!.toArraySync()).toEqual([[6], [6]]);
    expect(c.grad!.itemSync()).toBe(0);
  });

  it('reach 0-d values and mixed dtypes in the dtype of each', () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const value = tensor(7, { dtype: 'float64', requiresGrad: true });
    ops
      .maskedFill(x, tensor([true, false]), value)
      .sum()
      .backward();
    expect([x.grad!.dtype, x.grad!.toArraySync(), value.grad!.dtype, value.grad!.itemSync()]).toEqual([
      'float32',
      [0, 1],
      'float64',
      1,
    ]);
    const wide = tensor([3, 4], { dtype: 'float64', requiresGrad: true });
    x.grad = null;
    x.mul(wide)
      .div(tensor([2n, 4n]))
      .sum()
      .backward();
    expect([x.grad!.dtype, x.grad!.toArraySync(), wide.grad!.toArraySync()]).toEqual(['float32', [1.5, 1], [0.5, 0.5]]);
  });
});
