/*
 * Elements of 32 bits at indices along an axis: `x` has outer × size × inner of them, which indices speak of, and `y` outer × count × inner.
 * Indices have 32 or 64 bits, of which the lower 32 say all once they were checked: `step` is how many words it is to the next.
 */

/** From `x` to `y`, from `y` to `x`, or added to `x`. */
const GATHER: i32 = 0;
const ADD: i32 = 2;

/** Whether `count` indices are all from 0 to size - 1. */
export function areWithin(index: usize, count: i32, step: i32, wide: bool, size: i32): bool {
  let rest: i32 = 0;
  for (; count > 0; count--) {
    const place = load<u32>(index);
    if (wide) rest |= load<i32>(index, 4);
    rest |= i32(place >= <u32>size);
    index += bytes(step);
  }
  return rest == 0;
}

/** y[i][j][k] = x[i][index[j]][k], or the other way. */
export function moveRows(
  mode: i32,
  x: usize,
  index: usize,
  y: usize,
  outer: i32,
  size: i32,
  count: i32,
  inner: i32,
  step: i32,
): void {
  const row = bytes(inner);
  for (; outer > 0; outer--) {
    let at = index;
    for (let j = 0; j < count; j++) {
      const own = x + <usize>load<u32>(at) * row;
      if (mode == GATHER) moveRow(false, own, y, inner);
      else moveRow(mode == ADD, y, own, inner);
      at += bytes(step);
      y += row;
    }
    x += <usize>size * row;
  }
}

function moveRow(adds: bool, from: usize, to: usize, n: i32): void {
  for (; n >= 4; n -= 4) {
    let values = v128.load(from);
    if (adds) values = f32x4.add(v128.load(to), values);
    v128.store(to, values);
    from += 16;
    to += 16;
  }
  for (; n > 0; n--) {
    if (adds) store<f32>(to, load<f32>(to) + load<f32>(from));
    else store<u32>(to, load<u32>(from));
    from += 4;
    to += 4;
  }
}

/** y[i][j][k] = x[i][index[i][j][k]][k], or the other way. */
export function moveElements(
  mode: i32,
  x: usize,
  index: usize,
  y: usize,
  outer: i32,
  size: i32,
  count: i32,
  inner: i32,
  step: i32,
): void {
  for (; outer > 0; outer--) {
    let k = 0;
    for (const end = y + bytes(count * inner); y != end; y += 4) {
      const own = x + bytes(load<i32>(index) * inner + k);
      if (mode == GATHER) store<u32>(y, load<u32>(own));
      else if (mode == ADD) store<f32>(own, load<f32>(own) + load<f32>(y));
      else store<u32>(own, load<u32>(y));
      index += bytes(step);
      if (++k == inner) k = 0;
    }
    x += bytes(size * inner);
  }
}

// @ts-ignore: decorator
@inline
function bytes(words: i32): usize {
  return <usize>words << 2;
}
