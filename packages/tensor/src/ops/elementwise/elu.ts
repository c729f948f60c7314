import { NnError, type Scalar } from '@nn/core';
import { call, exp, expm1 } from '@nn/core/expression';
import type { Tensor } from '../../tensor.js';
import { type Curve, type CurveDefinition, defineCurve } from './slope.js';

/** Beyond 0: x times `scale`; below: (e^(rate · x) − 1) times `depth`. */
type Bent = readonly [depth: Scalar, scale: Scalar, rate: Scalar];

const elus: Omit<CurveDefinition<Bent>, 'name'> = {
  refuses: ['elu_cpu', 'integer', 'bool'],
  expression: (x, depth, scale, rate) => x.gt(0).select(x.mul(scale), call(expm1, x.mul(rate)).mul(depth)),
  derivative: (dy, x, depth, scale, rate) =>
    x.gt(0).select(
      dy.mul(scale),
      dy
        .mul(rate)
        .mul(depth)
        .mul(call(exp, x.mul(rate))),
    ),
  curvature: (x, depth, _scale, rate) =>
    x
      .mul(rate)
      .exp()
      .mul(Number(depth) * Number(rate) ** 2)
      .maskedFill(x.gt(0), 0),
};

const bent: Curve<Bent> = /* @__PURE__ */ defineCurve({ name: 'elu', ...elus });
const continuouslyBent: Curve<Bent> = /* @__PURE__ */ defineCurve({ name: 'celu', ...elus });

/**
 * x where it is positive, alpha · (e^x − 1) elsewhere.
 *
 * @throws NnError 'DTYPE' for integers and booleans
 * @example
 * import { elu, tensor } from '@nn/nn';
 *
 * elu(tensor([2, -Infinity])).toArraySync(); // [2, -1]
 */
export function elu(x: Tensor, alpha = 1): Tensor {
  return bent(x, alpha, 1, 1);
}

/** `elu` over its operand. */
export function elu_(x: Tensor, alpha = 1): Tensor {
  return bent.inPlace(x, alpha, 1, 1);
}

/**
 * x where it is positive, alpha · (e^(x / alpha) − 1) elsewhere: without a corner for any alpha.
 *
 * @throws NnError 'DTYPE' for integers and booleans, 'VALUE' for alpha = 0
 * @example
 * import { celu, tensor } from '@nn/nn';
 *
 * celu(tensor([2, -Infinity]), 3).toArraySync(); // [2, -3]
 */
export function celu(x: Tensor, alpha = 1): Tensor {
  return continuouslyBent(x, alpha, 1, rateOf(alpha));
}

/** `celu` over its operand. */
export function celu_(x: Tensor, alpha = 1): Tensor {
  return continuouslyBent.inPlace(x, alpha, 1, rateOf(alpha));
}

/** What keeps mean 0 and variance 1 from layer to layer (Klambauer et al. 2017). */
const seluAlpha = 1.6732632423543772848170429916717;
const seluScale = 1.0507009873554804934193349852946;

/**
 * `elu` with the alpha and the scale that keep mean 0 and variance 1 from layer to layer.
 *
 * @throws NnError 'DTYPE' for integers and booleans
 * @example
 * import { selu, tensor } from '@nn/nn';
 *
 * selu(tensor([0, 1])).toArraySync(); // [0, 1.0507010221481323]
 */
export function selu(x: Tensor): Tensor {
  return bent(x, seluAlpha * seluScale, seluScale, 1);
}

/** `selu` over its operand. */
export function selu_(x: Tensor): Tensor {
  return bent.inPlace(x, seluAlpha * seluScale, seluScale, 1);
}

function rateOf(alpha: number): number {
  if (alpha !== 0) return 1 / alpha;
  throw new NnError('VALUE', 'ZeroDivisionError: alpha cannot be 0 for CELU', { op: 'celu', details: { alpha } });
}
