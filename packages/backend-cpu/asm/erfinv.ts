/*
 * The inverse error function of float32 as PyTorch computes it: a rational approximation, whose polynomials are fused, then two
 * steps of Newton's method, which are not.
 */
import { erf, erfNear } from './erf';
import { high, low, narrow, round, sum } from './exact';
import { exp, log } from './glibc';
import { multiplyAdd } from './simd';

/** Up to here the centre's approximation serves. */
export const CENTRE: f32 = 0.7;

/** Highest power first. */
const CENTRE_OVER: usize = memory.data<f32>([-0.140543331, 0.914624893, -1.645349621, 0.886226899], 4);
const CENTRE_UNDER: usize = memory.data<f32>([0.012229801, -0.329097515, 1.442710462, -2.118377725, 1], 4);
const TAIL_OVER: usize = memory.data<f32>([1.641345311, 3.429567803, -1.624906493, -1.970840454], 4);
const TAIL_UNDER: usize = memory.data<f32>([1.6370678, 3.5438892, 1], 4);
/** The same in double. */
const CENTRE_OVER_WIDE: usize = memory.data<f64>(
  [<f64>(<f32>-0.140543331), <f64>(<f32>0.914624893), <f64>(<f32>-1.645349621), <f64>(<f32>0.886226899)],
  8,
);
const CENTRE_UNDER_WIDE: usize = memory.data<f64>(
  [<f64>(<f32>0.012229801), <f64>(<f32>-0.329097515), <f64>(<f32>1.442710462), <f64>(<f32>-2.118377725), 1],
  8,
);
const TAIL_OVER_WIDE: usize = memory.data<f64>(
  [<f64>(<f32>1.641345311), <f64>(<f32>3.429567803), <f64>(<f32>-1.624906493), <f64>(<f32>-1.970840454)],
  8,
);
const TAIL_UNDER_WIDE: usize = memory.data<f64>([<f64>(<f32>1.6370678), <f64>(<f32>3.5438892), 1], 8);
/** PyTorch's 2 / sqrt(pi): the root is rounded, and the quotient. */
const SLOPE: usize = memory.data<f32>([1.1283791065216064], 4);
const SIGN: usize = memory.data<u32>([0x80000000], 4);

/** A polynomial of the second, third or fourth degree, every step fused. */
// @ts-ignore: decorator
@inline
function polynomial(coefficients: usize, wide: usize, degree: usize, x: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    let y = multiplyAdd(v128.load32_splat(coefficients), x, v128.load32_splat(coefficients + 4));
    y = multiplyAdd(y, x, v128.load32_splat(coefficients + 8));
    if (degree > 2) y = multiplyAdd(y, x, v128.load32_splat(coefficients + 12));
    if (degree > 3) y = multiplyAdd(y, x, v128.load32_splat(coefficients + 16));
    return y;
  }
  return narrow(polynomialOfTwo(wide, degree, low(x)), polynomialOfTwo(wide, degree, high(x)));
}

/** The last step is not rounded yet. */
// @ts-ignore: decorator
@inline
function polynomialOfTwo(wide: usize, degree: usize, x: v128): v128 {
  let y = sum(v128.load64_splat(wide), x, v128.load64_splat(wide + 8));
  y = sum(round(y), x, v128.load64_splat(wide + 16));
  if (degree > 2) y = sum(round(y), x, v128.load64_splat(wide + 24));
  if (degree > 3) y = sum(round(y), x, v128.load64_splat(wide + 32));
  return y;
}

// @ts-ignore: decorator
@inline
function newton(x: v128, y: v128, erfOfX: v128): v128 {
  const slope = f32x4.mul(v128.load32_splat(SLOPE), exp(f32x4.neg(f32x4.mul(x, x))));
  return f32x4.sub(x, f32x4.div(f32x4.sub(erfOfX, y), slope));
}

/** For |y| up to `CENTRE`. */
// @ts-ignore: decorator
@inline
export function erfinvCentre(y: v128): v128 {
  const z = f32x4.mul(y, y);
  const over = f32x4.mul(y, polynomial(CENTRE_OVER, CENTRE_OVER_WIDE, 3, z));
  let x = f32x4.div(over, polynomial(CENTRE_UNDER, CENTRE_UNDER_WIDE, 4, z));
  x = newton(x, y, erfNear(x));
  return newton(x, y, erfNear(x));
}

/** For |y| from `CENTRE` to 1. */
export function erfinvTail(y: v128): v128 {
  const sign = v128.and(y, v128.load32_splat(SIGN));
  const size = v128.andnot(y, v128.load32_splat(SIGN));
  const one = f32x4.splat(1);
  const z = f32x4.sqrt(f32x4.neg(log(f32x4.mul(f32x4.sub(one, size), f32x4.splat(0.5)))));
  const over = v128.xor(polynomial(TAIL_OVER, TAIL_OVER_WIDE, 3, z), sign);
  let x = f32x4.div(over, polynomial(TAIL_UNDER, TAIL_UNDER_WIDE, 2, z));
  x = newton(x, y, erf(x));
  x = newton(x, y, erf(x));
  return v128.bitselect(v128.or(f32x4.splat(Infinity), sign), x, f32x4.eq(size, one));
}
