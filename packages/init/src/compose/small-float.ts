/** The 16-bit floats. */
export type SmallFloat = 'float16' | 'bfloat16';

/** The bits of a float32 that are cut off. */
const dropped = { float16: 13, bfloat16: 16 } as const;

/** Half the smallest normal float16 lies below this: numbers there are multiples of 2^-24. */
const smallestNormal = 2 ** -14;

/** A number as the dtype holds it, by way of float32: to nearest, ties to even. Infinite beyond the largest. */
export function roundTo(dtype: SmallFloat, x: number): number {
  const size = Math.abs(Math.fround(x));
  if (Number.isNaN(size)) return size;
  const rounded = dtype === 'float16' && size < smallestNormal ? roundSubnormal(size) : roundBits(size, dropped[dtype]);
  const held = dtype === 'float16' && rounded >= 65536 ? Infinity : rounded;
  return x < 0 ? -held : held;
}

/** From 1/2 to 1 float32 holds the multiples of 2^-24, so that a sum with 1/2 is rounded to one. */
function roundSubnormal(size: number): number {
  return Math.fround(size + 0.5) - 0.5;
}

function roundBits(size: number, bits: number): number {
  const value = Float32Array.of(size);
  const word = new Uint32Array(value.buffer);
  const last = (word[0]! >>> bits) & 1;
  word[0] = ((word[0]! + 2 ** (bits - 1) - 1 + last) >>> bits) << bits;
  return value[0]!;
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
