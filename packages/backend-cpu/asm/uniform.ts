/* The law of `uniform_`: u · (high - low) + low with one rounding. */
import { fused } from './exact';
import { affine, shifted, units } from './mersenne-twister';

/** Below it a step of 2^-24 of the width would be rounded. */
const SMALLEST: f32 = 2 ** -100;

export function uniform(state: usize, out: usize, n: i32, base: f32, width: f32): void {
  const size = Math.abs(<f64>base);
  const step = width * <f32>2 ** -24;
  if (width >= SMALLEST && base == 0) shifted(state, out, n, 0, step);
  else if (width >= SMALLEST && base == width * -0.5) shifted(state, out, n, 1 << 23, step);
  else if (ASC_FEATURE_RELAXED_SIMD) affine(state, out, n, width, base);
  // Between these ratios the sum is exact in double.
  else if (size >= <f64>width * 2 ** -27 && size <= <f64>width * 16) affine(state, out, n, width, base);
  else {
    units(state, out, n);
    for (; n >= 4; n -= 4) {
      v128.store(out, fused(v128.load(out), f32x4.splat(width), f32x4.splat(base)));
      out += 16;
    }
    for (; n > 0; n--) {
      const one = fused(v128.load32_zero(out), f32x4.splat(width), f32x4.splat(base));
      v128.store32_lane(out, one, 0);
      out += 4;
    }
  }
}
