import { dtypes, type DType } from '@nn/core';

/** An element as maths sees it: bigint for int64, boolean for bool, a number for all else, float16 and bfloat16 included. */
export type Value = number | bigint | boolean;

/** What a stored element means. */
export function decode(dtype: DType, raw: number | bigint): Value {
  switch (dtype) {
    case 'bool':
      return raw !== 0;
    case 'float16':
      return smallFloatValue(Number(raw), 10, -14);
    case 'bfloat16':
      return smallFloatValue(Number(raw), 7, -126);
    case 'float32':
    case 'float64':
    case 'int32':
    case 'int64':
    case 'uint8':
      return raw;
  }
}

/** How a value is stored, after C's conversion to the dtype. */
export function encode(dtype: DType, value: Value): number | bigint {
  const converted = convert(value, dtype);
  if (dtype === 'float16') return smallFloatBits(converted as number, 10, -14);
  if (dtype === 'bfloat16') return smallFloatBits(converted as number, 7, -126);
  return typeof converted === 'boolean' ? Number(converted) : converted;
}

/**
 * C's conversions, as PyTorch has them: floats are truncated to integers, integers wrap, anything to bool is ≠ 0, anything to a float is rounded once
 * (to float16 and bfloat16 by way of float32). A float that an integer cannot hold has no defined value, here 0.
 */
export function convert(value: Value, to: DType): Value {
  switch (to) {
    case 'bool':
      return typeof value === 'bigint' ? value !== 0n : Number.isNaN(value) || Boolean(value);
    case 'int64':
      return BigInt.asIntN(64, wholeOf(value));
    case 'int32':
      return Number(BigInt.asIntN(32, wholeOf(value)));
    case 'uint8':
      return Number(BigInt.asUintN(8, wholeOf(value)));
    case 'float64':
      return Number(value);
    case 'float32':
      return toFloat32(value);
    case 'float16':
      return smallFloatValue(smallFloatBits(toFloat32(value), 10, -14), 10, -14);
    case 'bfloat16':
      return smallFloatValue(smallFloatBits(toFloat32(value), 7, -126), 7, -126);
  }
}

/** Rounds once, also from integers that no float64 holds. */
export function toFloat32(value: Value): number {
  if (typeof value !== 'bigint') return Math.fround(Number(value));
  const size = value < 0n ? -value : value;
  const dropped = Math.max(0, size.toString(2).length - 50);
  const top = size >> BigInt(dropped);
  // What is cut off only matters as "a little more", which the lowest of the 50 bits can say.
  const sticky = top << BigInt(dropped) === size ? top : top | 1n;
  return Math.fround((value < 0n ? -1 : 1) * Number(sticky) * 2 ** dropped);
}

function wholeOf(value: Value): bigint {
  if (typeof value !== 'number') return BigInt(value);
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n;
}

/** The bits of the nearest float (ties to even) with so many bits of fraction. */
function smallFloatBits(value: number, fraction: number, minExponent: number): number {
  const infinity = (2 * (1 - minExponent) + 1) << fraction;
  const sign = value < 0 || Object.is(value, -0) ? 1 << 15 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return infinity | (1 << (fraction - 1));
  if (size === Number.POSITIVE_INFINITY) return sign | infinity;
  const exponent = Math.max(exponentOf(size), minExponent);
  const units = roundHalfEven(size / 2 ** (exponent - fraction));
  return sign | Math.min(((exponent - minExponent) << fraction) + units, infinity);
}

function smallFloatValue(bits: number, fraction: number, minExponent: number): number {
  const sign = bits & (1 << 15) ? -1 : 1;
  const exponent = (bits & 0x7fff) >> fraction;
  const units = bits & ((1 << fraction) - 1);
  if (exponent === 2 * (1 - minExponent) + 1) return units === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * units * 2 ** (minExponent - fraction);
  return sign * (units + 2 ** fraction) * 2 ** (exponent - 1 + minExponent - fraction);
}

/** ⌊log2⌋, exactly. */
function exponentOf(size: number): number {
  if (size === 0) return -1074;
  let exponent = Math.floor(Math.log2(size));
  while (2 ** exponent > size) exponent--;
  while (2 ** (exponent + 1) <= size) exponent++;
  return exponent;
}

/** The nearest whole number, ties to even; keeps the sign of zero. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const part = value - below;
  if (!Number.isFinite(value) || part === 0) return value;
  const rounded = part < 0.5 || (part === 0.5 && below % 2 === 0) ? below : below + 1;
  return rounded === 0 && value < 0 ? -0 : rounded;
}

/** True for the dtypes whose values are whole. */
export function isInteger(dtype: DType): boolean {
  return dtypes[dtype].category === 'integer';
}
