import { NnError } from '@nn/core';
import { atLeast, atMost, call, erf as erfFunction, exp, type Expr, polynomial, tanh } from '@nn/core/expression';
import type { Tensor } from '../../tensor.js';
import { type Curve, defineCurve } from './slope.js';

export interface GeluOptions {
  /** `'tanh'` for the approximation of the original paper. @default 'none' */
  readonly approximate?: 'none' | 'tanh';
}

/** √½, and 1/√(2π): the normal density at 0. */
const rootHalf = 0.7071067811865476;
const densityAt0 = 0.3989422804014327;

const exact: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'gelu',
  refuses: ['GeluKernelImpl', 'integer', 'bool'],
  expression: (x) => x.mul(normalCdf(x)),
  derivative: (dy, x) => {
    const density = call(exp, x.mul(x).mul(-0.5)).mul(densityAt0);
    return dy.mul(normalCdf(x).add(x.mul(density)));
  },
  curvature: (x) => {
    const squared = x.square();
    return squared.mul(-0.5).exp().mul(densityAt0).mul(squared.neg().add(2));
  },
});

/** √(2/π) and the weight of the cube: the argument of tanh is √(2/π) (x + 0.044715 x³). */
const factor = 0.7978845608028654;
const cubic = 0.044715;

const approximated: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'gelu',
  refuses: ['GeluKernelImpl', 'integer', 'bool'],
  expression: (x) => x.mul(0.5).mul(call(tanh, argument(x)).add(1)),
  derivative: (dy, x) => {
    const t = call(tanh, argument(x));
    const slope = x
      .mul(x)
      .mul(3 * cubic)
      .add(1)
      .mul(factor);
    const bend = t.constant(1).sub(t.mul(t)).mul(slope).mul(x);
    return dy.mul(t.add(1).add(bend).mul(0.5));
  },
  curvature: (x) => {
    const squared = x.square();
    const t = squared.mul(cubic).add(1).mul(x).mul(factor).tanh();
    const slope = squared
      .mul(3 * cubic)
      .add(1)
      .mul(factor);
    const bend = slope.sub(x.mul(t).mul(slope.square())).add(squared.mul(3 * cubic * factor));
    return t.square().neg().add(1).mul(bend);
  },
});

/**
 * x · Φ(x), Φ the distribution function of the normal distribution.
 *
 * @throws NnError 'DTYPE' for integers and booleans, 'OPTION' for another approximation
 * @example
 * import { gelu, tensor } from '@nn/nn';
 *
 * gelu(tensor([0, 100])).toArraySync(); // [0, 100]
 */
export function gelu(x: Tensor, options: GeluOptions = {}): Tensor {
  const { approximate = 'none' } = options;
  if (approximate === 'none') return exact(x);
  if (approximate === 'tanh') return approximated(x);
  throw new NnError('OPTION', 'approximate argument must be either none or tanh.', {
    op: 'gelu',
    details: { approximate },
  });
}

/**
 * Φ. In float32 1/2 + x·p(x²)/q(x²), a minimax fit for |x| up to 5.5 that is off by at most 2.1e-7 after rounding; exactly 0 and 1 beyond,
 * where what is held at 5.5 is only x².
 */
function normalCdf(x: Expr): Expr {
  if (x.type !== 'f32') return call(erfFunction, x.mul(rootHalf)).add(1).mul(0.5);
  const z = atMost(x.mul(x), 30.25);
  const over = polynomial(z, 333145.16, 28462.873, 3919.1116, 143.09424, 5.331549, 0.018929508).mul(x);
  const under = polynomial(z, 835071.19, 210523.61, 24035.648, 1585.6876, 62.240383, 1);
  return atMost(atLeast(over.div(under), -0.5), 0.5).add(0.5);
}

function argument(x: Expr): Expr {
  return x.mul(x).mul(x).mul(cubic).add(x).mul(factor);
}
