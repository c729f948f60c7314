import type { Scalar } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { type Curve, defineCurve } from './slope.js';

const leaky: Curve<readonly [negativeSlope: Scalar]> = /* @__PURE__ */ defineCurve({
  name: 'leakyRelu',
  refuses: ['leaky_relu_cpu', 'integer', 'bool'],
  expression: (x, slope) => x.gt(0).select(x, x.mul(slope)),
  derivative: (dy, x, slope) => x.gt(0).select(dy, dy.mul(slope)),
});

/**
 * x where it is positive, negativeSlope · x elsewhere.
 *
 * @throws NnError 'DTYPE' for integers and booleans
 * @example
 * import { leakyRelu, tensor } from '@nn/nn';
 *
 * leakyRelu(tensor([2, -2]), 0.25).toArraySync(); // [2, -0.5]
 */
export function leakyRelu(x: Tensor, negativeSlope = 0.01): Tensor {
  return leaky(x, negativeSlope);
}

/** `leakyRelu` over its operand. */
export function leakyRelu_(x: Tensor, negativeSlope = 0.01): Tensor {
  return leaky.inPlace(x, negativeSlope);
}
