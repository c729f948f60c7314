import { type DType, numelOf, type Scalar } from '@nn/core';
import { compareBits, compareClose } from '@nn/testing';
import { broadcastablePair } from '@nn/testing/arbitraries';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elementOf, moderate, randomView, randomViews, tensorOf, valuesOf } from '../../test-support.js';
import { Tensor } from '../../tensor.js';
import * as ops from '../index.js';

const runs = { seed: 42, numRuns: 15 };

interface Definition<F> {
  readonly op: (...operands: readonly Tensor[]) => Tensor;
  /** One element by the book, in float64. */
  readonly slow: F;
}

const one = (
  op: (x: Tensor) => Tensor,
  slow: (x: number) => number | boolean,
): Definition<(x: number) => number | boolean> => ({ op: (x) => op(x), slow });
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const roundEven = (x: number): number => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));

const unary: Readonly<Record<string, Definition<(x: number) => number | boolean>>> = {
  neg: one(ops.neg, (x) => -x),
  abs: one(ops.abs, Math.abs),
  sign: one(ops.sign, (x) => (x > 0 ? 1 : x < 0 ? -1 : 0)),
  square: one(ops.square, (x) => x * x),
  sqrt: one(ops.sqrt, Math.sqrt),
  rsqrt: one(ops.rsqrt, (x) => 1 / Math.sqrt(x)),
  reciprocal: one(ops.reciprocal, (x) => 1 / x),
  exp: one(ops.exp, Math.exp),
  expm1: one(ops.expm1, Math.expm1),
  exp2: one(ops.exp2, (x) => 2 ** x),
  log: one(ops.log, Math.log),
  log1p: one(ops.log1p, Math.log1p),
  log2: one(ops.log2, Math.log2),
  log10: one(ops.log10, Math.log10),
  sin: one(ops.sin, Math.sin),
  cos: one(ops.cos, Math.cos),
  tan: one(ops.tan, Math.tan),
  asin: one(ops.asin, Math.asin),
  acos: one(ops.acos, Math.acos),
  atan: one(ops.atan, Math.atan),
  sinh: one(ops.sinh, Math.sinh),
  cosh: one(ops.cosh, Math.cosh),
  tanh: one(ops.tanh, Math.tanh),
  asinh: one(ops.asinh, Math.asinh),
  acosh: one(ops.acosh, Math.acosh),
  atanh: one(ops.atanh, Math.atanh),
  sigmoid: one(ops.sigmoid, sigmoid),
  logSigmoid: one(ops.logSigmoid, (x) => (x === -Infinity ? x : Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x))))),
  floor: one(ops.floor, Math.floor),
  ceil: one(ops.ceil, Math.ceil),
  trunc: one(ops.trunc, Math.trunc),
  frac: one(ops.frac, (x) => x - Math.trunc(x)),
  round: one(ops.round, roundEven),
  relu: one(ops.relu, (x) => (x < 0 ? 0 : x)),
  relu6: one(ops.relu6, (x) => (x < 0 ? 0 : x > 6 ? 6 : x)),
  sinc: one(ops.sinc, (x) => (x === 0 ? 1 : Math.sin(Math.fround(Math.PI * x)) / Math.fround(Math.PI * x))),
  deg2rad: one(ops.deg2rad, (x) => (x * Math.PI) / 180),
  rad2deg: one(ops.rad2deg, (x) => (x / Math.PI) * 180),
  isnan: one(ops.isnan, Number.isNaN),
  isinf: one(ops.isinf, (x) => Math.abs(x) === Infinity),
  isfinite: one(ops.isfinite, Number.isFinite),
  isneginf: one(ops.isneginf, (x) => x === -Infinity),
  isposinf: one(ops.isposinf, (x) => x === Infinity),
  signbit: one(ops.signbit, (x) => x < 0 || Object.is(x, -0)),
  logicalNot: one(ops.logicalNot, (x) => x === 0),
  silu: one(ops.silu, (x) => x * sigmoid(x)),
  mish: one(ops.mish, (x) => x * Math.tanh(Math.log1p(Math.exp(x)))),
  elu: one(
    (x) => ops.elu(x),
    (x) => (x > 0 ? x : Math.expm1(x)),
  ),
  leakyRelu: one(
    (x) => ops.leakyRelu(x),
    (x) => (x > 0 ? x : x * 0.01),
  ),
  softplus: one(
    (x) => ops.softplus(x),
    (x) => (x > 20 ? x : Math.log1p(Math.exp(x))),
  ),
  softsign: one(ops.softsign, (x) => x / (1 + Math.abs(x))),
  tanhshrink: one(ops.tanhshrink, (x) => x - Math.fround(Math.tanh(x))),
  hardtanh: one(
    (x) => ops.hardtanh(x),
    (x) => (x < -1 ? -1 : x > 1 ? 1 : x),
  ),
  hardsigmoid: one(ops.hardsigmoid, (x) => (x < -3 ? 0 : x > 3 ? 1 : (x + 3) / 6)),
  hardswish: one(ops.hardswish, (x) => (x * (x < -3 ? 0 : x > 3 ? 6 : x + 3)) / 6),
  hardshrink: one(
    (x) => ops.hardshrink(x),
    (x) => (Math.abs(x) <= 0.5 ? 0 : x),
  ),
  softshrink: one(
    (x) => ops.softshrink(x),
    (x) => (x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0),
  ),
  threshold: one(
    (x) => ops.threshold(x, 1, -7),
    (x) => (x <= 1 ? -7 : x),
  ),
  clamp: one(
    (x) => ops.clamp(x, -1, 2),
    (x) => (x < -1 ? -1 : x > 2 ? 2 : x),
  ),
  nanToNum: one(
    (x) => ops.nanToNum(x, { nan: 3, posinf: 4, neginf: 5 }),
    (x) => (Number.isNaN(x) ? 3 : x === Infinity ? 4 : x === -Infinity ? 5 : x),
  ),
};

