import { dtypes } from '@nn/core';
import { parseSafetensors } from '@nn/safetensors';
import { compareBits, compareClose } from '@nn/testing';
import { type GoldenTensor, type JsonRecord, readCases } from '@nn/testing/golden';
import { describe, expect, it } from 'vitest';
import { tensor } from '../../create/tensor-of.js';
import type { Tensor } from '../../tensor.js';
import { refusal } from '../../test-support.js';
import * as ops from '../index.js';

type Outputs = Tensor | { readonly values: Tensor; readonly indices: Tensor };
type Call = (inputs: readonly Tensor[], args: readonly never[], options: JsonRecord) => Outputs;

const along =
  (op: (x: Tensor, dim: never, options: JsonRecord) => Outputs): Call =>
  ([x], [dim], options) =>
    op(x!, dim!, options);

/** How each operation of the golden cases is said here. */
const calls: Readonly<Record<string, Call>> = {
  matmul: ([a, b]) => a!.matmul(b!),
  bmm: ([a, b]) => a!.bmm(b!),
  outer: ([a, b]) => a!.outer(b!),
  einsum: (inputs, [equation]) => ops.einsum(equation!, ...inputs),
  sum: along(ops.sum),
  mean: along(ops.mean),
  prod: along(ops.prod),
  amax: along(ops.amax),
  amin: along(ops.amin),
  logsumexp: along(ops.logsumexp),
  var: along(ops.variance),
  std: along(ops.std),
  norm: ([x]) => x!.norm(),
  cumsum: along(ops.cumsum),
  argmax: along(ops.argmax),
  argmin: along(ops.argmin),
  max: along(ops.max),
  min: along(ops.min),
  topk: ([x], [k]) => x!.topk(k!),
  sort: along(ops.sort),
  argsort: along(ops.argsort),
  all: along(ops.all),
  any: along(ops.any),
  softmax: along(ops.softmax),
  log_softmax: along(ops.logSoftmax),
  cdist: ([a, b]) => ops.cdist(a!, b!),
  'nn.functional.normalize': ([x], _args, { dim }) => x!.div(x!.norm(2, dim as number, { keepdim: true }).clamp(1e-12)),
};

const { cases } = readCases('ops', parseSafetensors)!;
const owned = cases.filter(({ op }) => Object.hasOwn(calls, op));

describe('reductions, products, scans and order as in PyTorch', () => {
  it.each(owned)('$id', ({ op, args, kwargs, tensors, error, outputs }) => {
    const inputs: Tensor[] = [];
    for (let i = 0; tensors.get(`in.${i}`) !== undefined; i++) {
      const x = toTensor(tensors.get(`in.${i}`)!);
      inputs.push(x.isFloatingPoint() ? x.requiresGrad_() : x);
    }
    if (error !== undefined) {
      expect(error).toContain(refusal(() => calls[op]!(inputs, args as readonly never[], kwargs)).sentence);
      return;
    }
    const result = calls[op]!(inputs, args as readonly never[], kwargs);
    const list = 'values' in result ? [result.values, result.indices] : [result];
    expect(list.length).toBe(outputs);
    list.forEach((y, i) => expectClose(y, tensors.get(`out.${i}`)!, 1e-5, 1e-5));
    const cotangent = tensors.get('cot.0');
    if (cotangent === undefined) return;
    list[0]!.backward(toTensor(cotangent));
    inputs.forEach((x, i) => {
      const expected = tensors.get(`gin.${i}`);
      if (expected !== undefined) expectClose(x.grad!, expected, 2e-5, 1e-4);
    });
  });

  it('covers every operation that this file knows', () => {
    expect(new Set(owned.map(({ op }) => op))).toEqual(new Set(Object.keys(calls)));
  });
});

function toTensor({ data, dtype, shape }: GoldenTensor): Tensor {
  return tensor(data, { shape }).to(dtype);
}

function expectClose(actual: Tensor, expected: GoldenTensor, atol: number, rtol: number): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.dtype).toBe(expected.dtype);
  const got = actual.detach().toTypedArraySync();
  const floating = dtypes[expected.dtype].category === 'floating';
  expect(floating ? compareClose(got, expected.data, { atol, rtol }) : compareBits(got, expected.data)).toBeNull();
}
