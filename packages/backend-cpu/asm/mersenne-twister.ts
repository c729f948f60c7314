/*
 * The Mersenne Twister MT19937: 624 words, and behind them the index of the next one (624: twist first). Words are
 * tempered and turned into what a law needs while they are in registers.
 */
import { multiplyAdd } from './simd';
import { narrow, sum } from './exact';

const SIZE: i32 = 624;
const SHIFT: i32 = 397;
const POSITION: usize = 2496;

/** What a word becomes: itself. */
const WORDS: i32 = 0;
/** k · 2^-24, for its last 24 bits k. */
const UNITS: i32 = 1;
/** (k - `first`) · `second`: exact apart from the one product. */
const SHIFTED: i32 = 2;
/** k · 2^-24 · `first` + `second`, fused; without fusion k · `first` + `second` in double, and both are given so. */
const AFFINE: i32 = 3;

export function words(state: usize, out: usize, n: i32): void {
  draw(WORDS, state, out, n, f32x4.splat(0), f32x4.splat(0));
}

export function units(state: usize, out: usize, n: i32): void {
  draw(UNITS, state, out, n, f32x4.splat(0), f32x4.splat(0));
}

export function shifted(state: usize, out: usize, n: i32, shift: i32, scale: f32): void {
  draw(SHIFTED, state, out, n, i32x4.splat(shift), f32x4.splat(scale));
}

export function affine(state: usize, out: usize, n: i32, width: f32, base: f32): void {
  if (ASC_FEATURE_RELAXED_SIMD) draw(AFFINE, state, out, n, f32x4.splat(width), f32x4.splat(base));
  else draw(AFFINE, state, out, n, f64x2.splat(<f64>width * 2 ** -24), f64x2.splat(<f64>base));
}

// @ts-ignore: decorator
@inline
function draw(kind: i32, state: usize, out: usize, n: i32, first: v128, second: v128): void {
  let position = load<i32>(state, POSITION);
  const here = min(n, SIZE - position);
  convertRun(kind, state + (<usize>position << 2), out, here, first, second);
  position += here;
  out += <usize>here << 2;
  n -= here;
  for (; n >= SIZE; n -= SIZE) {
    twist(kind, true, state, out, first, second);
    out += <usize>SIZE << 2;
  }
  if (n > 0) {
    twist(WORDS, false, state, 0, first, second);
    convertRun(kind, state, out, n, first, second);
    position = n;
  }
  store<i32>(state, position, POSITION);
}

// @ts-ignore: decorator
@inline
function convertRun(kind: i32, from: usize, out: usize, n: i32, first: v128, second: v128): void {
  for (; n >= 4; n -= 4) {
    v128.store(out, convert(kind, v128.load(from), first, second));
    from += 16;
    out += 16;
  }
  if (n == 0) return;
  const rest = convert(kind, v128.load(from), first, second);
  v128.store32_lane(out, rest, 0);
  if (n > 1) v128.store32_lane(out, rest, 1, 4);
  if (n > 2) v128.store32_lane(out, rest, 2, 8);
}

const LAST_24: usize = memory.data<u32>([0xffffff], 4);

// @ts-ignore: decorator
@inline
function convert(kind: i32, state: v128, first: v128, second: v128): v128 {
  const word = temper(state);
  if (kind == WORDS) return word;
  const k = v128.and(word, v128.load32_splat(LAST_24));
  if (kind == SHIFTED) return f32x4.mul(f32x4.convert_i32x4_s(i32x4.sub(k, first)), second);
  if (kind == UNITS || ASC_FEATURE_RELAXED_SIMD) {
    const unit = f32x4.mul(f32x4.convert_i32x4_s(k), f32x4.splat(2 ** -24));
    return kind == UNITS ? unit : multiplyAdd(unit, first, second);
  }
  return narrow(
    sum(f64x2.convert_low_i32x4_s(k), first, second),
    sum(f64x2.convert_low_i32x4_s(v128.shuffle<i32>(k, k, 2, 3, 2, 3)), first, second),
  );
}

const TEMPER: usize = memory.data<u32>([0x9d2c5680, 0xefc60000], 4);

// @ts-ignore: decorator
@inline
function temper(y: v128): v128 {
  y = v128.xor(y, i32x4.shr_u(y, 11));
  y = v128.xor(y, v128.and(i32x4.shl(y, 7), v128.load32_splat(TEMPER)));
  y = v128.xor(y, v128.and(i32x4.shl(y, 15), v128.load32_splat(TEMPER, 4)));
  return v128.xor(y, i32x4.shr_u(y, 18));
}

/** The next 624 words in place; with `emit`, also what they become. */
// @ts-ignore: decorator
@inline
function twist(kind: i32, emit: bool, state: usize, out: usize, first: v128, second: v128): void {
  let at = state;
  for (const end = state + 4 * 224; at != end; at += 16) {
    const next = v128.xor(v128.load(at, 4 * SHIFT), mix(v128.load(at), v128.load(at, 4)));
    v128.store(at, next);
    if (emit) v128.store(out + (at - state), convert(kind, next, first, second));
  }
  for (let i = 0; i < 3; i++) {
    store<u32>(at, load<u32>(at, 4 * SHIFT) ^ mixOne(load<u32>(at), load<u32>(at, 4)));
    at += 4;
  }
  for (const end = state + 4 * 623; at != end; at += 16) {
    const next = v128.xor(v128.load(at - 4 * (SIZE - SHIFT)), mix(v128.load(at), v128.load(at, 4)));
    v128.store(at, next);
    if (emit) v128.store(out + (at - state), convert(kind, next, first, second));
  }
  store<u32>(at, load<u32>(state, 4 * (SHIFT - 1)) ^ mixOne(load<u32>(at), load<u32>(state)));
  if (!emit) return;
  // Those that were made one by one.
  convertRun(kind, state + 4 * 224, out + 4 * 224, 3, first, second);
  convertRun(kind, state + 4 * 620, out + 4 * 620, 4, first, second);
}

const MIX: usize = memory.data<u32>([0x80000000, 0x7fffffff, 0x9908b0df], 4);

/** The top bit of one word and the rest of the next, times the matrix. */
// @ts-ignore: decorator
@inline
function mix(here: v128, next: v128): v128 {
  const joined = v128.or(v128.and(here, v128.load32_splat(MIX)), v128.and(next, v128.load32_splat(MIX, 4)));
  const odd = i32x4.shr_s(i32x4.shl(next, 31), 31);
  return v128.xor(i32x4.shr_u(joined, 1), v128.and(odd, v128.load32_splat(MIX, 8)));
}

// @ts-ignore: decorator
@inline
function mixOne(here: u32, next: u32): u32 {
  return (((here & 0x80000000) | (next & 0x7fffffff)) >> 1) ^ ((0 - (next & 1)) & 0x9908b0df);
}
