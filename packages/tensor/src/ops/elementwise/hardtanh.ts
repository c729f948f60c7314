import { type DType, NnError, type Scalar } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { clampExpression } from './clamp.js';
import { onlyWhere } from './expressions.js';
import { type Curve, defineCurve } from './slope.js';

export interface HardtanhOptions {
  /** @default -1 */
  readonly minVal?: number;
  /** @default 1 */
  readonly maxVal?: number;
}

const cut: Curve<readonly [min: Scalar, max: Scalar]> = /* @__PURE__ */ defineCurve({
  name: 'hardtanh',
  refuse: refuseHardtanh,
  expression: clampExpression,
  derivative: (dy, x, min, max) => onlyWhere(x.gt(min).and(x.lt(max)), dy),
});

/**
 * x between two bounds. Unlike that of `clamp`, the slope at the bounds is 0.
 *
 * @throws NnError 'DTYPE' for booleans and for bytes with a negative bound
 * @example
 * import { hardtanh, tensor } from '@nn/nn';
 *
 * hardtanh(tensor([-2, 0.5, 2])).toArraySync(); // [-1, 0.5, 1]
 */
export function hardtanh(x: Tensor, options: HardtanhOptions = {}): Tensor {
  return cut(x, options.minVal ?? -1, options.maxVal ?? 1);
}

/** `hardtanh` over its operand. */
export function hardtanh_(x: Tensor, options: HardtanhOptions = {}): Tensor {
  return cut.inPlace(x, options.minVal ?? -1, options.maxVal ?? 1);
}

/**
 * min(max(x, 0), 6).
 *
 * @throws NnError 'DTYPE' for booleans
 * @example
 * import { relu6, tensor } from '@nn/nn';
 *
 * relu6(tensor([-1, 3, 8])).toArraySync(); // [0, 3, 6]
 */
export function relu6(x: Tensor): Tensor {
  return cut(x, 0, 6);
}

/** `relu6` over its operand. */
export function relu6_(x: Tensor): Tensor {
  return cut.inPlace(x, 0, 6);
}

function refuseHardtanh(dtype: DType, [, min, max]: readonly [x: Tensor, min: Scalar, max: Scalar]): void {
  if (dtype === 'bool')
    throw new NnError('DTYPE', 'Bool inputs not supported for hardtanh', {
      op: 'hardtanh',
      advice: "Convert with .to('float32') first.",
    });
  if (dtype === 'uint8' && (Math.trunc(Number(min)) < 0 || Math.trunc(Number(max)) < 0)) {
    throw new NnError('DTYPE', 'cannot do hardtanh on an unsigned type with negative limits', {
      op: 'hardtanh',
      details: { min, max },
    });
  }
}
