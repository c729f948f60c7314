/* Where the extreme of a row of float32 is: the first of equals, the first NaN before all. */
import { largest, smallest } from './reduce';

/** out = for each of some rows of `count`, where its largest element is, in 64 bits. `workspace`: 4 bytes. */
export function firstGreatest(x: usize, out: usize, rows: i32, count: i32, workspace: usize): void {
  for (; rows > 0; rows--) {
    largest(x, workspace, 1, count, 1);
    store<i64>(out, firstOf(x, count, load<f32>(workspace)));
    x += <usize>count << 2;
    out += 8;
  }
}

/** The smallest likewise. */
export function firstLeast(x: usize, out: usize, rows: i32, count: i32, workspace: usize): void {
  for (; rows > 0; rows--) {
    smallest(x, workspace, 1, count, 1);
    store<i64>(out, firstOf(x, count, load<f32>(workspace)));
    x += <usize>count << 2;
    out += 8;
  }
}

/** Where the value is, which is there; NaN is any NaN. */
function firstOf(x: usize, count: i32, value: f32): i32 {
  let at: i32 = 0;
  if (value == value) {
    const wanted = f32x4.splat(value);
    while (at + 4 <= count && !v128.any_true(f32x4.eq(v128.load(x + (<usize>at << 2)), wanted))) at += 4;
    while (load<f32>(x + (<usize>at << 2)) != value) at++;
  } else {
    while (load<f32>(x + (<usize>at << 2)) == load<f32>(x + (<usize>at << 2))) at++;
  }
  return at;
}