type TwoNumbers = (a: number, b: number) => number | boolean;
const two = (op: (a: Tensor, b: Tensor) => Tensor, slow: TwoNumbers): Definition<TwoNumbers> => ({
  op: (a, b) => op(a, b),
  slow,
});
const orNaN =
  (pick: TwoNumbers): TwoNumbers =>
  (a, b) =>
    Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : pick(a, b);

const binary: Readonly<Record<string, Definition<TwoNumbers>>> = {
  add: two(ops.add, (a, b) => a + b),
  sub: two(ops.sub, (a, b) => a - b),
  rsub: two(ops.rsub, (a, b) => b - a),
  mul: two(ops.mul, (a, b) => a * b),
  div: two(ops.div, (a, b) => a / b),
  'div trunc': two(
    (a, b) => ops.div(a, b, { roundingMode: 'trunc' }),
    (a, b) => Math.trunc(Math.fround(a / b)),
  ),
  fmod: two(ops.fmod, (a, b) => a % b),
  remainder: two(ops.remainder, (a, b) => (a % b !== 0 && a % b < 0 !== b < 0 ? (a % b) + b : a % b)),
  pow: two(ops.pow, (a, b) => (a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b)),
  maximum: two(ops.maximum, Math.max),
  minimum: two(ops.minimum, Math.min),
  fmax: two(ops.fmax, (a, b) => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.max(a, b))),
  fmin: two(ops.fmin, (a, b) => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.min(a, b))),
  atan2: two(ops.atan2, Math.atan2),
  hypot: two(ops.hypot, Math.hypot),
  xlogy: two(
    ops.xlogy,
    orNaN((a, b) => (a === 0 ? 0 : a * Math.log(b))),
  ),
  gt: two(ops.gt, (a, b) => a > b),
  ge: two(ops.ge, (a, b) => a >= b),
  lt: two(ops.lt, (a, b) => a < b),
  le: two(ops.le, (a, b) => a <= b),
  eq: two(ops.eq, (a, b) => a === b),
  ne: two(ops.ne, (a, b) => a !== b),
  logicalAnd: two(ops.logicalAnd, (a, b) => a !== 0 && b !== 0),
  logicalOr: two(ops.logicalOr, (a, b) => a !== 0 || b !== 0),
  logicalXor: two(ops.logicalXor, (a, b) => (a !== 0) !== (b !== 0)),
  lerp: two(
    (a, b) => ops.lerp(a, b, 0.25),
    (a, b) => a + 0.25 * (b - a),
  ),
  where: two(
    (a, b) => ops.where(a.gt(b), a, b),
    (a, b) => (a > b ? a : b),
  ),
  maskedFill: two(
    (a, b) => ops.maskedFill(a, b.gt(0), 5),
    (a, b) => (b > 0 ? 5 : a),
  ),
  addcmul: two(
    (a, b) => ops.addcmul(a, b, b, { value: 2 }),
    (a, b) => a + 2 * b * b,
  ),
};

/** Equal to the bit to what a contiguous copy gives, and close to the definition. */
function check(actual: Tensor, ofCopies: Tensor, slow: readonly (number | boolean)[]): void {
  expect(actual.shape).toEqual(ofCopies.shape);
  expect(actual.isContiguous()).toBe(true);
  expect(compareBits(actual.toTypedArraySync(), ofCopies.toTypedArraySync())).toBeNull();
  const rounded = new Float32Array(slow.map(Number));
  expect(compareClose(new Float32Array(valuesOf(actual).map(Number)), rounded, { rtol: 2e-6, atol: 2e-6 })).toBeNull();
}

