import { type DType, dtypes, isFloating, type Scalar } from '@nn/core';
import type { Operand } from './op.js';

/** Both of one category: which dtype holds the values of both. PyTorch's lattice, over the dtypes that we have. */
function joinWithin(a: DType, b: DType): DType {
  if (a === b) return a;
  if (isFloating(a)) {
    if ((a === 'float16' && b === 'bfloat16') || (a === 'bfloat16' && b === 'float16')) return 'float32';
    return dtypes[a].precision >= dtypes[b].precision ? a : b;
  }
  if (a === 'int64' || b === 'int64') return 'int64';
  return 'int32';
}

const rank = { bool: 0, integer: 1, floating: 2 } as const;

/** The dtype of a result of two operands that count alike. */
export function promoteTypes(a: DType, b: DType): DType {
  const ra = rank[dtypes[a].category];
  const rb = rank[dtypes[b].category];
  if (ra !== rb) return ra > rb ? a : b;
  return joinWithin(a, b);
}

/** The dtype that a plain value has when nothing else says. */
export function scalarDType(value: Scalar): DType {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int64';
  return Number.isInteger(value) ? 'int64' : 'float32';
}

/**
 * PyTorch's `result_type`: dimensioned tensors decide; 0-d ones, then plain values, only lift the category. A whole number counts as an
 * integer, as in Python.
 */
export function resultType(operands: readonly Operand[]): DType {
  return commonType(operands) ?? promoted(operands);
}

/** The dtype of operands that are all tensors of one, as most are. */
function commonType(operands: readonly Operand[]): DType | null {
  let common: DType | null = null;
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i]!;
    if (typeof operand !== 'object' || (common !== null && operand.dtype !== common)) return null;
    common = operand.dtype;
  }
  return common;
}

function promoted(operands: readonly Operand[]): DType {
  let dim: DType | null = null;
  let zero: DType | null = null;
  let scalar: DType | null = null;
  for (const operand of operands) {
    if (typeof operand !== 'object') scalar = joinOptional(scalar, scalarDType(operand));
    else if (operand.shape.length > 0) dim = joinOptional(dim, operand.dtype);
    else zero = joinOptional(zero, operand.dtype);
  }
  return lift(lift(dim, zero), scalar) ?? 'float32';
}

function joinOptional(a: DType | null, b: DType): DType {
  return a === null ? b : promoteTypes(a, b);
}

/** `high` decides, unless `low` is of a greater category. */
function lift(high: DType | null, low: DType | null): DType | null {
  if (high === null || low === null) return high ?? low;
  return rank[dtypes[low].category] > rank[dtypes[high].category] ? promoteTypes(high, low) : high;
}

/** The dtype of what only floats can say: an integer or bool becomes float32. */
export function floatType(dtype: DType): DType {
  return isFloating(dtype) ? dtype : 'float32';
}
