/*
 * The inverse distribution function of the normal law in cubics, as `docs/specs/keyed-streams.md` defines it: the same sums,
 * products and quotients of doubles in the same order as in the reference of `@nn/random`, so the same integers.
 */

const SEGMENTS: i32 = 32;
const OCTAVES: i32 = 32;
const DEGREE: i32 = 14;
/** z and Y at the centre of the segment farthest out. */
const FARTHEST_Z: f64 = 6.335567915395168;
const FARTHEST_Y: f64 = 0.00474367122612856;

/**
 * Four coefficients a row; octaves from the smallest probabilities up. 16 KiB in the upper half of the page that belongs to the kernels,
 * made by `prepare`.
 */
export const TABLE: usize = 32768;

/** Makes the table. `workspace`: 512 bytes. */
export function prepare(workspace: usize): void {
  const zs = workspace;
  const ys = zs + 128;
  const squares = ys + 128;
  const folded = squares + 128;
  let z = FARTHEST_Z;
  let y = FARTHEST_Y;
  let row = TABLE;
  for (let octave = 1; octave <= OCTAVES; octave++) {
    for (let segment = 1; segment <= SEGMENTS; segment++) {
      expand(z, y, zs, ys, squares);
      writeRow(row, zs, folded, octave == OCTAVES ? 0x100000000 : 0x20000000);
      row += 16;
      // The segments of the next octave are twice as wide, which puts its first centre half a step farther off.
      const step = segment == SEGMENTS ? 1.5 : 1;
      z = evaluate(zs, step);
      y = evaluate(ys, step) * (segment == SEGMENTS ? 2 : 1);
    }
  }
}

// @ts-ignore: decorator
@inline
function at(series: usize, n: i32): f64 {
  return load<f64>(series + (<usize>n << 3));
}

// @ts-ignore: decorator
@inline
function put(series: usize, n: i32, value: f64): void {
  store<f64>(series + (<usize>n << 3), value);
}

/** The Taylor series of z' = -Y and Y' = -z Y². */
function expand(z: f64, y: f64, zs: usize, ys: usize, squares: usize): void {
  put(zs, 0, z);
  put(ys, 0, y);
  for (let n = 0; n < DEGREE; n++) {
    put(zs, n + 1, -at(ys, n) / <f64>(n + 1));
    put(squares, n, convolution(ys, ys, n));
    put(ys, n + 1, -convolution(zs, squares, n) / <f64>(n + 1));
  }
}

function convolution(a: usize, b: usize, n: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i <= n; i++) sum += at(a, i) * at(b, n - i);
  return sum;
}

function evaluate(series: usize, tau: f64): f64 {
  let sum: f64 = 0;
  for (let n = DEGREE; n >= 0; n--) sum = sum * tau + at(series, n);
  return sum;
}

/** The cubic that serves a segment, as integers in units of 1 / scale. */
function writeRow(row: usize, series: usize, b: usize, scale: f64): void {
  for (let n = 0; n < 8; n++) put(b, n, at(series, n) / <f64>(1 << n));
  // Powers above the third fold back by Chebyshev's polynomials.
  put(b, 5, at(b, 5) + (at(b, 7) * 112) / 64);
  put(b, 3, at(b, 3) - (at(b, 7) * 56) / 64);
  put(b, 1, at(b, 1) + (at(b, 7) * 7) / 64);
  put(b, 4, at(b, 4) + (at(b, 6) * 48) / 32);
  put(b, 2, at(b, 2) - (at(b, 6) * 18) / 32);
  put(b, 0, at(b, 0) + at(b, 6) / 32);
  put(b, 3, at(b, 3) + (at(b, 5) * 20) / 16);
  put(b, 1, at(b, 1) - (at(b, 5) * 5) / 16);
  put(b, 2, at(b, 2) + at(b, 4));
  put(b, 0, at(b, 0) - at(b, 4) / 8);
  const b0 = at(b, 0);
  const b1 = at(b, 1);
  const b2 = at(b, 2);
  const b3 = at(b, 3);
  // From 0 at the inner border to almost 1 at the outer one.
  const m: f64 = 1 - 1 / <f64>0x2000000;
  store<u32>(row, units((((b3 * m + b2) * m + b1) * m + b0) * scale + 1));
  store<u32>(row, units(-2 * ((3 * b3 * m + 2 * b2) * m + b1) * scale + 1), 4);
  store<u32>(row, units(4 * (3 * b3 * m + b2) * scale + 1), 8);
  store<u32>(row, units(-8 * b3 * scale + 0.5), 12);
}

// @ts-ignore: decorator
@inline
function units(x: f64): u32 {
  return <u32>max<f64>(0, floor<f64>(x));
}
