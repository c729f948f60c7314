/*
 * PyTorch's float32 normals: Box-Muller on blocks of sixteen, the pairs (j, j + 8), with the polynomials of its AVX2 kernel.
 * That kernel fuses; the baseline build computes its steps in double (see `exact`), the relaxed build fuses as well and is only
 * used where a test at the start has shown it. Over all 2^24 inputs both give its bits.
 */
import { fused, high, isTie, low, narrow, round, roundAway, sum } from './exact';
import { units } from './mersenne-twister';
import { multiplyAdd } from './simd';

/** Elements at a time: they stay in the first level of the cache between the passes. A multiple of 16. */
const CHUNK: i32 = 1248;

/** n >= 16. */
export function normal(state: usize, out: usize, n: i32, mean: f32, std: f32): void {
  const whole = n & ~15;
  for (let done = 0; done < whole; done += CHUNK) {
    const part = min(CHUNK, whole - done);
    const at = out + (<usize>done << 2);
    units(state, at, part);
    blocks(at, part, mean, std);
  }
  if (whole == n) return;
  const last = out + (<usize>(n - 16) << 2);
  units(state, out + (<usize>whole << 2), n - whole);
  units(state, last, 16);
  blocks(last, 16, mean, std);
}

function blocks(at: usize, n: i32, mean: f32, std: f32): void {
  const end = at + (<usize>n << 2);
  for (let block = at; block != end; block += 64) radii(block);
  if (ASC_FEATURE_RELAXED_SIMD) for (let block = at; block != end; block += 64) angles(FUSED, block, mean, std);
  else if (mean == 0 && (std == 0 || std >= SMALLEST)) {
    for (let block = at; block != end; block += 64) angles(CENTRED, block, mean, std);
  } else if (Math.abs(mean) >= SMALLEST && !isPowerOfTwo(std)) {
    for (let block = at; block != end; block += 64) angles(MOVED, block, mean, std);
  } else for (let block = at; block != end; block += 64) angles(STRICT, block, mean, std);
}

/** Then products have no more bits than normals, and every second sum may be a tie. */
// @ts-ignore: decorator
@inline
function isPowerOfTwo(x: f32): bool {
  return (reinterpret<u32>(x) & 0x7fffff) == 0;
}

/** No product of a normal and such a std, and no sum with such a mean, is subnormal and inexact. */
const SMALLEST: f32 = 2 ** -60;

/** How std · x + mean is rounded once: by an instruction; as a product alone; in double; in double and with care. */
const FUSED: i32 = 0;
const CENTRED: i32 = 1;
const MOVED: i32 = 2;
const STRICT: i32 = 3;

/** log(1 + m) / m is a polynomial, highest power first. */
const LOG: usize = memory.data<f32>(
  [
    7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1,
    -2.4999993993e-1, 3.3333331174e-1,
  ],
  16,
);
/** The same in double. */
const LOG_WIDE: usize = memory.data<f64>(
  [
    <f64>(<f32>7.0376836292e-2), <f64>(<f32>-1.151461031e-1), <f64>(<f32>1.167699874e-1), <f64>(<f32>-1.2420140846e-1),
    <f64>(<f32>1.4249322787e-1), <f64>(<f32>-1.6668057665e-1), <f64>(<f32>2.0000714765e-1), <f64>(<f32>-2.4999993993e-1),
    <f64>(<f32>3.3333331174e-1),
  ],
  16,
);
const LOG_DEGREE: usize = 8;
/** ln 2 in two parts. */
const LN2: usize = memory.data<f32>([-2.1219444e-4, 0.693359375], 8);
const SQRT_HALF: usize = memory.data<f32>([0.7071067811865476], 4);
const FRACTION: usize = memory.data<u32>([0x7fffff, 0x3f000000], 4);

