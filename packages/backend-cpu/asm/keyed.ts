/*
 * The laws of keyed streams in float32, as `docs/specs/keyed-streams.md` defines them: every element from the one word that belongs to
 * its number. The words of a chunk are made first and then turned into elements: two small loops are faster than one large one.
 */
import { TABLE } from './keyed-normal-table';
import { philox, schedule, SCHEDULE } from './philox';

export { prepare } from './keyed-normal-table';

/** Words at a time, whole groups of blocks. */
const CHUNK: i32 = 1024;

const UNIFORM: i32 = 0;
const NORMAL: i32 = 1;
const TRUNC_NORMAL: i32 = 2;
const BERNOULLI: i32 = 3;

/** low + width · u, and `below` where that is not below `high`. */
export function uniform(
  key: usize,
  out: usize,
  n: i32,
  low: f32,
  width: f32,
  high: f32,
  below: f32,
  workspace: usize,
): void {
  draw(UNIFORM, key, out, n, workspace, f32x4.splat(low), f32x4.splat(width), f32x4.splat(high), f32x4.splat(below));
}

/** mean + std · z */
export function normal(key: usize, out: usize, n: i32, mean: f32, std: f32, workspace: usize): void {
  const none = f32x4.splat(0);
  draw(NORMAL, key, out, n, workspace, f32x4.splat(mean), f32x4.splat(std), none, none);
}

/** `normal` of the words first + (w · count + count / 2) / 2^32. */
export function truncNormal(
  key: usize,
  out: usize,
  n: i32,
  mean: f32,
  std: f32,
  first: f64,
  count: f64,
  workspace: usize,
): void {
  if (count == ALL) normal(key, out, n, mean, std, workspace);
  else {
    const from = i32x4.splat(<u32>first);
    draw(TRUNC_NORMAL, key, out, n, workspace, f32x4.splat(mean), f32x4.splat(std), from, i32x4.splat(<u32>count));
  }
}

/** 1 where the word is below `count`. */
export function bernoulli(key: usize, out: usize, n: i32, count: f64, workspace: usize): void {
  const none = f32x4.splat(0);
  const one = f32x4.splat(count > 0 ? 1 : 0);
  draw(BERNOULLI, key, out, n, workspace, i32x4.splat(<u32>max<f64>(0, count - 1)), one, none, none);
}

/** The number of words. */
const ALL: f64 = 4294967296;

/**
 * `key`: where the four words of the stream's key stand, then the number of the first element as a block (low word, high word) and
 * a word in it. `workspace`: `SCHEDULE` bytes and a chunk.
 */
// @ts-ignore: decorator
@inline
function draw(law: i32, key: usize, out: usize, n: i32, workspace: usize, a: v128, b: v128, c: v128, d: v128): void {
  const words = workspace + SCHEDULE;
  schedule(load<u32>(key), load<u32>(key, 4), workspace);
  let low = load<u32>(key, 16);
  let high = load<u32>(key, 20);
  let skip = load<i32>(key, 24);
  while (n > 0) {
    const part = min(CHUNK - skip, n);
    philox(workspace, low, high, load<u32>(key, 8), load<u32>(key, 12), words, (skip + part + 3) >> 2);
    const next = out + (<usize>part << 2);
    let from = words + (<usize>skip << 2);
    let left = part;
    // Two vectors side by side, for the machine to overlap; of the law that is used most, as each takes room.
    for (; law == NORMAL && left >= 8; left -= 8) {
      const first = convert(law, v128.load(from), a, b, c, d);
      const second = convert(law, v128.load(from, 16), a, b, c, d);
      v128.store(out, first);
      v128.store(out, second, 16);
      from += 32;
      out += 32;
    }
    for (; left > 0; left -= 4) {
      const values = convert(law, v128.load(from), a, b, c, d);
      if (left >= 4) v128.store(out, values);
      else {
        v128.store32_lane(out, values, 0);
        if (left > 1) v128.store32_lane(out, values, 1, 4);
        if (left > 2) v128.store32_lane(out, values, 2, 8);
      }
      from += 16;
      out += 16;
    }
    n -= part;
    high += u32(low + CHUNK / 4 < low);
    low += CHUNK / 4;
    out = next;
    skip = 0;
  }
}

