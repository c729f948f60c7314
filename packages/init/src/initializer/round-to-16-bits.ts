/** Rounds values in place to the nearest that a 16-bit dtype has, ties to even: what storing them there does. */
export function roundTo16Bits(values: Float32Array, dtype: 'float16' | 'bfloat16'): Float32Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    if (!Number.isFinite(x)) continue;
    if (dtype === 'float16') values[i] = toHalf(x, words[i]!);
    else words[i] = (words[i]! + 0x7fff + ((words[i]! >>> 16) & 1)) & 0xffff0000;
  }
  return values;
}

/** 11 significant bits from 2^-14 on, multiples of 2^-24 below. */
function toHalf(x: number, word: number): number {
  const exponent = ((word >>> 23) & 0xff) - 127;
  const step = 2 ** (Math.max(exponent, -14) - 10);
  const rounded = (x / step + toInteger - toInteger) * step;
  return Math.abs(rounded) > 65504 ? rounded * Infinity : rounded;
}

/** A double this large has no fraction, so that adding it rounds to an integer, ties to even. */
const toInteger = 3 * 2 ** 51;