/** Which element of a smaller shape stands at every place of the shape that it broadcasts to. */
function repeated(from: readonly number[], to: readonly number[]): number[] {
  return Array.from({ length: numelOf(to) }, (_, place) => {
    let [rest, position, stride] = [place, 0, 1];
    for (let axis = 1; axis <= to.length; axis++) {
      const size = from.at(-axis);
      const index = rest % to.at(-axis)!;
      rest = Math.floor(rest / to.at(-axis)!);
      if (axis > from.length) continue;
      position += (size === 1 ? 0 : index) * stride;
      stride *= size!;
    }
    return position;
  });
}

describe('on views of every kind', () => {
  it.each(Object.entries(unary))(
    '%s gives what it gives on a copy, and what its definition says',
    (_name, { op, slow }) => {
      fc.assert(
        fc.property(randomView(), ({ view, copy }) => {
          check(op(view), op(copy), (valuesOf(copy) as number[]).map(slow));
        }),
        runs,
      );
    },
  );

  it.each(Object.entries(binary))(
    '%s gives what it gives on copies, and what its definition says',
    (_name, { op, slow }) => {
      fc.assert(
        fc.property(randomViews(2), ([a, b]) => {
          const [left, right] = [valuesOf(a!.copy), valuesOf(b!.copy)] as [number[], number[]];
          check(
            op(a!.view, b!.view),
            op(a!.copy, b!.copy),
            left.map((x, i) => slow(x, right[i]!)),
          );
        }),
        runs,
      );
    },
  );

  it.each(['add', 'mul', 'div', 'maximum', 'lt', 'where', 'pow', 'lerp'])('%s broadcasts as loops do', (name) => {
    const { op, slow } = binary[name]!;
    const operands = broadcastablePair({ maxRank: 3, maxSize: 4 }).chain(({ left, right, result }) =>
      fc.tuple(
        fc.constant({ left, right, result }),
        ...[left, right].map((shape) => fc.array(moderate(), { minLength: numelOf(shape), maxLength: numelOf(shape) })),
      ),
    );
    fc.assert(
      fc.property(operands, ([{ left, right, result }, a, b]) => {
        const actual = op(tensorOf(a as number[], left, 'float32'), tensorOf(b as number[], right, 'float32'));
        const [x, y] = [repeated(left, result), repeated(right, result)];
        expect(actual.shape).toEqual(result);
        check(
          actual,
          actual,
          x.map((from, i) => slow((a as number[])[from]!, (b as number[])[y[i]!]!)),
        );
      }),
      runs,
    );
  });

  const writable = { writable: true, minRank: 1 } as const;

  it.each([
    'exp',
    'relu',
    'square',
    'floor',
    'round',
    'logit',
    'clamp',
    'nanToNum',
    'add',
    'mul',
    'pow',
    'div',
    'lt',
    'maskedFill',
    'lerp',
    'addcmul',
  ] as const)('%s_ writes to the view and to nothing else', (name) => {
    const others: Readonly<Record<string, (b: Tensor) => readonly unknown[]>> = {
      clamp: () => [-1, 1],
      add: (b) => [b],
      mul: (b) => [b],
      pow: (b) => [b],
      div: (b) => [b],
      lt: (b) => [b],
      maskedFill: (b) => [b.gt(0), 7],
      lerp: (b) => [b, 0.5],
      addcmul: (b) => [b, b],
    };
    const method = (x: Tensor, form: string, rest: readonly unknown[]): Tensor =>
      (x as unknown as Record<string, (...args: readonly unknown[]) => Tensor>)[form]!(...rest);
    fc.assert(
      fc.property(randomViews(2, writable), ([a, b]) => {
        const { view, copy } = a!;
        const block = Tensor.wrap(view.storage, [view.storage.length], [1]);
        const before = block.clone();
        const rest = others[name]?.(b!.view) ?? [];
        const expected = method(copy, name, rest).to('float32');
        const version = view.version;
        expect(method(view, `${name}_`, rest)).toBe(view);
        expect(view.version).toBe(version + 1);
        expect(compareBits(view.toTypedArraySync(), expected.toTypedArraySync())).toBeNull();
        Tensor.wrap(before.storage, view.shape, view.strides, view.offset).copy_(expected);
        expect(compareBits(block.toTypedArraySync(), before.toTypedArraySync())).toBeNull();
      }),
      runs,
    );
  });
});

