import type { Expr, NamedFunction } from '../expr.js';
import { polynomial, signBit } from './float32.js';

/** The sine, NaN at ±∞. On float32 within 1.6 ulp for every x, for which the reduction is done in float64. */
export const sin: NamedFunction = {
  name: 'sin',
  arity: 1,
  lowerFloat32: (x) => {
    const { angle, quadrant } = reduceToQuarterTurn(x, 0);
    return sinePlus(angle, quadrant, signBit(x));
  },
  float64: Math.sin,
};

/** The cosine, NaN at ±∞. On float32 within 1.6 ulp for every x, for which the reduction is done in float64. */
export const cos: NamedFunction = {
  name: 'cos',
  arity: 1,
  lowerFloat32: (x) => {
    const { angle, quadrant } = reduceToQuarterTurn(x, 1);
    return sinePlus(angle, quadrant);
  },
  float64: Math.cos,
};

/** 1/(2π) in pieces of 29 bits, whose products with a float32 are exact in float64, and a last one of 53. */
const turnPieces = [
  0.15915494272485375, 3.6704158115630214e-10, 5.690025167992954e-19, 1.4703036846932608e-27, 2.5867171752090537e-36,
] as const;
const lastTurnPiece = 9.458140970740169e-46;

/**
 * |x| as quarter turns and a rest of at most π/4. Whole turns are dropped from each exact product, so this holds up to the
 * largest float32; no float32 is so close to a multiple of π/2 that the rest would lose its digits.
 *
 * @param ahead quarter turns to add
 */
function reduceToQuarterTurn(x: Expr, ahead: 0 | 1): { readonly angle: Expr; readonly quadrant: Expr } {
  const a = x.abs().to('f64');
  const parts = turnPieces.map((piece) => {
    const turns = a.mul(piece);
    return turns.sub(turns.floor());
  });
  const turns = parts.reduce((sum, part) => sum.add(part));
  // Adding this rounds to a multiple of 1/4.
  const shift = 1.5 * 2 ** 50;
  const quarters = turns.add(shift).sub(shift);
  const [first, ...others] = parts as [Expr, ...Expr[]];
  const rest = others.reduce((sum, part) => sum.add(part), first.sub(quarters)).add(a.mul(lastTurnPiece));
  return {
    angle: rest.mul(2 * Math.PI).to('f32'),
    quadrant: quarters
      .to('f32')
      .add(1.5 * 2 ** 21 + ahead / 4)
      .bitcast('i32'),
  };
}

/** sin(angle + quadrant · π/2), its sign changed where `sign` says so. */
function sinePlus(angle: Expr, quadrant: Expr, sign?: Expr): Expr {
  const z = angle.mul(angle);
  const sine = polynomial(z, -0.16666655, 0.008332189, -0.0001951829).mul(z.mul(angle)).add(angle);
  const cosine = polynomial(z, 0.041666646, -0.001388731, 2.4432327e-5).mul(z.mul(z)).add(z.mul(-0.5).add(1));
  const value = quadrant.and(1).eq(0).select(sine, cosine);
  const half = quadrant.and(2).shl(30);
  return value
    .bitcast('i32')
    .xor(sign === undefined ? half : half.xor(sign))
    .bitcast('f32');
}
