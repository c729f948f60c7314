import type { Expr } from '@nn/core/expression';
import type { Flags } from './fused-update.js';

/** @internal The slope to follow: the gradient, turned round to climb, with the penalty's share where there is one. */
export function slopeOf(g: Expr, p: Expr, decay: Expr, { maximize, decays }: Flags): Expr {
  const signed = maximize === true ? g.neg() : g;
  // Without decay the parameter's value does not enter: an infinite weight must not make the slope NaN.
  return decays === true ? signed.add(p.mul(decay)) : signed;
}

/** @internal β and 1 − β of both means; the differences are taken in double, as PyTorch takes them. */
export interface Betas {
  readonly beta1: Expr;
  readonly rest1: Expr;
  readonly beta2: Expr;
  readonly rest2: Expr;
}

/** @internal The running means of the gradient and of its square. */
export function moments(
  g: Expr,
  mean: Expr,
  square: Expr,
  { beta1, rest1, beta2, rest2 }: Betas,
): [mean: Expr, square: Expr] {
  return [mean.mul(beta1).add(g.mul(rest1)), decayingSquare(square, g, beta2, rest2)];
}

/** @internal βv + (1 − β)g². */
export function decayingSquare(square: Expr, g: Expr, beta: Expr, rest: Expr): Expr {
  return square.mul(beta).add(rest.mul(g).mul(g));
}
