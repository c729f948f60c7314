import type { DType } from '../dtype.js';

/**
 * Types that an expression computes in. float16 and bfloat16 are computed in f32, uint8 in i32; they exist at load and store only.
 */
export type ExprType = 'f32' | 'f64' | 'i32' | 'u32' | 'i64' | 'bool';

/**
 * The operations that a backend implements. Everything else is a named function, or composed of these.
 *
 * `div` and `rem` truncate on integers and are IEEE's and C's fmod on floats; `min` and `max` let NaN win and of equals, the two zeros among them, give the first; `round` goes to even;
 * `shr` is arithmetic on i32 and i64, logical on u32. Integer arithmetic wraps.
 */
export type ExprOp =
  | 'load'
  | 'scalar'
  | 'const'
  | 'cast'
  | 'bitcast'
  | 'neg'
  | 'abs'
  | 'sqrt'
  | 'floor'
  | 'ceil'
  | 'trunc'
  | 'round'
  | 'not'
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'rem'
  | 'min'
  | 'max'
  | 'lt'
  | 'le'
  | 'eq'
  | 'and'
  | 'or'
  | 'xor'
  | 'shl'
  | 'shr'
  | 'select'
  | 'call';

/** The type that a dtype is computed in. */
export const computeType: Readonly<Record<DType, ExprType>> = {
  float32: 'f32',
  float64: 'f64',
  int32: 'i32',
  int64: 'i64',
  uint8: 'i32',
  bool: 'bool',
  float16: 'f32',
  bfloat16: 'f32',
};
