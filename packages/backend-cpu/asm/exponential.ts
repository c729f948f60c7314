/* e^x of float32 for x up to 0, within 2 ulp: 2^n · e^r with |r| <= ln 2 / 2 (Cephes' polynomial). 0 below -87; NaN stays. */

/** log2 e; what rounds to an integer when added; ln 2 in two parts; where the result would be subnormal. */
const REDUCE: usize = memory.data<f32>([1.4426950408889634, 12582912, 0.693359375, -2.1219444e-4, -87], 4);
/** Highest power first. */
const TERMS: usize = memory.data<f32>(
  [1.987569150e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1],
  4,
);

// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  const shifted = f32x4.add(f32x4.mul(x, v128.load32_splat(REDUCE)), v128.load32_splat(REDUCE, 4));
  const n = f32x4.sub(shifted, v128.load32_splat(REDUCE, 4));
  let r = f32x4.sub(x, f32x4.mul(n, v128.load32_splat(REDUCE, 8)));
  r = f32x4.sub(r, f32x4.mul(n, v128.load32_splat(REDUCE, 12)));
  let y = f32x4.add(f32x4.mul(v128.load32_splat(TERMS), r), v128.load32_splat(TERMS, 4));
  y = f32x4.add(f32x4.mul(y, r), v128.load32_splat(TERMS, 8));
  y = f32x4.add(f32x4.mul(y, r), v128.load32_splat(TERMS, 12));
  y = f32x4.add(f32x4.mul(y, r), v128.load32_splat(TERMS, 16));
  y = f32x4.add(f32x4.mul(y, r), v128.load32_splat(TERMS, 20));
  y = f32x4.add(f32x4.mul(y, f32x4.mul(r, r)), f32x4.add(r, f32x4.splat(1)));
  const power = i32x4.add(i32x4.shl(shifted, 23), f32x4.splat(1));
  return v128.andnot(f32x4.mul(y, power), f32x4.lt(x, v128.load32_splat(REDUCE, 16)));
}

/** The same for eight elements x - shift: two vectors share the constants. */
// @ts-ignore: decorator
@inline
export function exponentialOfEight(x: usize, shift: v128, out: usize): void {
  const x0 = f32x4.sub(v128.load(x), shift);
  const x1 = f32x4.sub(v128.load(x, 16), shift);
  let c = v128.load32_splat(REDUCE);
  let n0 = f32x4.mul(x0, c);
  let n1 = f32x4.mul(x1, c);
  c = v128.load32_splat(REDUCE, 4);
  const shifted0 = f32x4.add(n0, c);
  const shifted1 = f32x4.add(n1, c);
  n0 = f32x4.sub(shifted0, c);
  n1 = f32x4.sub(shifted1, c);
  c = v128.load32_splat(REDUCE, 8);
  let r0 = f32x4.sub(x0, f32x4.mul(n0, c));
  let r1 = f32x4.sub(x1, f32x4.mul(n1, c));
  c = v128.load32_splat(REDUCE, 12);
  r0 = f32x4.sub(r0, f32x4.mul(n0, c));
  r1 = f32x4.sub(r1, f32x4.mul(n1, c));
  let y0 = v128.load32_splat(TERMS);
  let y1 = y0;
  c = v128.load32_splat(TERMS, 4);
  y0 = f32x4.add(f32x4.mul(y0, r0), c);
  y1 = f32x4.add(f32x4.mul(y1, r1), c);
  c = v128.load32_splat(TERMS, 8);
  y0 = f32x4.add(f32x4.mul(y0, r0), c);
  y1 = f32x4.add(f32x4.mul(y1, r1), c);
  c = v128.load32_splat(TERMS, 12);
  y0 = f32x4.add(f32x4.mul(y0, r0), c);
  y1 = f32x4.add(f32x4.mul(y1, r1), c);
  c = v128.load32_splat(TERMS, 16);
  y0 = f32x4.add(f32x4.mul(y0, r0), c);
  y1 = f32x4.add(f32x4.mul(y1, r1), c);
  c = v128.load32_splat(TERMS, 20);
  y0 = f32x4.add(f32x4.mul(y0, r0), c);
  y1 = f32x4.add(f32x4.mul(y1, r1), c);
  c = f32x4.splat(1);
  y0 = f32x4.add(f32x4.mul(y0, f32x4.mul(r0, r0)), f32x4.add(r0, c));
  y1 = f32x4.add(f32x4.mul(y1, f32x4.mul(r1, r1)), f32x4.add(r1, c));
  y0 = f32x4.mul(y0, i32x4.add(i32x4.shl(shifted0, 23), c));
  y1 = f32x4.mul(y1, i32x4.add(i32x4.shl(shifted1, 23), c));
  c = v128.load32_splat(REDUCE, 16);
  v128.store(out, v128.andnot(y0, f32x4.lt(x0, c)));
  v128.store(out, v128.andnot(y1, f32x4.lt(x1, c)), 16);
}
