import { type DType, type Scalar } from '@nn/core';
import { readSemantics, type SemanticsFile } from '@nn/testing/golden';
import { describe, expect, it } from 'vitest';
import type { Operand } from '../../op.js';
import { refusal, tensorOf } from '../../test-support.js';
import type { Tensor } from '../../tensor.js';
import * as ops from '../index.js';

type Row = SemanticsFile['promotion'][number];

const calls: Readonly<Record<string, (left: Tensor, right: Operand) => Tensor>> = {
  add: ops.add,
  sub: ops.sub,
  mul: ops.mul,
  div: ops.div,
  pow: ops.pow,
  maximum: ops.maximum,
  eq: ops.eq,
  floor_divide: ops.floorDivide,
  remainder: ops.remainder,
  exp: (x) => ops.exp(x),
  sqrt: (x) => ops.sqrt(x),
  neg: (x) => ops.neg(x),
  abs: (x) => ops.abs(x),
  relu: (x) => ops.relu(x),
};

/**
 * Where PyTorch 1.13 refuses only because its CPU has no kernel for float16. Ours computes 16-bit floats in float32, so these give what
 * bfloat16 gives there: float16.
 */
const withoutHalfKernel: Readonly<Record<string, string>> = {
  exp: `"exp_vml_cpu" not implemented for 'Half'`,
  sqrt: `"sqrt_vml_cpu" not implemented for 'Half'`,
  relu: `"clamp_min_cpu" not implemented for 'Half'`,
};

const scalars: Readonly<Partial<Record<DType, Scalar>>> = { float32: 1.5, int64: 2, bool: true };

function operand(dtype: DType, kind: 'dim' | 'zero' | 'scalar'): Operand {
  if (kind === 'scalar') return scalars[dtype]!;
  return kind === 'dim' ? tensorOf([1, 1], [2], dtype) : tensorOf([1], [], dtype);
}

function answer({ op, left, leftKind, right, rightKind }: Row): { result?: DType; error?: string } {
  const run = (): Tensor =>
    calls[op]!(operand(left, leftKind) as Tensor, right === undefined ? 0 : operand(right, rightKind!));
  try {
    return { result: run().dtype };
  } catch {
    return { error: refusal(run).sentence };
  }
}

function describeRow({ left, leftKind, right, rightKind }: Row): string {
  return right === undefined ? `${leftKind} ${left}` : `${leftKind} ${left}, ${rightKind} ${right}`;
}

describe("PyTorch's type promotion", () => {
  const rows = (readSemantics()?.promotion ?? []).filter(({ op }) => Object.hasOwn(calls, op));

  it.each(Object.keys(calls))('is that of every row of %s', (op) => {
    const own = rows.filter((row) => row.op === op);
    expect(own.length).toBeGreaterThanOrEqual(8);
    const differing = own.flatMap((row) => {
      const expected = row.result === undefined ? { error: row.error! } : { result: row.result };
      if (row.left === 'float16' && row.error !== undefined && row.error === withoutHalfKernel[op]) return [];
      const got = answer(row);
      return JSON.stringify(got) === JSON.stringify(expected)
        ? []
        : [`${describeRow(row)}: got ${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`];
    });
    expect(differing).toEqual([]);
  });

  it('goes beyond it only where a kernel for float16 is missing', () => {
    for (const [op, error] of Object.entries(withoutHalfKernel)) {
      expect(rows.find((row) => row.op === op && row.left === 'float16')?.error).toBe(error);
      expect(calls[op]!(operand('float16', 'dim') as Tensor, 0).dtype).toBe('float16');
    }
  });
});
