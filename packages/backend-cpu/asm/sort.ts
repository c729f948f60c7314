/*
 * Stable sorts by the digits of keys that have the order of the numbers: NaN is the greatest, zeros of both signs are equal. Only what can be
 * among the first `count` is sorted.
 */

/** What elements are. */
const FLOAT32: i32 = 0;
const INT32: i32 = 1;
const FLOAT64: i32 = 2;

/** Up to so many, putting each where it belongs is quicker than counting digits. */
const FEW: i32 = 48;
/** Values of a digit of 8 bits, and of what numbers are sifted by. */
const DIGITS: i32 = 256;
const SIEVE_BITS: i32 = 11;
const SIEVE: i32 = 1 << SIEVE_BITS;

/**
 * The first `count` along the middle of `x`, outer × n × inner: their values, and their places, in 64 bits.
 * `workspace`: 8 KiB and 16 bytes for each of n, at a multiple of 8.
 */
export function sort(
  kind: i32,
  descending: bool,
  x: usize,
  values: usize,
  indices: usize,
  outer: i32,
  n: i32,
  inner: i32,
  count: i32,
  workspace: usize,
): void {
  const shift = kind < FLOAT64 ? 2 : 3;
  const step = <usize>inner << shift;
  const flip = descending ? u32.MAX_VALUE : 0;
  const rows = outer * inner;
  const pairs = workspace + (SIEVE << 2);
  for (let row = 0; row < rows; row++) {
    const first = (row / inner) * inner;
    const from = x + (<usize>(first * n + (row % inner)) << shift);
    const m = listPlaces(kind, flip, from, step, n, count, workspace, pairs);
    let sorted = pairs;
    for (let word = kind < FLOAT64 ? 1 : 0; word < 2; word++) {
      for (let at = sorted, end = sorted + (<usize>m << 3); at < end; at += 8)
        store<u32>(at, key(kind, from + <usize>load<u32>(at) * step, word) ^ flip, 4);
      if (m <= FEW) insert(sorted, m);
      else sorted = sortByDigits(sorted, 2 * pairs + (<usize>n << 3) - sorted, m, workspace);
    }
    let out = first * count + (row % inner);
    for (let k = 0; k < count; k++) {
      const place = load<u32>(sorted + (<usize>k << 3));
      const value = from + <usize>place * step;
      if (shift == 2) store<u32>(values + (<usize>out << 2), load<u32>(value));
      else store<u64>(values + (<usize>out << 3), load<u64>(value));
      store<u64>(indices + (<usize>out << 3), place);
      out += inner;
    }
  }
}

/** The lower (0) or upper (1) 32 bits of a number's key; a number of 32 bits has upper ones only. */
// @ts-ignore: decorator
@inline
function key(kind: i32, at: usize, word: i32): u32 {
  if (kind == INT32) return load<u32>(at) ^ 0x80000000;
  if (kind == FLOAT32) {
    const value = load<f32>(at);
    if (value != value) return u32.MAX_VALUE;
    const bits = reinterpret<i32>(value + 0);
    return bits ^ ((bits >> 31) | i32.MIN_VALUE);
  }
  let bits = load<i64>(at);
  if (kind == FLOAT64) {
    const value = load<f64>(at);
    bits = reinterpret<i64>(value + 0);
    bits = value != value ? i64.MAX_VALUE : bits ^ ((bits >> 63) & i64.MAX_VALUE);
  }
  return word == 0 ? <u32>bits : <u32>(bits >> 32) ^ 0x80000000;
}

/** Lists the places, in order, of what can be among the first `count`; says how many. */
function listPlaces(
  kind: i32,
  flip: u32,
  x: usize,
  step: usize,
  n: i32,
  count: i32,
  counts: usize,
  pairs: usize,
): i32 {
  let last = u32.MAX_VALUE;
  if (count < n) {
    memory.fill(counts, 0, SIEVE << 2);
    for (let k = 0, at = x; k < n; k++, at += step) increment(counts, (key(kind, at, 1) ^ flip) >> (32 - SIEVE_BITS));
    let found = 0;
    do found += load<u32>(counts + (<usize>++last << 2));
    while (found < count);
  }
  let end = pairs;
  for (let k = 0; k < n; k++, x += step) {
    store<u32>(end, k);
    if (last == u32.MAX_VALUE || (key(kind, x, 1) ^ flip) >> (32 - SIEVE_BITS) <= last) end += 8;
  }
  return <i32>((end - pairs) >> 3);
}

// @ts-ignore: decorator
@inline
function increment(counts: usize, digit: u32): void {
  const at = counts + (<usize>digit << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Sorts pairs of a place and a key. */
function insert(pairs: usize, n: i32): void {
  const end = pairs + (<usize>n << 3);
  for (let at = pairs + 8; at < end; at += 8) {
    const pair = load<u64>(at);
    let hole = at;
    for (; hole > pairs && load<u32>(hole - 4) > <u32>(pair >> 32); hole -= 8) store<u64>(hole, load<u64>(hole - 8));
    store<u64>(hole, pair);
  }
}

/** Sorts pairs of a place and a key from list to list, digit by digit from the lowest on; says in which list they are then. */
function sortByDigits(from: usize, to: usize, n: i32, counts: usize): usize {
  const size = <usize>n << 3;
  memory.fill(counts, 0, DIGITS << 4);
  for (let at = from; at < from + size; at += 8)
    for (let digit: usize = 0; digit < 4; digit++) increment(counts + (digit << 10), load<u8>(at + digit, 4));
  for (let digit: usize = 0; digit < 4; digit++, counts += DIGITS << 2) {
    // A digit that all have alike says nothing.
    if (load<u32>(counts + (<usize>load<u8>(from + digit, 4) << 2)) == n) continue;
    let start = to;
    for (let at = counts; at < counts + (DIGITS << 2); at += 4) {
      const next = start + (<usize>load<u32>(at) << 3);
      store<u32>(at, <u32>start);
      start = next;
    }
    for (let at = from; at < from + size; at += 8) {
      const place = counts + (<usize>load<u8>(at + digit, 4) << 2);
      const own = load<u32>(place);
      store<u64>(<usize>own, load<u64>(at));
      store<u32>(place, own + 8);
    }
    const other = from;
    from = to;
    to = other;
  }
  return from;
}
