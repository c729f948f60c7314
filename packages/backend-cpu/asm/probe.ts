import { multiplyAdd } from './simd';

/** a · b + c as the relaxed build computes it on this machine. */
export function multiplyAddOf(a: f32, b: f32, c: f32): f32 {
  return f32x4.extract_lane(multiplyAdd(f32x4.splat(a), f32x4.splat(b), f32x4.splat(c)), 0);
}
