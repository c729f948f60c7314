import { dtypes } from '@nn/core';
import { parseSafetensors } from '@nn/safetensors';
import { compareBits, compareClose } from '@nn/testing';
import { type GoldenTensor, type InputSpec, type JsonRecord, readCases } from '@nn/testing/golden';
import { describe, expect, it } from 'vitest';
import { tensor } from '../../create/tensor-of.js';
import type { Operand } from '../../op.js';
import { refusal } from '../../test-support.js';
import type { Tensor } from '../../tensor.js';
import * as ops from '../index.js';

type Call = (inputs: readonly Tensor[], args: readonly Operand[], kwargs: JsonRecord) => Tensor;

const unary =
  (fn: (x: Tensor) => Tensor): Call =>
  ([x]) =>
    fn(x!);
const binary =
  (fn: (a: Tensor, b: Operand) => Tensor): Call =>
  ([a, b], args) =>
    fn(a!, b ?? args[0]!);

/** How each of PyTorch's operations of this family is called here. */
const calls: Readonly<Record<string, Call>> = {
  add: binary(ops.add),
  sub: binary(ops.sub),
  mul: binary(ops.mul),
  div: binary(ops.div),
  pow: binary(ops.pow),
  maximum: binary(ops.maximum),
  minimum: binary(ops.minimum),
  gt: binary(ops.gt),
  ge: binary(ops.ge),
  lt: binary(ops.lt),
  le: binary(ops.le),
  eq: binary(ops.eq),
  ne: binary(ops.ne),
  logical_and: binary(ops.logicalAnd),
  logical_not: unary(ops.logicalNot),
  neg: unary(ops.neg),
  abs: unary(ops.abs),
  exp: unary(ops.exp),
  sin: unary(ops.sin),
  cos: unary(ops.cos),
  tanh: unary(ops.tanh),
  sigmoid: unary(ops.sigmoid),
  erf: unary(ops.erf),
  square: unary(ops.square),
  sign: unary(ops.sign),
  floor: unary(ops.floor),
  ceil: unary(ops.ceil),
  round: unary(ops.round),
  expm1: unary(ops.expm1),
  relu: unary(ops.relu),
  log: unary(ops.log),
  sqrt: unary(ops.sqrt),
  rsqrt: unary(ops.rsqrt),
  reciprocal: unary(ops.reciprocal),
  log1p: unary(ops.log1p),
  log2: unary(ops.log2),
  erfinv: unary(ops.erfinv),
  clamp: ([x], _args, kwargs) => ops.clamp(x!, kwargs['min'] as number, kwargs['max'] as number),
  where: ([condition, a, b]) => ops.where(condition!, a!, b!),
  masked_fill: ([x, mask], args) => ops.maskedFill(x!, mask!, args[0]!),
  'nn.functional.softplus': unary(ops.softplus),
};

const cases = (readCases('ops', parseSafetensors)?.cases ?? []).filter(({ op }) => Object.hasOwn(calls, op));

describe("PyTorch's values and gradients", () => {
  it('are there for every operation of the table', () => {
    expect(new Set(cases.map(({ op }) => op))).toEqual(new Set(Object.keys(calls)));
  });

  it.each(cases.map((test) => [test.id, test] as const))('are those of %s', (_id, test) => {
    const inputs = test.inputs.map((spec, i) => leaf(test.tensors.get(`in.${i}`)!, spec));
    const run = (): Tensor => calls[test.op]!(inputs, test.args as readonly Operand[], test.kwargs);
    if (test.refused === true) {
      expect(refusal(run).message).toContain(
        test
          .error!.replace(/^\w+: /, '')
          .split('. ')[0]!
          .slice(0, 60),
      );
      return;
    }
    const output = run();
    expectClose(output, test.tensors.get('out.0')!, { atol: 1e-5, rtol: 1e-5 });
    const cotangent = test.tensors.get('cot.0');
    if (cotangent === undefined) return;
    output.backward(toTensor(cotangent));
    inputs.forEach((input, i) => {
      const expected = test.tensors.get(`gin.${i}`);
      if (expected !== undefined) expectClose(input.grad!, expected, { atol: 2e-5, rtol: 1e-4 });
    });
  });
});

function leaf(values: GoldenTensor, spec: InputSpec): Tensor {
  const wanted = Array.isArray(spec) || ('grad' in spec ? spec.grad : dtypes[values.dtype].category === 'floating');
  return toTensor(values, wanted);
}

function toTensor({ data, dtype, shape }: GoldenTensor, requiresGrad = false): Tensor {
  const x = tensor(data, { shape }).to(dtype);
  return requiresGrad && dtypes[dtype].category === 'floating' ? x.requiresGrad_() : x;
}

function expectClose(actual: Tensor, expected: GoldenTensor, tolerance: { atol: number; rtol: number }): void {
  expect(actual.dtype).toBe(expected.dtype);
  expect(actual.shape).toEqual(expected.shape);
  const got = actual.detach().toTypedArraySync();
  const floating = dtypes[expected.dtype].category === 'floating';
  expect(floating ? compareClose(got, expected.data, tolerance) : compareBits(got, expected.data)).toBeNull();
}
