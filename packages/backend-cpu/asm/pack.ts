/* Operands of a product copied into panels, so that any strides, transposes among them, cost the same. */
import { bytes, COLUMNS, ROWS } from './tile';

/** `size` in whole panels. */
// @ts-ignore: decorator
@inline
export function padded(size: i32, width: i32): i32 {
  return ((size + width - 1) / width) * width;
}

/** Panels of four rows. */
export function packRows(a: usize, row: i32, column: i32, height: i32, depth: i32, into: usize): void {
  pack(a, row, column, height, depth, into, ROWS);
}

/** Panels of eight columns. */
export function packColumns(b: usize, column: i32, row: i32, width: i32, depth: i32, into: usize): void {
  pack(b, column, row, width, depth, into, COLUMNS);
}

/** Panels of `width` lanes, side by side for each step of the depth. Lanes that are missing in the last panel are 0. */
// @ts-ignore: decorator
@inline
function pack(from: usize, across: i32, along: i32, size: i32, depth: i32, into: usize, width: i32): void {
  for (; size > 0; size -= width) {
    if (size >= width && across == 1) packLying(from, bytes(along), depth, into, width);
    else if (size >= width && along == 1) packStanding(from, bytes(across), depth, into, width);
    else packAny(from, across, along, min(size, width), depth, into, width);
    from += bytes(width * across);
    into += bytes(width * depth);
  }
}

/** Lanes that lie side by side. */
// @ts-ignore: decorator
@inline
function packLying(from: usize, step: usize, depth: i32, into: usize, width: i32): void {
  for (; depth > 0; depth--) {
    v128.store(into, v128.load(from));
    if (width == 8) v128.store(into, v128.load(from, 16), 16);
    from += step;
    into += bytes(width);
  }
}

/** Lanes that lie each along the depth: transposed four by four. */
// @ts-ignore: decorator
@inline
function packStanding(from: usize, step: usize, depth: i32, into: usize, width: i32): void {
  for (; depth >= 4; depth -= 4) {
    transpose(from, step, into, bytes(width));
    if (width == 8) transpose(from + 4 * step, step, into + 16, bytes(width));
    from += 16;
    into += bytes(4 * width);
  }
  packAny(from, <i32>(step >> 2), 1, width, depth, into, width);
}

// @ts-ignore: decorator
@inline
export function transpose(from: usize, fromStep: usize, into: usize, intoStep: usize): void {
  const r0 = v128.load(from);
  const r1 = v128.load(from + fromStep);
  const r2 = v128.load(from + 2 * fromStep);
  const r3 = v128.load(from + 3 * fromStep);
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(into, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
  v128.store(into + intoStep, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
  v128.store(into + 2 * intoStep, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
  v128.store(into + 3 * intoStep, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
}

/** Any strides, and the panel at an edge. */
export function packAny(from: usize, across: i32, along: i32, size: i32, depth: i32, into: usize, width: i32): void {
  for (; depth > 0; depth--) {
    let lane = 0;
    for (; lane < size; lane++) store<f32>(into + bytes(lane), load<f32>(from + bytes(lane * across)));
    for (; lane < width; lane++) store<f32>(into + bytes(lane), 0);
    from += bytes(along);
    into += bytes(width);
  }
}