/** sqrt(-2 log(1 - x)) of the first half of a block, in place: two vectors side by side, because each is one long chain. */
// @ts-ignore: decorator
@inline
function radii(block: usize): void {
  const one = f32x4.splat(1);
  const x = f32x4.sub(one, v128.load(block));
  const y = f32x4.sub(one, v128.load(block, 16));
  // x = (1 + m) · 2^e, with 1 + m between sqrt(1/2) and sqrt(2)
  let mx = mantissa(x);
  let my = mantissa(y);
  const belowX = f32x4.lt(mx, v128.load32_splat(SQRT_HALF));
  const belowY = f32x4.lt(my, v128.load32_splat(SQRT_HALF));
  const ex = f32x4.convert_i32x4_s(i32x4.add(exponent(x), belowX));
  const ey = f32x4.convert_i32x4_s(i32x4.add(exponent(y), belowY));
  mx = f32x4.add(f32x4.sub(mx, one), v128.and(mx, belowX));
  my = f32x4.add(f32x4.sub(my, one), v128.and(my, belowY));
  const zx = f32x4.mul(mx, mx);
  const zy = f32x4.mul(my, my);
  const tx = f32x4.mul(ex, v128.load32_splat(LN2));
  const ty = f32x4.mul(ey, v128.load32_splat(LN2));
  let lx: v128;
  let ly: v128;
  if (ASC_FEATURE_RELAXED_SIMD) {
    lx = v128.load32_splat(LOG);
    ly = lx;
    for (let at: usize = LOG + 4; at <= LOG + 4 * LOG_DEGREE; at += 4) {
      const c = v128.load32_splat(at);
      lx = multiplyAdd(lx, mx, c);
      ly = multiplyAdd(ly, my, c);
    }
    lx = multiplyAdd(f32x4.mul(lx, mx), zx, tx);
    ly = multiplyAdd(f32x4.mul(ly, my), zy, ty);
  } else {
    const a = low(mx);
    const b = high(mx);
    const c = low(my);
    const d = high(my);
    let p = v128.load64_splat(LOG_WIDE);
    let q = p;
    let r = p;
    let s = p;
    for (let at: usize = LOG_WIDE + 8; at <= LOG_WIDE + 8 * LOG_DEGREE; at += 8) {
      const next = v128.load64_splat(at);
      p = roundAway(sum(p, a, next));
      q = roundAway(sum(q, b, next));
      r = roundAway(sum(r, c, next));
      s = roundAway(sum(s, d, next));
    }
    // Here a tie occurs.
    p = round(f64x2.mul(p, a));
    q = round(f64x2.mul(q, b));
    r = round(f64x2.mul(r, c));
    s = round(f64x2.mul(s, d));
    lx = narrow(sum(p, low(zx), low(tx)), sum(q, high(zx), high(tx)));
    ly = narrow(sum(r, low(zy), low(ty)), sum(s, high(zy), high(ty)));
  }
  v128.store(block, radius(lx, zx, mx, ex));
  v128.store(block, radius(ly, zy, my, ey), 16);
}

// @ts-ignore: decorator
@inline
function mantissa(x: v128): v128 {
  return v128.or(v128.and(x, v128.load32_splat(FRACTION)), v128.load32_splat(FRACTION, 4));
}

// @ts-ignore: decorator
@inline
function exponent(x: v128): v128 {
  return i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126));
}

// @ts-ignore: decorator
@inline
function radius(polynomial: v128, z: v128, m: v128, e: v128): v128 {
  const rest = f32x4.sub(polynomial, f32x4.mul(z, f32x4.splat(0.5)));
  const log = f32x4.add(f32x4.mul(e, v128.load32_splat(LN2, 4)), f32x4.add(m, rest));
  return f32x4.sqrt(f32x4.mul(f32x4.splat(-2), log));
}

/** The normals of a block whose first half holds radii and whose second half angles. */
// @ts-ignore: decorator
@inline
function angles(mode: i32, block: usize, mean: f32, std: f32): void {
  four(mode, block, mean, std);
  four(mode, block + 16, mean, std);
}

const TWO_PI: usize = memory.data<f32>([6.283185307179586, 1.27323954473516], 4);
/** -pi/4 in three parts. */
const REDUCE: usize = memory.data<f32>([-0.78515625, -2.4187564849853515625e-4, -3.77489497744594108e-8], 4);
const REDUCE_WIDE: usize = memory.data<f64>([<f64>(<f32>-3.77489497744594108e-8)], 8);
/** Below it the last step of the reduction would be wrong if it were rounded twice. */
const NEAR_ZERO: usize = memory.data<f32>([2e-6], 4);
const COS: usize = memory.data<f32>([2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2], 4);
const SIN: usize = memory.data<f32>([-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1], 4);
/**
 * In double, the first coefficient; then by twos a large number whose last place is that of the rounded sum, and the coefficient with
 * that number added: adding the second and subtracting the first rounds.
 */
const COS_WIDE: usize = memory.data<f64>(
  [
    <f64>(<f32>2.443315711809948e-5),
    1.5 * 2 ** 19,
    1.5 * 2 ** 19 + <f64>(<f32>-1.388731625493765e-3),
    1.5 * 2 ** 24,
    1.5 * 2 ** 24 + <f64>(<f32>4.166664568298827e-2),
  ],
  8,
);
const SIN_WIDE: usize = memory.data<f64>(
  [
    <f64>(<f32>-1.9515295891e-4),
    1.5 * 2 ** 22,
    1.5 * 2 ** 22 + <f64>(<f32>8.3321608736e-3),
    1.5 * 2 ** 26,
    1.5 * 2 ** 26 + <f64>(<f32>-1.6666654611e-1),
  ],
  8,
);

