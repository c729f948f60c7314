/*
 * e^x of float32 for x up to 0, within 1 ulp: 2^n · e^r with |r| <= ln 2 / 2, by the polynomial that expressions have. 0 below
 * -87.7; NaN stays.
 */

/** Where n is -127, so that the power is 0; log2 e; what rounds to an integer when added, and leaves n + 127 behind; ln 2 in two parts. */
const REDUCE: usize = memory.data<f32>([-88, 1.4426950408889634, 12583039, 0.693145751953125, 1.428606765330187e-6], 4);
/** Highest power first. */
const TERMS: usize = memory.data<f32>([0.001382061, 0.008368675, 0.041668266, 0.16666521, 0.49999994], 4);

// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  x = f32x4.pmax(x, v128.load32_splat(REDUCE));
  const shifted = f32x4.add(f32x4.mul(x, v128.load32_splat(REDUCE, 4)), v128.load32_splat(REDUCE, 8));
  const n = f32x4.sub(shifted, v128.load32_splat(REDUCE, 8));
  let r = f32x4.sub(x, f32x4.mul(n, v128.load32_splat(REDUCE, 12)));
  r = f32x4.sub(r, f32x4.mul(n, v128.load32_splat(REDUCE, 16)));
  let y = f32x4.add(f32x4.mul(v128.load32_splat(TERMS), r), v128.load32_splat(TERMS, 4));
  y = f32x4.add(f32x4.mul(y, r), v128.load32_splat(TERMS, 8));
  y = f32x4.add(f32x4.mul(y, r), v128.load32_splat(TERMS, 12));
  y = f32x4.add(f32x4.mul(y, r), v128.load32_splat(TERMS, 16));
  y = f32x4.add(f32x4.add(f32x4.mul(y, f32x4.mul(r, r)), r), f32x4.splat(1));
  return f32x4.mul(y, i32x4.shl(shifted, 23));
}

/** The same for sixteen elements x - shift: four chains of operations side by side, for the machine to overlap. */
export function exponentialOfSixteen(x: usize, shift: v128, out: usize): void {
  let c = v128.load32_splat(REDUCE);
  const x0 = f32x4.pmax(f32x4.sub(v128.load(x), shift), c);
  const x1 = f32x4.pmax(f32x4.sub(v128.load(x, 16), shift), c);
  const x2 = f32x4.pmax(f32x4.sub(v128.load(x, 32), shift), c);
  const x3 = f32x4.pmax(f32x4.sub(v128.load(x, 48), shift), c);
  c = v128.load32_splat(REDUCE, 4);
  let n0 = f32x4.mul(x0, c);
  let n1 = f32x4.mul(x1, c);
  let n2 = f32x4.mul(x2, c);
  let n3 = f32x4.mul(x3, c);
  c = v128.load32_splat(REDUCE, 8);
  const shifted0 = f32x4.add(n0, c);
  const shifted1 = f32x4.add(n1, c);
  const shifted2 = f32x4.add(n2, c);
  const shifted3 = f32x4.add(n3, c);
  n0 = f32x4.sub(shifted0, c);
  n1 = f32x4.sub(shifted1, c);
  n2 = f32x4.sub(shifted2, c);
  n3 = f32x4.sub(shifted3, c);
  c = v128.load32_splat(REDUCE, 12);
  let r0 = f32x4.sub(x0, f32x4.mul(n0, c));
  let r1 = f32x4.sub(x1, f32x4.mul(n1, c));
  let r2 = f32x4.sub(x2, f32x4.mul(n2, c));
  let r3 = f32x4.sub(x3, f32x4.mul(n3, c));
  c = v128.load32_splat(REDUCE, 16);
  r0 = f32x4.sub(r0, f32x4.mul(n0, c));
  r1 = f32x4.sub(r1, f32x4.mul(n1, c));
  r2 = f32x4.sub(r2, f32x4.mul(n2, c));
  r3 = f32x4.sub(r3, f32x4.mul(n3, c));
  let y0 = v128.load32_splat(TERMS);
  let y1 = y0;
  let y2 = y0;
  let y3 = y0;
  c = v128.load32_splat(TERMS, 4);
  y0 = f32x4.add(f32x4.mul(y0, r0), c);
  y1 = f32x4.add(f32x4.mul(y1, r1), c);
  y2 = f32x4.add(f32x4.mul(y2, r2), c);
  y3 = f32x4.add(f32x4.mul(y3, r3), c);
  c = v128.load32_splat(TERMS, 8);
  y0 = f32x4.add(f32x4.mul(y0, r0), c);
  y1 = f32x4.add(f32x4.mul(y1, r1), c);
  y2 = f32x4.add(f32x4.mul(y2, r2), c);
  y3 = f32x4.add(f32x4.mul(y3, r3), c);
  c = v128.load32_splat(TERMS, 12);
  y0 = f32x4.add(f32x4.mul(y0, r0), c);
  y1 = f32x4.add(f32x4.mul(y1, r1), c);
  y2 = f32x4.add(f32x4.mul(y2, r2), c);
  y3 = f32x4.add(f32x4.mul(y3, r3), c);
  c = v128.load32_splat(TERMS, 16);
  y0 = f32x4.add(f32x4.mul(y0, r0), c);
  y1 = f32x4.add(f32x4.mul(y1, r1), c);
  y2 = f32x4.add(f32x4.mul(y2, r2), c);
  y3 = f32x4.add(f32x4.mul(y3, r3), c);
  c = f32x4.splat(1);
  y0 = f32x4.add(f32x4.add(f32x4.mul(y0, f32x4.mul(r0, r0)), r0), c);
  y1 = f32x4.add(f32x4.add(f32x4.mul(y1, f32x4.mul(r1, r1)), r1), c);
  y2 = f32x4.add(f32x4.add(f32x4.mul(y2, f32x4.mul(r2, r2)), r2), c);
  y3 = f32x4.add(f32x4.add(f32x4.mul(y3, f32x4.mul(r3, r3)), r3), c);
  v128.store(out, f32x4.mul(y0, i32x4.shl(shifted0, 23)));
  v128.store(out, f32x4.mul(y1, i32x4.shl(shifted1, 23)), 16);
  v128.store(out, f32x4.mul(y2, i32x4.shl(shifted2, 23)), 32);
  v128.store(out, f32x4.mul(y3, i32x4.shl(shifted3, 23)), 48);
}