// @ts-ignore: decorator
@inline
function convert(law: i32, word: v128, a: v128, b: v128, c: v128, d: v128): v128 {
  if (law == UNIFORM) {
    const unit = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(word, 8)), f32x4.splat(2 ** -24));
    const x = f32x4.add(a, f32x4.mul(b, unit));
    return v128.bitselect(x, d, f32x4.lt(x, c));
  }
  if (law == BERNOULLI) return v128.and(i32x4.le_u(word, a), b);
  const z = standardNormal(law == NORMAL ? word : within(word, c, d));
  return f32x4.add(a, f32x4.mul(b, z));
}

/** The words that a truncation takes, in proportion. */
// @ts-ignore: decorator
@inline
function within(word: v128, first: v128, count: v128): v128 {
  const half = i32x4.shr_u(count, 1);
  const low = i64x2.add(i64x2.extmul_low_i32x4_u(word, count), i64x2.extend_low_i32x4_u(half));
  const high = i64x2.add(i64x2.extmul_high_i32x4_u(word, count), i64x2.extend_high_i32x4_u(half));
  return i32x4.add(first, v128.shuffle<i32>(low, high, 1, 3, 5, 7));
}

/** The exponent of 1/2, which the smallest probabilities have, as a distance in the table. */
const ROWS: usize = TABLE - 1022 * 32 * 16;
const LEFT: usize = memory.data<u32>([0xffffffc0, 0x80000000, 0x01800000], 4);
const HALF: usize = memory.data<f64>([0.5], 8);
/** 2^-29: the unit of the table's rows but for the last octave, where it is an eighth. */
const UNIT: usize = memory.data<f32>([1.862645149230957e-9], 4);

/** The inverse distribution function at (word + 1/2) / 2^32: a cubic in 32-bit integers, rounded to float32. */
// @ts-ignore: decorator
@inline
function standardNormal(word: v128): v128 {
  const t = v128.xor(word, i32x4.shr_s(word, 31));
  // As a double t + 1/2 has the octave and the segment in its upper bits, and then the place in the segment.
  const first = i64x2.shr_u(f64x2.add(f64x2.convert_low_i32x4_u(t), v128.load64_splat(HALF)), 15);
  const upper = v128.shuffle<i32>(t, t, 2, 3, 2, 3);
  const second = i64x2.shr_u(f64x2.add(f64x2.convert_low_i32x4_u(upper), v128.load64_splat(HALF)), 15);
  const row0 = v128.load(ROWS + (<usize>i32x4.extract_lane(first, 1) << 4));
  const row1 = v128.load(ROWS + (<usize>i32x4.extract_lane(first, 3) << 4));
  const row2 = v128.load(ROWS + (<usize>i32x4.extract_lane(second, 1) << 4));
  const row3 = v128.load(ROWS + (<usize>i32x4.extract_lane(second, 3) << 4));
  const low01 = v128.shuffle<i32>(row0, row1, 0, 4, 1, 5);
  const low23 = v128.shuffle<i32>(row2, row3, 0, 4, 1, 5);
  const high01 = v128.shuffle<i32>(row0, row1, 2, 6, 3, 7);
  const high23 = v128.shuffle<i32>(row2, row3, 2, 6, 3, 7);
  const c0 = v128.shuffle<i32>(low01, low23, 0, 1, 4, 5);
  const c1 = v128.shuffle<i32>(low01, low23, 2, 3, 6, 7);
  const c2 = v128.shuffle<i32>(high01, high23, 0, 1, 4, 5);
  const c3 = v128.shuffle<i32>(high01, high23, 2, 3, 6, 7);
  const f = v128.andnot(v128.load32_splat(LEFT), v128.shuffle<i32>(first, second, 0, 2, 4, 6));
  let v = i32x4.add(c2, i32x4.shr_u(i32x4.mul(i32x4.shr_u(f, 16), c3), 16));
  v = i32x4.add(c1, upperProduct(f, v));
  v = i32x4.add(c0, upperProduct(f, v));
  const eighth = v128.and(i32x4.shr_s(i32x4.shl(t, 1), 31), v128.load32_splat(LEFT, 8));
  const size = f32x4.mul(f32x4.convert_i32x4_u(v), i32x4.sub(v128.load32_splat(UNIT), eighth));
  return v128.xor(size, v128.andnot(v128.load32_splat(LEFT, 4), word));
}

// @ts-ignore: decorator
@inline
function upperProduct(x: v128, y: v128): v128 {
  return v128.shuffle<i32>(i64x2.extmul_low_i32x4_u(x, y), i64x2.extmul_high_i32x4_u(x, y), 1, 3, 5, 7);
}
