import { roundTo16Bits, type SmallFloat } from '../initializer/round-to-16-bits.js';

/** A number as the dtype holds it, by way of float32. */
export function roundTo(dtype: SmallFloat, x: number): number {
  return roundTo16Bits(Float32Array.of(x), dtype)[0]!;
}

/** All finite values of the dtype from 0 on, ascending; every second one, from the first on, is even. */
export function magnitudesOf(dtype: SmallFloat): readonly number[] {
  const count = dtype === 'float16' ? 0x7c00 : 0x7f80;
  const fraction = dtype === 'float16' ? 10 : 7;
  const least = dtype === 'float16' ? -14 : -126;
  return Array.from({ length: count }, (_, code) => {
    const exponent = code >> fraction;
    const significand = (code & ((1 << fraction) - 1)) + (exponent === 0 ? 0 : 1 << fraction);
    return significand * 2 ** (Math.max(exponent, 1) - 1 + least - fraction);
  });
}
