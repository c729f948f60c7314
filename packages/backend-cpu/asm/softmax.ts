/* Softmax and its logarithm over rows that lie together. */
import { exponential, exponentialOfSixteen } from './exponential';
import { log } from './glibc';
import { largestOfRow, sumOfRow } from './reduce';

/** out = e^(x - max) / their sum. In place is allowed. */
export function softmax(x: usize, out: usize, rows: i32, n: i32): void {
  const size = <usize>n << 2;
  for (; rows > 0; rows--) {
    exponentials(x, out, n, largestOfRow(x, n));
    scale(out, n, <f32>(1 / sumOfRow(out, n)));
    x += size;
    out += size;
  }
}

/** out = x - max - log(sum of e^(x - max)). In place is allowed. */
export function logSoftmax(x: usize, out: usize, rows: i32, n: i32, workspace: usize): void {
  const size = <usize>n << 2;
  for (; rows > 0; rows--) {
    const top = largestOfRow(x, n);
    let sum: f64 = 0;
    for (let done = 0; done < n; done += CHUNK) {
      const part = min(CHUNK, n - done);
      exponentials(x + (<usize>done << 2), workspace, part, top);
      sum += sumOfRow(workspace, part);
    }
    const logSum = f32x4.extract_lane(log(f32x4.splat(<f32>sum)), 0);
    subtract(x, out, n, top, sum == sum ? logSum : NaN);
    x += size;
    out += size;
  }
}

/** Elements at a time: 4 KiB of workspace. */
const CHUNK: i32 = 1024;

function exponentials(x: usize, out: usize, n: i32, top: f32): void {
  const shift = f32x4.splat(top);
  for (; n >= 16; n -= 16) {
    exponentialOfSixteen(x, shift, out);
    x += 64;
    out += 64;
  }
  for (; n >= 4; n -= 4) {
    v128.store(out, exponential(f32x4.sub(v128.load(x), shift)));
    x += 16;
    out += 16;
  }
  for (; n > 0; n--) {
    v128.store32_lane(out, exponential(f32x4.sub(v128.load32_zero(x), shift)), 0);
    x += 4;
    out += 4;
  }
}

function scale(x: usize, n: i32, factor: f32): void {
  for (; n >= 4; n -= 4) {
    v128.store(x, f32x4.mul(v128.load(x), f32x4.splat(factor)));
    x += 16;
  }
  for (; n > 0; n--) {
    store<f32>(x, load<f32>(x) * factor);
    x += 4;
  }
}

function subtract(x: usize, out: usize, n: i32, first: f32, second: f32): void {
  for (; n >= 4; n -= 4) {
    v128.store(out, f32x4.sub(f32x4.sub(v128.load(x), f32x4.splat(first)), f32x4.splat(second)));
    x += 16;
    out += 16;
  }
  for (; n > 0; n--) {
    store<f32>(out, load<f32>(x) - first - second);
    x += 4;
    out += 4;
  }
}