// @ts-ignore: decorator
@inline
function four(mode: i32, block: usize, mean: f32, std: f32): void {
  // The angle, less a multiple of pi/4.
  let x = f32x4.mul(v128.load32_splat(TWO_PI), v128.load(block, 32));
  const octants = f32x4.add(f32x4.floor(f32x4.mul(x, v128.load32_splat(TWO_PI, 4))), f32x4.splat(8388608));
  const octant = v128.and(i32x4.add(octants, i32x4.splat(1)), i32x4.splat(14));
  const turns = f32x4.convert_i32x4_s(octant);
  x = f32x4.add(x, f32x4.mul(turns, v128.load32_splat(REDUCE)));
  x = f32x4.add(x, f32x4.mul(turns, v128.load32_splat(REDUCE, 4)));
  let s: v128;
  let c: v128;
  if (ASC_FEATURE_RELAXED_SIMD) {
    x = multiplyAdd(turns, v128.load32_splat(REDUCE, 8), x);
    const z = f32x4.mul(x, x);
    c = multiplyAdd(v128.load32_splat(COS), z, v128.load32_splat(COS, 4));
    c = f32x4.mul(multiplyAdd(c, z, v128.load32_splat(COS, 8)), z);
    c = f32x4.add(multiplyAdd(c, z, f32x4.mul(z, f32x4.splat(-0.5))), f32x4.splat(1));
    s = multiplyAdd(v128.load32_splat(SIN), z, v128.load32_splat(SIN, 4));
    s = f32x4.mul(multiplyAdd(s, z, v128.load32_splat(SIN, 8)), z);
    s = multiplyAdd(s, x, x);
  } else {
    const before = x;
    x = f32x4.add(x, f32x4.mul(turns, v128.load32_splat(REDUCE, 8)));
    if (v128.any_true(f32x4.lt(f32x4.abs(x), v128.load32_splat(NEAR_ZERO)))) x = reduced(before, turns);
    const z = f32x4.mul(x, x);
    const zl = low(z);
    const zh = high(z);
    let cl = v128.load64_splat(COS_WIDE);
    let ch = cl;
    let sl = v128.load64_splat(SIN_WIDE);
    let sh = sl;
    cl = f64x2.sub(sum(cl, zl, v128.load64_splat(COS_WIDE, 16)), v128.load64_splat(COS_WIDE, 8));
    ch = f64x2.sub(sum(ch, zh, v128.load64_splat(COS_WIDE, 16)), v128.load64_splat(COS_WIDE, 8));
    sl = f64x2.sub(sum(sl, zl, v128.load64_splat(SIN_WIDE, 16)), v128.load64_splat(SIN_WIDE, 8));
    sh = f64x2.sub(sum(sh, zh, v128.load64_splat(SIN_WIDE, 16)), v128.load64_splat(SIN_WIDE, 8));
    cl = f64x2.sub(sum(cl, zl, v128.load64_splat(COS_WIDE, 32)), v128.load64_splat(COS_WIDE, 24));
    ch = f64x2.sub(sum(ch, zh, v128.load64_splat(COS_WIDE, 32)), v128.load64_splat(COS_WIDE, 24));
    sl = f64x2.sub(sum(sl, zl, v128.load64_splat(SIN_WIDE, 32)), v128.load64_splat(SIN_WIDE, 24));
    sh = f64x2.sub(sum(sh, zh, v128.load64_splat(SIN_WIDE, 32)), v128.load64_splat(SIN_WIDE, 24));
    cl = roundAway(f64x2.mul(cl, zl));
    ch = roundAway(f64x2.mul(ch, zh));
    sl = roundAway(f64x2.mul(sl, zl));
    sh = roundAway(f64x2.mul(sh, zh));
    const half = f64x2.splat(0.5);
    c = narrow(f64x2.mul(f64x2.sub(cl, half), zl), f64x2.mul(f64x2.sub(ch, half), zh));
    c = f32x4.add(c, f32x4.splat(1));
    const xl = low(x);
    const xh = high(x);
    s = narrow(sum(sl, xl, xl), sum(sh, xh, xh));
  }
  // In every second pair of octants sine and cosine change places; then the signs.
  const swap = v128.and(v128.xor(s, c), i32x4.shr_s(i32x4.shl(octant, 30), 31));
  const sineSign = i32x4.shl(v128.and(octant, i32x4.splat(4)), 29);
  const cosineSign = i32x4.shl(v128.andnot(i32x4.splat(4), i32x4.sub(octant, i32x4.splat(2))), 29);
  const sine = v128.xor(v128.xor(s, swap), sineSign);
  const cosine = v128.xor(v128.xor(c, swap), cosineSign);
  const length = v128.load(block);
  v128.store(block, scaled(mode, f32x4.mul(length, cosine), mean, std));
  v128.store(block, scaled(mode, f32x4.mul(length, sine), mean, std), 32);
}

function reduced(x: v128, turns: v128): v128 {
  const part = v128.load64_splat(REDUCE_WIDE);
  return narrow(sum(low(turns), part, low(x)), sum(high(turns), part, high(x)));
}

/** std · x + mean, rounded once. */
// @ts-ignore: decorator
@inline
function scaled(mode: i32, x: v128, mean: f32, std: f32): v128 {
  const slope = f32x4.splat(std);
  const offset = f32x4.splat(mean);
  if (mode == FUSED) return multiplyAdd(x, slope, offset);
  if (mode == CENTRED) return f32x4.add(f32x4.mul(x, slope), offset);
  if (mode == STRICT) return fused(x, slope, offset);
  const first = sum(low(x), f64x2.splat(<f64>std), f64x2.splat(<f64>mean));
  const second = sum(high(x), f64x2.splat(<f64>std), f64x2.splat(<f64>mean));
  if (v128.any_true(v128.or(isTie(first), isTie(second)))) return fused(x, slope, offset);
  return narrow(first, second);
}
