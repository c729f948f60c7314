/// <reference types="node" />
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DType, dtypes, type Scalar } from '@nn/core';
import { goldenFolder } from '@nn/testing/golden';
import { describe, expect, it } from 'vitest';
import { onesLike } from '../../create/full.js';
import type { Operand } from '../../op.js';
import { refusal, tensorOf, valuesOf } from '../../test-support.js';
import type { Tensor } from '../../tensor.js';
import * as ops from '../index.js';

/** Where JSON lacks a number. */
type Value = number | boolean | string;

interface Oracle {
  readonly points: readonly Value[];
  readonly pairs: readonly Value[];
  readonly unary: readonly { op: string; node: string | null; out: Value[]; grad: Value[] | null }[];
  readonly binary: readonly { op: string; node: string | null; out: Value[]; grads: (Value[] | null)[] | null }[];
  readonly integers: readonly {
    op: string;
    dtype: DType;
    a: Value[];
    b: Value[] | null;
    result: DType;
    out: Value[];
  }[];
  readonly dtypes: readonly { op: string; results: Record<DType, DType | { error: string }> }[];
}

const oracle = JSON.parse(readFileSync(join(goldenFolder(), 'elementwise.json'), 'utf8')) as Oracle;

type UnaryCall = (x: Tensor) => Tensor;
type BinaryCall = (a: Tensor, b: Tensor) => Tensor;

/** Calls whose row has arguments of its own; the others are the function of the row's name. */
const unaryCalls: Readonly<Record<string, UnaryCall>> = {
  'elu 0.5': (x) => ops.elu(x, 0.5),
  'celu 1.5': (x) => ops.celu(x, 1.5),
  'leakyRelu -0.2': (x) => ops.leakyRelu(x, -0.2),
  'softplus 2 1': (x) => ops.softplus(x, { beta: 2, threshold: 1 }),
  'hardtanh -0.5 2.5': (x) => ops.hardtanh(x, { minVal: -0.5, maxVal: 2.5 }),
  'threshold 0.5 20': (x) => ops.threshold(x, 0.5, 20),
  'threshold 1 2': (x) => ops.threshold(x, 1, 2),
  'gelu tanh': (x) => ops.gelu(x, { approximate: 'tanh' }),
  'round 1': (x) => ops.round(x, { decimals: 1 }),
  'round -1': (x) => ops.round(x, { decimals: -1 }),
  'logit 0.1': (x) => ops.logit(x, { eps: 0.1 }),
  'polygamma 1': (x) => ops.polygamma(1, x),
  'polygamma 2': (x) => ops.polygamma(2, x),
  'clamp -0.5 2.5': (x) => ops.clamp(x, -0.5, 2.5),
  'clamp min 0': (x) => ops.clamp(x, 0),
  'clamp max 2': (x) => ops.clamp(x, null, 2),
  'clamp 3 1': (x) => ops.clamp(x, 3, 1),
  'clamp 1 3': (x) => ops.clamp(x, 1, 3),
  '2 pow': (x) => ops.pow(2, x),
  '0 pow': (x) => ops.pow(0, x),
  '3 pow': (x) => ops.pow(3, x),
  '2 xlogy': (x) => ops.xlogy(2, x),
  'maskedFill 7': (x) => ops.maskedFill(x, x.gt(1), 7),
};

const binaryCalls: Readonly<Record<string, BinaryCall>> = {
  'div floor': (a, b) => ops.div(a, b, { roundingMode: 'floor' }),
  'div trunc': (a, b) => ops.div(a, b, { roundingMode: 'trunc' }),
  'clamp min': (a, b) => ops.clamp(a, b),
  'clamp max': (a, b) => ops.clamp(a, null, b),
  'clamp b 1': (a, b) => ops.clamp(a, b, onesLike(b)),
  'lerp 0.25': (a, b) => ops.lerp(a, b, 0.25),
  'lerp 0.75': (a, b) => ops.lerp(a, b, 0.75),
  'add alpha -2': (a, b) => ops.add(a, b, { alpha: -2 }),
  'sub alpha 0.5': (a, b) => ops.sub(a, b, { alpha: 0.5 }),
  'addcmul 1 0.5': (a, b) => ops.addcmul(onesLike(a), a, b, { value: 0.5 }),
  'addcdiv 1 2': (a, b) => ops.addcdiv(onesLike(a), a, b, { value: 2 }),
  'where gt': (a, b) => ops.where(a.gt(b), a, b),
};

