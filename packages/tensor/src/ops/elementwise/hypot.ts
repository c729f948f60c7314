import type { Expr } from '@nn/core/expression';
import { defineElementwise, type Elementwise } from '../../elementwise.js';
import type { Tensor } from '../../tensor.js';
import { larger, smaller } from './expressions.js';

/**
 * √(a² + b²), broadcast, without overflow on the way.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast, 'DTYPE' for integers
 * @example
 * import { hypot, tensor } from '@nn/nn';
 *
 * hypot(tensor([3, 5]), tensor([4, 12])).toArraySync(); // [5, 13]
 */
export const hypot: Elementwise<readonly [a: Tensor, b: Tensor]> = /* @__PURE__ */ defineElementwise({
  name: 'hypot',
  refuses: ['hypot_cpu', 'integer', 'bool'],
  expression: (a, b) => {
    const [x, y] = [a.abs(), b.abs()];
    const infinite = x.eq(Infinity).or(y.eq(Infinity));
    return infinite.select(x.constant(Infinity), x.type === 'f32' ? inFloat64(x, y) : scaled(x, y));
  },
  saves: 'both',
  vjp: ({ dy, a, b, y, needs }) => [needs[0] ? dy.mul(a.div(y)) : null, needs[1] ? dy.mul(b.div(y)) : null],
});

function inFloat64(a: Expr, b: Expr): Expr {
  const [x, y] = [a.to('f64'), b.to('f64')];
  return x.mul(x).add(y.mul(y)).sqrt().to('f32');
}

function scaled(x: Expr, y: Expr): Expr {
  const long = larger(x, y);
  const ratio = smaller(x, y).div(long);
  return long.eq(0).select(long, long.mul(ratio.mul(ratio).add(1).sqrt()));
}