describe('integers and booleans', () => {
  const wrap = (dtype: DType, value: bigint): bigint =>
    dtype === 'uint8' ? BigInt.asUintN(8, value) : BigInt.asIntN(dtype === 'int32' ? 32 : 64, value);
  const floorDiv = (a: bigint, b: bigint): bigint => (a % b !== 0n && a < 0n !== b < 0n ? a / b - 1n : a / b);
  const power = (a: bigint, b: bigint): bigint =>
    b >= 0n ? a ** b : a === 1n ? 1n : a === -1n ? (b % 2n === 0n ? 1n : -1n) : 0n;

  const definitions: Readonly<
    Record<string, readonly [op: (a: Tensor, b: Tensor) => Tensor, slow: (a: bigint, b: bigint) => bigint]>
  > = {
    add: [ops.add, (a, b) => a + b],
    sub: [ops.sub, (a, b) => a - b],
    mul: [ops.mul, (a, b) => a * b],
    floorDivide: [ops.floorDivide, floorDiv],
    remainder: [ops.remainder, (a, b) => a - b * floorDiv(a, b)],
    fmod: [ops.fmod, (a, b) => a % b],
    'div trunc': [(a, b) => ops.div(a, b, { roundingMode: 'trunc' }), (a, b) => a / b],
    maximum: [ops.maximum, (a, b) => (a > b ? a : b)],
    bitwiseAnd: [ops.bitwiseAnd, (a, b) => a & b],
    bitwiseXor: [ops.bitwiseXor, (a, b) => a ^ b],
    'small powers': [(a, b) => ops.pow(a, b.remainder(7)), (a, b) => power(a, ((b % 7n) + 7n) % 7n)],
    bitwiseLeftShift: [ops.bitwiseLeftShift, (a, b) => (b < 0n || b >= 64n ? 0n : a << b)],
    bitwiseRightShift: [ops.bitwiseRightShift, (a, b) => (b < 0n || b >= 64n ? (a < 0n ? -1n : 0n) : a >> b)],
  };

  describe.each(['int64', 'int32', 'uint8'] as const)('%s', (dtype) => {
    it.each(Object.entries(definitions))('%s is exact, and wraps', (_name, [op, slow]) => {
      const element = elementOf(dtype).map((value): Scalar =>
        value === 0 || value === 0n ? (dtype === 'int64' ? 1n : 1) : value,
      );
      fc.assert(
        fc.property(randomViews(2, { dtype, element }), ([a, b]) => {
          const [left, right] = [a!, b!].map(({ copy }) => valuesOf(copy).map(BigInt));
          const expected = left!.map((x, i) => wrap(dtype, slow(x, right![i]!)));
          expect(valuesOf(op(a!.view, b!.view)).map(BigInt)).toEqual(expected);
        }),
        runs,
      );
    });
  });

  it('keep int64 values apart that a double does not', () => {
    const x = tensorOf([2n ** 62n + 1n, -(2n ** 63n), 2n ** 53n + 1n], [3], 'int64');
    expect(valuesOf(x.add(1))).toEqual([2n ** 62n + 2n, -(2n ** 63n) + 1n, 2n ** 53n + 2n]);
    expect(valuesOf(x.eq(2n ** 53n + 1n))).toEqual([false, false, true]);
    expect(valuesOf(x.clamp(null, 2n ** 62n))).toEqual([2n ** 62n, -(2n ** 63n), 2n ** 53n + 1n]);
    expect(valuesOf(ops.where(x.gt(0), x, 0n))).toEqual([2n ** 62n + 1n, 0n, 2n ** 53n + 1n]);
  });

  it('take plain values modulo their range', () => {
    const bytes = tensorOf([5, 200], [2], 'uint8');
    expect(valuesOf(bytes.add(300))).toEqual([49, 244]);
    expect(valuesOf(bytes.gt(-1))).toEqual([false, false]);
    expect(valuesOf(tensorOf([5], [1], 'int32').add(2 ** 40))).toEqual([5]);
  });

  it('count as truth: not 0, NaN included', () => {
    const x = tensorOf([0, -0, Number.NaN, 2], [4], 'float32');
    expect(valuesOf(x.logicalNot())).toEqual([true, true, false, false]);
    expect(valuesOf(x.logicalAnd(Number.NaN))).toEqual([false, false, true, true]);
    expect(valuesOf(ops.bitwiseNot(tensorOf([true, false], [2], 'bool')))).toEqual([false, true]);
  });
});

describe('16-bit floats', () => {
  it.each(['float16', 'bfloat16'] as const)('%s is computed in float32 and rounded once', (dtype) => {
    fc.assert(
      fc.property(randomViews(2, { dtype }), ([a, b]) => {
        for (const op of [
          ops.add,
          ops.mul,
          ops.div,
          ops.maximum,
          (x: Tensor) => ops.exp(x),
          (x: Tensor) => ops.gelu(x),
        ]) {
          const narrow = op(a!.view, b!.view);
          const wide = op(a!.copy.to('float32'), b!.copy.to('float32')).to(dtype);
          expect(narrow.dtype).toBe(dtype);
          expect(valuesOf(narrow)).toEqual(valuesOf(wide));
        }
      }),
      runs,
    );
  });
});