const functions = ops as unknown as Readonly<Record<string, (...operands: readonly Operand[]) => Tensor>>;

/** `name` or `name number`: the function with that number as second operand. */
function named(op: string): (...operands: readonly Tensor[]) => Tensor {
  const [name = '', ...rest] = op.split(' ');
  return (...operands) => functions[name]!(...operands, ...rest.map(Number));
}

const unaryCall = (op: string): UnaryCall => unaryCalls[op] ?? named(op);
const binaryCall = (op: string): BinaryCall => binaryCalls[op] ?? named(op);

function numbers(values: readonly Value[]): Scalar[] {
  const words: Readonly<Record<string, number>> = {
    nan: Number.NaN,
    inf: Number.POSITIVE_INFINITY,
    '-inf': Number.NEGATIVE_INFINITY,
  };
  return values.map((value) => (typeof value !== 'string' ? value : (words[value] ?? BigInt(value))));
}

/** All pairs, the first changing slowest. */
function pairs(a: readonly Scalar[], b: readonly Scalar[]): [Scalar[], Scalar[]] {
  return [a.flatMap((left) => b.map(() => left)), a.flatMap(() => [...b])];
}

/** Where values differ: by more than the tolerance, or, where that is asked for, in the sign of a zero. */
function differences(
  op: string,
  actual: Tensor,
  expected: readonly Value[],
  allowed: Tolerance,
  at: readonly (readonly Scalar[])[],
): string {
  const { points, tolerance } = exceptions[op] ?? {};
  const limit = { ...allowed, ...tolerance };
  const got = valuesOf(actual);
  expect(got.length).toBe(expected.length);
  const lines = numbers(expected).flatMap((wanted, i) => {
    const own = got[i]!;
    const close = typeof own === 'number' && typeof wanted === 'number' ? isClose(own, wanted, limit) : own === wanted;
    const place = at.map((operand) => spell(operand[i]!)).join(', ');
    return close || points?.test(place) === true ? [] : [`at ${place}: got ${spell(own)}, expected ${spell(wanted)}`];
  });
  return lines.join('\n');
}

/** Says all of them, not the first few letters. */
function expectNone(report: string): void {
  expect(report, report).toBe('');
}

interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
  readonly zeroSign: boolean;
}

function isClose(a: number, b: number, { rtol, atol, zeroSign }: Tolerance): boolean {
  if (Object.is(a, b)) return true;
  if (a === 0 && b === 0) return !zeroSign;
  return Number.isFinite(a) && Number.isFinite(b) && Math.abs(a - b) <= atol + rtol * Math.abs(b);
}

function spell(value: Scalar): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function leafOf(values: readonly Scalar[]): Tensor {
  return tensorOf(values, [values.length], 'float64').requiresGrad_();
}

/**
 * Where ours differs, and why. `points` names operands by their text; a `tolerance` is for where PyTorch is the less exact.
 */
const exceptions: Readonly<
  Record<string, { readonly why: string; readonly points?: RegExp; readonly tolerance?: Partial<Tolerance> }>
> = {
  log1p: { why: "PyTorch's log1p overflows near the greatest float32", points: /^3e\+38$/ },
  digamma: {
    why: 'the derivative has poles at the negative whole numbers, which PyTorch misses by rounding',
    points: /^-\d+$|^-3e\+38$/,
  },
  'polygamma 1': {
    why: 'as digamma; the limit of its own derivative at ∞ is 0, and there is none at −∞',
    points: /^-\d+$|^-3e\+38$|Infinity/,
  },
  'polygamma 2': { why: 'the limit at ∞ is 0; there is none at −∞', points: /Infinity/ },
  elu: { why: 'e^x − 1 keeps the sign of −0, as in later versions of PyTorch', points: /^-0$/ },
  'elu 0.5': { why: 'as elu', points: /^-0$/ },
  celu: { why: 'as elu', points: /^-0$/ },
  'celu 1.5': { why: 'as elu', points: /^-0$/ },
  selu: { why: 'as elu', points: /^-0$/ },
  softsign: { why: 'the slope at the infinities is 0, where PyTorch divides them', points: /Infinity/ },
  'copysign -1': { why: 'the slope is ±1, where PyTorch divides infinities and NaN', points: /NaN|Infinity/ },
  copysign: { why: 'as copysign -1', points: /^(NaN|-?Infinity),/ },
  hardsigmoid: { why: 'PyTorch rounds 1/6 to float32', tolerance: { rtol: 1e-7 } },
  gelu: {
    why: '1 + erf(x) cancels in the left tail, in both; zeros there keep the sign of x',
    tolerance: { atol: 1e-6, zeroSign: false },
  },
  maximum: { why: 'which of two zeros it is changes with the length in PyTorch', tolerance: { zeroSign: false } },
  minimum: { why: 'as maximum', tolerance: { zeroSign: false } },
  'clamp min': { why: 'as maximum', tolerance: { zeroSign: false } },
  'clamp max': { why: 'as maximum', tolerance: { zeroSign: false } },
  'clamp b 1': { why: 'as maximum', tolerance: { zeroSign: false } },
};

