/// <reference types="node" />
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DType, dtypes, isFloating, type Scalar } from '@nn/core';
import { compareBits, compareClose } from '@nn/testing';
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
  readonly integers: readonly { op: string; dtype: DType; a: Value[]; b: Value[] | null; result: DType; out: Value[] }[];
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
  const [name = '', ...numbers] = op.split(' ');
  return (...operands) => functions[name]!(...operands, ...numbers.map(Number));
}

const unaryCall = (op: string): UnaryCall => unaryCalls[op] ?? named(op);
const binaryCall = (op: string): BinaryCall => binaryCalls[op] ?? named(op);

function numbers(values: readonly Value[]): Scalar[] {
  const words: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY };
  return values.map((value) => (typeof value !== 'string' ? value : (words[value] ?? BigInt(value))));
}

/** All pairs, the first changing slowest. */
function pairs(a: readonly Scalar[], b: readonly Scalar[]): [Scalar[], Scalar[]] {
  return [a.flatMap((left) => b.map(() => left)), a.flatMap(() => [...b])];
}

function expectValues(actual: Tensor, expected: readonly Value[], tolerance: { rtol: number; atol: number }): void {
  const [got, wanted] = [valuesOf(actual), numbers(expected)];
  if (!isFloating(actual.dtype)) {
    expect(got.map(String)).toEqual(wanted.map(String));
    return;
  }
  expect(compareClose(got as number[], wanted as number[], tolerance)).toBeNull();
  if (actual.dtype === 'float64') return; // gradients: PyTorch's zeros have the sign that its formulas happen to give
  const zeros = (values: Scalar[]): string[] => wanted.map((value, i) => (value === 0 && values[i] === 0 ? `${i}:${1 / (values[i] as number)}` : ''));
  expect(zeros(got)).toEqual(zeros(wanted));
}

function leafOf(values: readonly Scalar[]): Tensor {
  return tensorOf(values, [values.length], 'float64').requiresGrad_();
}

const value32 = { rtol: 1e-6, atol: 1e-7 };
const grad64 = { rtol: 1e-9, atol: 1e-12 };

describe("PyTorch's answers", () => {
  const points = numbers(oracle.points);
  const [left, right] = pairs(numbers(oracle.pairs), numbers(oracle.pairs));

  it.each(oracle.unary.map((row) => [row.op, row] as const))('at the awkward points are those of %s', (op, row) => {
    expectValues(unaryCall(op)(tensorOf(points, [points.length], 'float32')), row.out, value32);
    if (row.grad === null) return;
    const x = leafOf(points);
    const y = unaryCall(op)(x);
    expect(y.gradFn?.name).toBe(row.node);
    y.sum().backward();
    expectValues(x.grad!, row.grad, grad64);
  });

  it.each(oracle.binary.map((row) => [row.op, row] as const))('at pairs of awkward points are those of %s', (op, row) => {
    const shape = [left.length];
    expectValues(binaryCall(op)(tensorOf(left, shape, 'float32'), tensorOf(right, shape, 'float32')), row.out, value32);
    if (row.grads === null) return;
    const [a, b] = [leafOf(left), leafOf(right)];
    const y = binaryCall(op)(a, b);
    expect(y.gradFn?.name).toBe(row.node);
    y.sum().backward();
    [a, b].forEach((x, i) => expectValues(x.grad!, row.grads![i]!, grad64));
  });

  it.each(oracle.integers.map((row) => [row.op, row.dtype, row] as const))('on integers are those of %s, %s', (op, dtype, row) => {
    const a = numbers(row.a);
    const output =
      row.b === null
        ? unaryCall(op)(tensorOf(a, [a.length], dtype))
        : binaryCall(op)(...(pairs(a, numbers(row.b)).map((values) => tensorOf(values, [values.length], dtype)) as [Tensor, Tensor]));
    expect(output.dtype).toBe(row.result);
    expectValues(output, row.out, value32);
  });
});
