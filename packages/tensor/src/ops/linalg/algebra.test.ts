import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { grad } from '@nn/autograd';
import { type DType, dtypes, NnError, numelOf } from '@nn/core';
import { compareBits, compareClose } from '@nn/testing';
import { goldenFolder } from '@nn/testing/golden';
import { describe, expect, it } from 'vitest';
import { toHostArray } from '../../nested.js';
import { Tensor } from '../../tensor.js';
import { tensorOf } from '../../test-support.js';
import * as ops from '../index.js';

interface Stored {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly values: readonly (number | boolean | string)[];
}

interface Row {
  readonly python: string;
  readonly here: string;
  readonly results?: readonly Stored[];
  readonly error?: string;
}

interface Gradient {
  readonly python: string;
  readonly here: string;
  readonly leaves: readonly string[];
  readonly node: string;
  readonly values: Stored;
  readonly first: readonly Stored[];
  readonly second: readonly (Stored | null)[] | null;
}

const { names, rows, gradients } = JSON.parse(readFileSync(join(goldenFolder(), 'algebra.json'), 'utf8')) as {
  readonly names: Readonly<Record<string, Stored>>;
  readonly rows: readonly Row[];
  readonly gradients: readonly Gradient[];
};

/** The tensors that a form speaks of, made anew for each. */
function scope(form: string): Record<string, Tensor> {
  const spoken = new Set(form.match(/\w+/g));
  return Object.fromEntries(
    Object.entries(names)
      .filter(([name]) => spoken.has(name))
      .map(([name, stored]) => [name, tensorOf(valuesOf(stored), stored.shape, stored.dtype)]),
  );
}

function valuesOf({ dtype, values }: Stored): (number | boolean | bigint)[] {
  return values.map((value) => {
    if (typeof value !== 'string') return value;
    if (dtype === 'int64') return BigInt(value);
    return value === 'nan' ? Number.NaN : value === 'inf' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  });
}

function evaluate(form: string, named: Readonly<Record<string, Tensor>>): unknown {
  const all: Record<string, unknown> = { ...ops, ...named };
  delete all['var']; // A word of the language.
  // The forms stand in this repository's own fixtures.
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval
  const run = new Function(...Object.keys(all), `'use strict'; return ${form};`) as (...values: unknown[]) => unknown;
  return run(...Object.values(all));
}

/** The tensors of a result, in PyTorch's order. */
function flat(result: unknown): Tensor[] {
  if (result instanceof Tensor) return [result];
  return Object.values(result as Record<string, Tensor>);
}

const tolerance = { atol: 1e-5, rtol: 1e-5 };

/** What differs, if anything. */
function difference(
  actual: Tensor,
  expected: Stored,
  allowed: { readonly atol: number; readonly rtol: number } = tolerance,
): string | null {
  if (actual.dtype !== expected.dtype) return `got ${actual.dtype}, expected ${expected.dtype}`;
  if (actual.shape.join() !== expected.shape.join())
    return `got [${actual.shape.join()}], expected [${expected.shape.join()}]`;
  const wide = dtypes[expected.dtype].bytes === 2 ? 'float32' : expected.dtype;
  const got = actual.detach().to(wide).toTypedArraySync();
  const want = toHostArray(valuesOf(expected), wide);
  if (dtypes[expected.dtype].category !== 'floating') return compareBits(got, want);
  return compareClose(got, want, dtypes[expected.dtype].bytes === 2 ? { atol: 0, rtol: 0.01 } : allowed);
}

/** 16-bit floats that PyTorch 1.13 does not compute on the CPU. Later versions do, and so may we. */
function isMissingThere(error: string): boolean {
  return /not implemented for '(Half|BFloat16)'/.test(error);
}

describe("PyTorch's answers", () => {
  it.each(rows.map((row) => [row.here, row] as const))('are those of %s', (_here, row) => {
    let result: unknown;
    try {
      result = evaluate(row.here, scope(row.here));
    } catch (error) {
      if (!(error instanceof NnError)) throw error;
      expect(row.error === undefined ? 'computed' : row.error.split('. Use ')[0]!).toContain(
        error.sentence.split('. Use ')[0]!,
      );
      return;
    }
    if (row.error !== undefined && isMissingThere(row.error)) return;
    expect(row.error).toBeUndefined();
    const tensors = flat(result);
    expect(tensors.length).toBe(row.results!.length);
    expect(tensors.map((actual, i) => difference(actual, row.results![i]!)).filter((found) => found !== null)).toEqual(
      [],
    );
  });
});

function weights(like: Tensor): Tensor {
  const count = numelOf(like.shape);
  return tensorOf(
    Array.from({ length: count }, (_, i) => Math.sin(1 + i)),
    like.shape,
    'float64',
  );
}

/** Composed here of other operations than there, so that the last node has another name. */
const composed =
  /^(einsum|kron|cross|\w\.trace|X\.quantile|[US]\.matmul|B\.matmul\(U\)|linalg\.solve\(S, [UL]|.*(left: false|upper: true \}\)$)|linear\([TV],|U\.unsqueeze)/;

describe("PyTorch's derivatives", () => {
  it.each(gradients.map((row) => [row.here, row] as const))('are those of %s', (_here, row) => {
    const named = scope(row.here);
    const leaves = row.leaves.map((name) => named[name]!.requiresGrad_());
    const y = evaluate(row.here, named) as Tensor;
    if (!composed.test(row.here)) expect(y.gradFn?.name).toBe(row.node);
    const close = { atol: 1e-9, rtol: 1e-7 };
    expect(difference(y, row.values, close)).toBeNull();
    const first = grad([y.mul(weights(y)).sum()], leaves, { createGraph: true, allowUnused: true }).map(
      (g, i) => g ?? leaves[i]!.detach().mul(0),
    );
    expect(first.map((g, i) => difference(g, row.first[i]!, close))).toEqual(first.map(() => null));
    if (row.second === null) return;
    const total = first.reduce((sum, g) => sum.add(g.mul(weights(g)).sum()), tensorOf([0], [], 'float64'));
    const second = grad([total], leaves, { allowUnused: true });
    expect(second.map((g, i) => secondDifference(g, row.second![i]!))).toEqual(second.map(() => null));
  });
});

/** No gradient and one of zeros are the same. */
function secondDifference(actual: Tensor | null, expected: Stored | null): string | null {
  const close = { atol: 1e-8, rtol: 1e-6 };
  if (actual !== null && expected !== null) return difference(actual, expected, close);
  if (actual !== null) return actual.abs().max().itemSync() === 0 ? null : 'a second derivative, expected none';
  return expected === null || expected.values.every((value) => value === 0) ? null : 'no second derivative';
}
