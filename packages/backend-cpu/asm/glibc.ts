/*
 * The exponential and the logarithm of glibc 2.36 for float32 (ARM's optimized routines, MIT licence, Copyright (c) 2017-2018
 * ARM Limited): computed in double, rounded once. PyTorch's inverse error function depends on their last bits.
 */
import { high, low, narrow } from './exact';

/** The bits of 2^(i / 32), less i in the place where i / 32 will be added as a power of two. */
const POWERS: usize = memory.data<u64>(
  [
    0x3ff0000000000000, 0x3fefd9b0d3158574, 0x3fefb5586cf9890f, 0x3fef9301d0125b51,
    0x3fef72b83c7d517b, 0x3fef54873168b9aa, 0x3fef387a6e756238, 0x3fef1e9df51fdee1,
    0x3fef06fe0a31b715, 0x3feef1a7373aa9cb, 0x3feedea64c123422, 0x3feece086061892d,
    0x3feebfdad5362a27, 0x3feeb42b569d4f82, 0x3feeab07dd485429, 0x3feea47eb03a5584,
    0x3feea09e667f3bcd, 0x3fee9f75e8ec5f74, 0x3feea11473eb0187, 0x3feea589994cce13,
    0x3feeace5422aa0dc, 0x3feeb737b0cdc5e5, 0x3feec49182a3f090, 0x3feed503b23e255c,
    0x3feee89f995ad3ae, 0x3feeff76f2fb5e47, 0x3fef199bdd85529c, 0x3fef3720dcef9069,
    0x3fef5818dcfba487, 0x3fef7c97337b9b5f, 0x3fefa4afa2a490da, 0x3fefd0765b6e4540,
  ],
  16,
);
/** 32 / ln 2; what rounds to an integer when added; the polynomial for 2^(r / 32), highest power first. */
const EXP: usize = memory.data<f64>(
  [
    1.4426950408889634 * 32, 1.5 * 2 ** 52, 0.05550361559341535 / 32768, 0.2402284522445722 / 1024, 0.6931471806916203 / 32,
    1,
  ],
  8,
);

/** exp(x), for x in [-88, 88]. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  return narrow(expOfTwo(low(x)), expOfTwo(high(x)));
}

// @ts-ignore: decorator
@inline
function expOfTwo(x: v128): v128 {
  const z = f64x2.mul(x, v128.load64_splat(EXP));
  const shifted = f64x2.add(z, v128.load64_splat(EXP, 8));
  const r = f64x2.sub(z, f64x2.sub(shifted, v128.load64_splat(EXP, 8)));
  const first = POWERS + (<usize>(i64x2.extract_lane(shifted, 0) & 31) << 3);
  const second = POWERS + (<usize>(i64x2.extract_lane(shifted, 1) & 31) << 3);
  const power = i64x2.add(v128.load64_lane(second, v128.load64_zero(first), 1), i64x2.shl(shifted, 47));
  const cubic = f64x2.add(f64x2.mul(v128.load64_splat(EXP, 16), r), v128.load64_splat(EXP, 24));
  const linear = f64x2.add(f64x2.mul(v128.load64_splat(EXP, 32), r), v128.load64_splat(EXP, 40));
  return f64x2.mul(f64x2.add(f64x2.mul(cubic, f64x2.mul(r, r)), linear), power);
}

/** 1 / c and log(c) for sixteen c. */
const CENTRES: usize = memory.data<f64>(
  [
    1.398907162146528, -0.33569133332882284, 1.3403141896637998, -0.2929040563774074,
    1.286432210124115, -0.2518726580937369, 1.2367150214269895, -0.21245868807117255,
    1.1906977166711752, -0.17453945183745634, 1.1479821020556429, -0.1380057072319758,
    1.1082251448272158, -0.10275976698545139, 1.0711297413057381, -0.06871392447020525,
    1.036437278977283, -0.0357891387398228, 1.0, 0.0,
    0.9492859795739057, 0.05204517742929496, 0.8951049428609004, 0.11081431298787942,
    0.8476821620351103, 0.1652495223695143, 0.8050314851692001, 0.21687389031699977,
    0.7664671008843108, 0.2659635028121397, 0.731428603316328, 0.3127556664073557,
  ],
  16,
);
/** 1, ln 2, and the polynomial for log(1 + r), highest power first. */
const LOG: usize = memory.data<f64>(
  [1, 0.6931471805599453, -0.25089342214237154, 0.333456765744066, -0.4999997485802103],
  8,
);
const OFFSET: i32 = 0x3f330000;

/** log(x), for positive normal x. */
// @ts-ignore: decorator
@inline
export function log(x: v128): v128 {
  const offset = i32x4.sub(x, i32x4.splat(OFFSET));
  const row = i32x4.shl(v128.and(i32x4.shr_s(offset, 19), i32x4.splat(15)), 4);
  const k = i32x4.shr_s(offset, 23);
  const z = i32x4.sub(x, i32x4.shl(k, 23));
  return narrow(
    logOfTwo(low(z), f64x2.convert_low_i32x4_s(k), i32x4.extract_lane(row, 0), i32x4.extract_lane(row, 1)),
    logOfTwo(
      high(z),
      f64x2.convert_low_i32x4_s(v128.shuffle<i32>(k, k, 2, 3, 2, 3)),
      i32x4.extract_lane(row, 2),
      i32x4.extract_lane(row, 3),
    ),
  );
}

// @ts-ignore: decorator
@inline
function logOfTwo(z: v128, k: v128, firstRow: i32, secondRow: i32): v128 {
  const first = v128.load(CENTRES + <usize>firstRow);
  const second = v128.load(CENTRES + <usize>secondRow);
  const inverse = v128.shuffle<f64>(first, second, 0, 2);
  const logarithm = v128.shuffle<f64>(first, second, 1, 3);
  const r = f64x2.sub(f64x2.mul(z, inverse), v128.load64_splat(LOG));
  const whole = f64x2.add(logarithm, f64x2.mul(k, v128.load64_splat(LOG, 8)));
  const rr = f64x2.mul(r, r);
  const linear = f64x2.add(f64x2.mul(v128.load64_splat(LOG, 24), r), v128.load64_splat(LOG, 32));
  const polynomial = f64x2.add(f64x2.mul(v128.load64_splat(LOG, 16), rr), linear);
  return f64x2.add(f64x2.mul(polynomial, rr), f64x2.add(whole, r));
}