const value32: Tolerance = { rtol: 1e-6, atol: 1e-7, zeroSign: true };
/** The sign of a gradient's zero is whatever PyTorch's formula happens to give. */
const grad64: Tolerance = { rtol: 1e-9, atol: 1e-12, zeroSign: false };

/** Where PyTorch 1.13 refuses because its CPU has no kernel for a 16-bit float, which ours computes in float32. */
const missing16 = /^"\w+" not implemented for '(Half|BFloat16)'$/;

/** Refusals that ours words in its own way. */
const reworded: Readonly<Record<string, string>> = {
  'addcdiv 1 2': 'Integer division with addcdiv is no longer supported',
  tanhshrink: `"tanhshrink_cpu" not implemented for 'Bool'`,
};

describe("PyTorch's answers", () => {
  const points = numbers(oracle.points);
  const [left, right] = pairs(numbers(oracle.pairs), numbers(oracle.pairs));

  it.each(oracle.unary.map((row) => [row.op, row] as const))('at the awkward points are those of %s', (op, row) => {
    const y = unaryCall(op)(tensorOf(points, [points.length], 'float32'));
    expectNone(differences(op, y, row.out, value32, [points]));
    if (row.grad === null) return;
    const x = leafOf(points);
    const wide = unaryCall(op)(x);
    expect(wide.gradFn?.name).toBe(row.node);
    wide.sum().backward();
    expectNone(differences(op, x.grad!, row.grad, grad64, [points]));
  });

  it.each(oracle.binary.map((row) => [row.op, row] as const))(
    'at pairs of awkward points are those of %s',
    (op, row) => {
      const shape = [left.length];
      const y = binaryCall(op)(tensorOf(left, shape, 'float32'), tensorOf(right, shape, 'float32'));
      expectNone(differences(op, y, row.out, value32, [left, right]));
      if (row.grads === null) return;
      const [a, b] = [leafOf(left), leafOf(right)];
      const wide = binaryCall(op)(a, b);
      expect(wide.gradFn?.name).toBe(row.node);
      wide.sum().backward();
      [a, b].forEach((x, i) => expectNone(differences(op, x.grad!, row.grads![i]!, grad64, [left, right])));
    },
  );

  it.each(oracle.dtypes.map((row) => [row.op, row] as const))('for every dtype are those of %s', (op, row) => {
    const isUnary = oracle.unary.some((other) => other.op === op) || op === 'bitwiseNot';
    const answers = Object.keys(dtypes).map((name) => {
      const dtype = name as DType;
      const [a, b] = [tensorOf([1, 1], [2], dtype), tensorOf([1, 1], [2], dtype)];
      const run = (): Tensor => (isUnary ? unaryCall(op)(a) : binaryCall(op)(a, b));
      const expected = row.results[dtype];
      const ours =
        typeof row.results.float32 === 'string' && typeof expected === 'object' && missing16.test(expected.error);
      if (typeof expected === 'object' && !ours) return [dtype, refusal(run).sentence, reworded[op] ?? expected.error];
      return [dtype, run().dtype, ours ? (row.results.bfloat16 === 'bool' ? 'bool' : dtype) : expected];
    });
    expect(answers.filter(([, got, expected]) => got !== expected)).toEqual([]);
  });

  it.each(oracle.integers.map((row) => [row.op, row.dtype, row] as const))(
    'on integers are those of %s, %s',
    (op, dtype, row) => {
      const operands = row.b === null ? [numbers(row.a)] : pairs(numbers(row.a), numbers(row.b));
      const [a, b] = operands.map((values) => tensorOf(values, [values.length], dtype));
      const output = b === undefined ? unaryCall(op)(a!) : binaryCall(op)(a!, b);
      expect(output.dtype).toBe(row.result);
      expectNone(differences(op, output, row.out, value32, operands));
    },
  );
});
