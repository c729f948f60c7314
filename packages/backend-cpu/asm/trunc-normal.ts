/*
 * The law of `trunc_normal_`: the inverse distribution function of a uniform. The centre is computed for all; those outside are
 * collected by the piece of the error function that they need, so that four at a time need the same one.
 */
import { CENTRE, erfinvCentre, erfinvTail } from './erfinv';
import { uniform } from './uniform';

/** Elements at a time. */
const CHUNK: i32 = 1024;
/** The workspace, 20 KiB: uniforms, results, and lists of 16-bit indices with room for one group more. */
const RESULTS: usize = 4 * CHUNK + 16;
const OUTSIDE: usize = 2 * RESULTS;
const LIST: usize = 2 * CHUNK + 16;
/** |y| where the inverse reaches 27/32 and 5/4, in bits. */
const MIDDLE: u32 = 0x3f4468e7;
const FAR: u32 = 0x3f6c432f;

/** Uniform on [base, base + width], its inverse error function · stretch + mean, not below a nor above b. */
export function truncNormal(
  state: usize,
  out: usize,
  n: i32,
  base: f32,
  width: f32,
  stretch: f32,
  mean: f32,
  a: f32,
  b: f32,
  workspace: usize,
): void {
  for (; n > 0; n -= CHUNK) {
    const part = min(n, CHUNK);
    uniform(state, workspace, part, base, width);
    inverses(workspace, part);
    const end = out + (<usize>part << 2);
    let from = workspace + RESULTS;
    for (; out + 16 <= end; out += 16) {
      v128.store(out, placed(v128.load(from), stretch, mean, a, b));
      from += 16;
    }
    for (; out != end; out += 4) {
      v128.store32_lane(out, placed(v128.load32_zero(from), stretch, mean, a, b), 0);
      from += 4;
    }
  }
}

// @ts-ignore: decorator
@inline
function placed(x: v128, stretch: f32, mean: f32, a: f32, b: f32): v128 {
  const moved = f32x4.add(f32x4.mul(x, f32x4.splat(stretch)), f32x4.splat(mean));
  return f32x4.min(f32x4.max(moved, f32x4.splat(a)), f32x4.splat(b));
}

function inverses(workspace: usize, n: i32): void {
  const outside = workspace + OUTSIDE;
  let end = outside;
  for (let i = 0; i < n; i += 4) {
    const y = v128.load(workspace + (<usize>i << 2));
    v128.store(workspace + (<usize>i << 2), erfinvCentre(y), RESULTS);
    const beyond = i32x4.bitmask(f32x4.gt(f32x4.abs(y), f32x4.splat(CENTRE)));
    // Without branches, which no processor could foresee.
    store<u16>(end, <u16>i);
    end += (beyond & 1) << 1;
    store<u16>(end, <u16>(i + 1));
    end += beyond & 2;
    store<u16>(end, <u16>(i + 2));
    end += (beyond >> 1) & 2;
    store<u16>(end, <u16>(i + 3));
    end += (beyond >> 2) & 2;
  }
  let near = outside + LIST;
  let middle = near + LIST;
  let far = middle + LIST;
  for (let at = outside; at != end; at += 2) {
    const i = load<u16>(at);
    const size = load<u32>(workspace + (<usize>i << 2)) & 0x7fffffff;
    store<u16>(near, i);
    near += <usize>(size < MIDDLE) << 1;
    store<u16>(middle, i);
    middle += <usize>(size >= MIDDLE && size < FAR) << 1;
    store<u16>(far, i);
    far += <usize>(size >= FAR) << 1;
  }
  tails(workspace, outside + LIST, near);
  tails(workspace, outside + 2 * LIST, middle);
  tails(workspace, outside + 3 * LIST, far);
}

/** The elements of a list, four at a time; the last one fills the last group. */
function tails(workspace: usize, list: usize, end: usize): void {
  if (list == end) return;
  const last = load<u16>(end - 2);
  store<u16>(end, last);
  store<u16>(end, last, 2);
  store<u16>(end, last, 4);
  for (; list < end; list += 8) {
    const first = workspace + (<usize>load<u16>(list) << 2);
    const second = workspace + (<usize>load<u16>(list, 2) << 2);
    const third = workspace + (<usize>load<u16>(list, 4) << 2);
    const fourth = workspace + (<usize>load<u16>(list, 6) << 2);
    let y = v128.load32_zero(first);
    y = v128.load32_lane(second, y, 1);
    y = v128.load32_lane(third, y, 2);
    y = v128.load32_lane(fourth, y, 3);
    const x = erfinvTail(y);
    v128.store32_lane(first, x, 0, RESULTS);
    v128.store32_lane(second, x, 1, RESULTS);
    v128.store32_lane(third, x, 2, RESULTS);
    v128.store32_lane(fourth, x, 3, RESULTS);
  }
}
