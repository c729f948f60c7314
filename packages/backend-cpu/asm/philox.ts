/*
 * Philox4x32-10: blocks of four words. Eight blocks at a time, a lane for each, in two groups: the rounds of one are a long chain, and
 * the other's fit in between.
 */

const ROUNDS: usize = 10;
const MULTIPLIERS: usize = memory.data<u32>([0xd2511f53, 0xcd9e8d57], 8);

/** Bytes that `schedule` writes. */
export const SCHEDULE: usize = 32 * ROUNDS;

/** The key of every round, as vectors: the words grow by the golden ratio and the root of three. */
export function schedule(key0: u32, key1: u32, at: usize): void {
  for (const end = at + SCHEDULE; at != end; at += 32) {
    v128.store(at, i32x4.splat(key0));
    v128.store(at, i32x4.splat(key1), 16);
    key0 += 0x9e3779b9;
    key1 += 0xbb67ae85;
  }
}

/** The words of `count` blocks, rounded up to eight, from block number `low` + 2^32 `high` on; the counter's other words are given. */
export function philox(keys: usize, low: u32, high: u32, counter2: u32, counter3: u32, out: usize, count: i32): void {
  for (; count > 0; count -= 8) {
    let a0 = i32x4.add(i32x4.splat(low), i32x4(0, 1, 2, 3));
    let b0 = i32x4.add(i32x4.splat(low), i32x4(4, 5, 6, 7));
    // Where the low word has run over, it is below the first one.
    let a1 = i32x4.sub(i32x4.splat(high), i32x4.lt_u(a0, i32x4.splat(low)));
    let b1 = i32x4.sub(i32x4.splat(high), i32x4.lt_u(b0, i32x4.splat(low)));
    let a2 = i32x4.splat(counter2);
    let b2 = a2;
    let a3 = i32x4.splat(counter3);
    let b3 = a3;
    for (let key = keys, end = keys + SCHEDULE; key != end; key += 32) {
      const m0 = v128.load32_splat(MULTIPLIERS);
      const m1 = v128.load32_splat(MULTIPLIERS, 4);
      const k0 = v128.load(key);
      const k1 = v128.load(key, 16);
      let l = i64x2.extmul_low_i32x4_u(a0, m0);
      let h = i64x2.extmul_high_i32x4_u(a0, m0);
      const ah0 = v128.shuffle<i32>(l, h, 1, 3, 5, 7);
      const al0 = v128.shuffle<i32>(l, h, 0, 2, 4, 6);
      l = i64x2.extmul_low_i32x4_u(a2, m1);
      h = i64x2.extmul_high_i32x4_u(a2, m1);
      a0 = v128.xor(v128.xor(v128.shuffle<i32>(l, h, 1, 3, 5, 7), a1), k0);
      a1 = v128.shuffle<i32>(l, h, 0, 2, 4, 6);
      a2 = v128.xor(v128.xor(ah0, a3), k1);
      a3 = al0;
      l = i64x2.extmul_low_i32x4_u(b0, m0);
      h = i64x2.extmul_high_i32x4_u(b0, m0);
      const bh0 = v128.shuffle<i32>(l, h, 1, 3, 5, 7);
      const bl0 = v128.shuffle<i32>(l, h, 0, 2, 4, 6);
      l = i64x2.extmul_low_i32x4_u(b2, m1);
      h = i64x2.extmul_high_i32x4_u(b2, m1);
      b0 = v128.xor(v128.xor(v128.shuffle<i32>(l, h, 1, 3, 5, 7), b1), k0);
      b1 = v128.shuffle<i32>(l, h, 0, 2, 4, 6);
      b2 = v128.xor(v128.xor(bh0, b3), k1);
      b3 = bl0;
    }
    storeBlocks(out, a0, a1, a2, a3);
    storeBlocks(out + 64, b0, b1, b2, b3);
    out += 128;
    high += u32(low > 0xfffffff7);
    low += 8;
  }
}

/** From a lane for each block to a vector for each. */
// @ts-ignore: decorator
@inline
function storeBlocks(out: usize, w0: v128, w1: v128, w2: v128, w3: v128): void {
  const low01 = v128.shuffle<i32>(w0, w1, 0, 4, 1, 5);
  const low23 = v128.shuffle<i32>(w2, w3, 0, 4, 1, 5);
  const high01 = v128.shuffle<i32>(w0, w1, 2, 6, 3, 7);
  const high23 = v128.shuffle<i32>(w2, w3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i32>(low01, low23, 0, 1, 4, 5));
  v128.store(out, v128.shuffle<i32>(low01, low23, 2, 3, 6, 7), 16);
  v128.store(out, v128.shuffle<i32>(high01, high23, 0, 1, 4, 5), 32);
  v128.store(out, v128.shuffle<i32>(high01, high23, 2, 3, 6, 7), 48);
}
