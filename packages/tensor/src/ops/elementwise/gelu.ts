import { NnError } from '@nn/core';
import { call, erf as erfFunction, exp, type Expr, tanh } from '@nn/core/expression';
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

function normalCdf(x: Expr): Expr {
  return call(erfFunction, x.mul(rootHalf)).add(1).mul(0.5);
}

function argument(x: Expr): Expr {
  return x.mul(x).mul(x).mul(cubic).add(x).mul(factor);
}
