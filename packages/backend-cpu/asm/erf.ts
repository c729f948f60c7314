/*
 * The error function as glibc's `erff` rounds it, every operation by itself. Coefficients from fdlibm's s_erf.c and s_erff.c,
 * highest power first.
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import { exp } from './glibc';

const NEAR_OVER: usize = memory.data<f32>(
  [-2.37630166566501626084e-5, -5.77027029648944159157e-3, -2.84817495755985104766e-2, -3.2504210724700149937e-1,
   1.28379167095512558561e-1],
  16,
);
const NEAR_UNDER: usize = memory.data<f32>(
  [-3.9602282787753681232e-6, 1.32494738004321644526e-4, 5.08130628187576562776e-3, 6.50222499887672944485e-2,
   3.97917223959155352819e-1, 1],
  16,
);
const MIDDLE_OVER: usize = memory.data<f32>(
  [-2.166375594868790843e-3, 3.54783043256182359371e-2, -1.10894694282396677476e-1, 3.18346619901161753674e-1,
   -3.72207876035701323847e-1, 4.14856118683748331666e-1, -2.36211856075265944077e-3],
  16,
);
const MIDDLE_UNDER: usize = memory.data<f32>(
  [1.1984499846799107417e-2, 1.36370839120290507362e-2, 1.26171219808761642112e-1, 7.18286544141962662868e-2,
   5.40397917702171048937e-1, 1.06420880400844228286e-1, 1],
  16,
);
const FAR_OVER: usize = memory.data<f32>(
  [-9.81432934416914548592, -8.12874355063065934246e1, -1.84605092906711035994e2, -1.62396669462573470355e2,
   -6.23753324503260060396e1, -1.05586262253232909814e1, -6.93858572707181764372e-1, -9.86494403484714822705e-3],
  16,
);
const FAR_UNDER: usize = memory.data<f32>(
  [-6.04244152148580987438e-2, 6.57024977031928170135, 1.08635005541779435134e2, 4.29008140027567833386e2,
   6.45387271733267880336e2, 4.34565877475229228821e2, 1.376577541435190426e2, 1.96512716674392571292e1, 1],
  16,
);
const FARTHER_OVER: usize = memory.data<f32>(
  [-4.83519191608651397019e2, -1.02509513161107724954e3, -6.37566443368389627722e2, -1.60636384855821916062e2,
   -1.77579549177547519889e1, -7.99283237680523006574e-1, -9.86494292470009928597e-3],
  16,
);
const FARTHER_UNDER: usize = memory.data<f32>(
  [-2.24409524465858183362e1, 4.74528541206955367215e2, 2.55305040643316442583e3, 3.19985821950859553908e3,
   1.53672958608443695994e3, 3.25792512996573918826e2, 3.03380607434824582924e1, 1],
  16,
);
/** erf(1) shortened; where the pieces end: in |x| at 27/32, at 5/4, and just below 1/0.35. */
const ERF_OF_ONE: usize = memory.data<f32>([8.45062911510467529297e-1], 4);
const NEAR_ENDS: usize = memory.data<f32>([0.84375, 1.25], 4);
const FAR_ENDS: usize = memory.data<u32>([0x4036db6e], 4);
const EXPONENT_SHIFT: usize = memory.data<f32>([0.5625], 4);
const SIGN: usize = memory.data<u32>([0x80000000], 4);

// @ts-ignore: decorator
@inline
function horner(coefficients: usize, degree: i32, x: v128): v128 {
  let sum = v128.load32_splat(coefficients);
  if (degree > 0) sum = term(sum, x, coefficients + 4);
  if (degree > 1) sum = term(sum, x, coefficients + 8);
  if (degree > 2) sum = term(sum, x, coefficients + 12);
  if (degree > 3) sum = term(sum, x, coefficients + 16);
  if (degree > 4) sum = term(sum, x, coefficients + 20);
  if (degree > 5) sum = term(sum, x, coefficients + 24);
  if (degree > 6) sum = term(sum, x, coefficients + 28);
  if (degree > 7) sum = term(sum, x, coefficients + 32);
  return sum;
}

// @ts-ignore: decorator
@inline
function term(sum: v128, x: v128, coefficient: usize): v128 {
  return f32x4.add(f32x4.mul(sum, x), v128.load32_splat(coefficient));
}

/** For |x| < 27/32. */
// @ts-ignore: decorator
@inline
export function erfNear(x: v128): v128 {
  const z = f32x4.mul(x, x);
  const ratio = f32x4.div(horner(NEAR_OVER, 4, z), horner(NEAR_UNDER, 5, z));
  return f32x4.add(x, f32x4.mul(x, ratio));
}

/** From there to 5/4, for positive x. */
// @ts-ignore: decorator
@inline
function erfMiddle(x: v128): v128 {
  const z = f32x4.sub(x, f32x4.splat(1));
  return f32x4.add(v128.load32_splat(ERF_OF_ONE), f32x4.div(horner(MIDDLE_OVER, 6, z), horner(MIDDLE_UNDER, 6, z)));
}

/** From there to 6. */
// @ts-ignore: decorator
@inline
function erfFar(x: v128): v128 {
  const z = f32x4.div(f32x4.splat(1), f32x4.mul(x, x));
  let tail = f32x4.div(horner(FAR_OVER, 7, z), horner(FAR_UNDER, 8, z));
  const farther = f32x4.ge(x, v128.load32_splat(FAR_ENDS));
  if (v128.any_true(farther)) {
    tail = v128.bitselect(f32x4.div(horner(FARTHER_OVER, 6, z), horner(FARTHER_UNDER, 7, z)), tail, farther);
  }
  // x with its last twelve bits cleared: its square is exact.
  const w = v128.and(x, i32x4.splat(0xfffff000));
  const main = exp(f32x4.sub(f32x4.neg(f32x4.mul(w, w)), v128.load32_splat(EXPONENT_SHIFT)));
  const rest = exp(f32x4.add(f32x4.mul(f32x4.sub(w, x), f32x4.add(w, x)), tail));
  return f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.mul(main, rest), x));
}

/** For |x| < 6. */
export function erf(x: v128): v128 {
  const sign = v128.and(x, v128.load32_splat(SIGN));
  const size = v128.andnot(x, v128.load32_splat(SIGN));
  const near = f32x4.lt(size, v128.load32_splat(NEAR_ENDS));
  const notFar = f32x4.lt(size, v128.load32_splat(NEAR_ENDS, 4));
  let result = f32x4.splat(0);
  if (v128.any_true(near)) result = erfNear(size);
  if (v128.any_true(v128.andnot(notFar, near))) result = v128.bitselect(result, erfMiddle(size), near);
  if (!i32x4.all_true(notFar)) result = v128.bitselect(result, erfFar(size), notFar);
  return v128.or(result, sign);
}
