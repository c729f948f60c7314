/* The law of `bernoulli_`: 1 where a multiple of 2^-53, made of two words, is below p. */
import { words } from './mersenne-twister';

/** Elements at a time. */
const CHUNK: i32 = 1024;
const LAST_53: usize = memory.data<u64>([0x1fffffffffffff], 8);

/** `threshold`: p · 2^53, rounded up. `workspace`: 8 KiB. */
export function bernoulli(state: usize, out: usize, n: i32, threshold: f64, workspace: usize): void {
  const bound = i64x2.splat(<i64>threshold);
  for (; n > 0; n -= CHUNK) {
    let left = min(n, CHUNK);
    words(state, workspace, 2 * left);
    let from = workspace;
    for (; left >= 4; left -= 4) {
      v128.store(out, ones(from, bound));
      from += 32;
      out += 16;
    }
    if (left > 0) {
      const rest = ones(from, bound);
      v128.store32_lane(out, rest, 0);
      if (left > 1) v128.store32_lane(out, rest, 1, 4);
      if (left > 2) v128.store32_lane(out, rest, 2, 8);
    }
  }
}

// @ts-ignore: decorator
@inline
function ones(from: usize, bound: v128): v128 {
  const first = isBelow(v128.load(from), bound);
  const second = isBelow(v128.load(from, 16), bound);
  return v128.and(v128.shuffle<i32>(first, second, 0, 2, 4, 6), f32x4.splat(1));
}

/** The first word of each two is the high half. */
// @ts-ignore: decorator
@inline
function isBelow(words: v128, bound: v128): v128 {
  return i64x2.lt_s(v128.and(v128.shuffle<i32>(words, words, 1, 0, 3, 2), v128.load64_splat(LAST_53)), bound);
}
