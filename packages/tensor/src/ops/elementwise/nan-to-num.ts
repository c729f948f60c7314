import { isFloating, type Scalar } from '@nn/core';
import { largest } from '../../scalar.js';
import type { Tensor } from '../../tensor.js';
import { onlyWhere } from './expressions.js';
import { type Curve, defineCurve } from './slope.js';

export interface NanToNumOptions {
  /** For NaN. @default 0 */
  readonly nan?: number;
  /** For ∞. @default the dtype's greatest number */
  readonly posinf?: number;
  /** For −∞. @default the dtype's least number */
  readonly neginf?: number;
}

const replaced: Curve<readonly [nan: Scalar, posinf: Scalar, neginf: Scalar]> = /* @__PURE__ */ defineCurve({
  name: 'nanToNum',
  expression: (x, nan, posinf, neginf) =>
    x.isFloating() ? x.isNaN().select(nan, x.eq(Infinity).select(posinf, x.eq(-Infinity).select(neginf, x))) : x,
  derivative: (dy, x) => onlyWhere(x.abs().lt(Infinity), dy),
});

/**
 * x with numbers in place of NaN and the infinities.
 *
 * @example
 * import { nanToNum, tensor } from '@nn/nn';
 *
 * nanToNum(tensor([NaN, Infinity, 1]), { posinf: 9 }).toArraySync(); // [0, 9, 1]
 */
export function nanToNum(x: Tensor, options: NanToNumOptions = {}): Tensor {
  return replaced(x, ...replacements(x, options));
}

/** `nanToNum` over its operand. */
export function nanToNum_(x: Tensor, options: NanToNumOptions = {}): Tensor {
  return replaced.inPlace(x, ...replacements(x, options));
}

function replacements(x: Tensor, { nan = 0, posinf, neginf }: NanToNumOptions): readonly [number, number, number] {
  if (!isFloating(x.dtype)) return [0, 0, 0];
  return [nan, posinf ?? largest(x.dtype), neginf ?? -largest(x.dtype)];
}
