/** The 16-bit floats. */
export type SmallFloat = 'float16' | 'bfloat16';

/** The bits of a float32 that have no place. */
const dropped = { float16: 13, bfloat16: 16 } as const;

/** 2^-14, below which float16 has the multiples of 2^-24; 2^16, where it overflows; infinity. As bits. */
const smallestNormal = 0x38800000;
const overflow = 0x47800000;
const infinity = 0x7f800000;

/** Rounds values in place to the nearest that a 16-bit dtype has, ties to even: what storing them there does. */
export function roundTo16Bits(values: Float32Array, dtype: SmallFloat): Float32Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const cut = dropped[dtype];
  for (let i = 0; i < values.length; i++) {
    const sign = words[i]! & 0x80000000;
    const size = words[i]! & 0x7fffffff;
    if (size >= infinity) continue;
    if (dtype === 'float16' && size < smallestNormal) {
      // From 1/2 to 1 float32 has the multiples of 2^-24, so that a sum with 1/2 is rounded to one.
      values[i] = Math.fround(Math.abs(values[i]!) + 0.5) - 0.5;
      words[i] = words[i]! | sign;
    } else {
      const rounded = ((size + (1 << (cut - 1)) - 1 + ((size >>> cut) & 1)) >>> cut) << cut;
      words[i] = sign | (dtype === 'float16' && rounded >= overflow ? infinity : rounded);
    }
  }
  return values;
}
