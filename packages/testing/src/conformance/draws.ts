import type { DType } from '@nn/core';
import { convert, decode, type Value } from '../reference/values.js';

/** A small stream of its own, so that a failing case comes back from its seed. */
export class Draws {
  private state: number;

  constructor(
    seed: number,
    private readonly limits: ValueLimits,
  ) {
    this.state = seed | 0;
  }

  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number {
    return Math.floor((this.word() / 2 ** 32) * end);
  }

  word(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** Anything that the dtype can hold. */
  any(dtype: DType): Value {
    switch (dtype) {
      case 'bool':
        return this.below(2) === 1;
      case 'uint8':
        return this.below(256);
      case 'int32':
        return this.integer();
      case 'int64':
        return this.limits.wideInt64 && this.below(3) === 0
          ? (BigInt(this.integer()) << 32n) + BigInt(this.word())
          : BigInt(this.integer());
      case 'float16':
      case 'bfloat16':
        return this.limits.specialValues ? decode(dtype, this.below(2 ** 16)) : convert(this.plainFloat(), dtype);
      case 'float32':
        return Math.fround(this.float());
      case 'float64':
        return this.below(2) === 0 ? this.float() : this.float() * (1 + this.below(1000) * 2 ** -50);
    }
  }

  /** Small multiples of 1/8, small integers: their sums and products of a few hundred terms are exact in any order. */
  exact(dtype: DType): Value {
    if (dtype === 'bool') return this.below(2) === 1;
    if (dtype === 'uint8') return this.below(9);
    return convert(dtype.includes('float') ? (this.below(129) - 64) / 8 : this.below(17) - 8, dtype);
  }

  /** Factors whose products are exact: powers of two and their negatives; ±1, ±2 on integers. */
  factor(dtype: DType): Value {
    const sizes = dtype.includes('float') ? [0.5, 1, 2] : [1, 1, 2];
    return convert(sizes[this.below(3)]! * (this.below(2) === 0 || dtype === 'uint8' ? 1 : -1), dtype);
  }

  /** A value of one dtype that every conversion to another defines. */
  convertible(from: DType, to: DType): Value {
    if (!from.includes('float') || to.includes('float') || to === 'bool') return this.any(from);
    return to === 'uint8' ? convert(this.below(2048) / 8, from) : convert((this.below(2 ** 20) - 2 ** 19) / 16, from);
  }

  /** Few different values, so that there are equals; NaN and infinities too where they are allowed. */
  ties(dtype: DType): Value {
    const special = this.limits.specialValues && dtype.includes('float') && this.below(6) === 0;
    if (special) return [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0][this.below(4)]!;
    return convert(dtype === 'uint8' || dtype === 'bool' ? this.below(4) : this.below(7) - 3, dtype);
  }

  private integer(): number {
    return this.below(2) === 0 ? this.below(201) - 100 : this.word() | 0;
  }

  private plainFloat(): number {
    return this.below(2) === 0 ? this.below(41) - 20 : (this.below(2 ** 16) - 2 ** 15) / 2 ** 10;
  }

  private float(): number {
    if (!this.limits.specialValues) return this.plainFloat() + 2 ** -12;
    if (this.below(4) === 0) return notable[this.below(notable.length)]!;
    if (this.below(3) > 0) return this.plainFloat();
    return new Float32Array(new Uint32Array([this.word()]).buffer)[0]!;
  }
}

export interface ValueLimits {
  /** NaN, infinities, denormals and −0 are drawn. */
  readonly specialValues: boolean;
  /** int64 values beyond 32 bits are drawn. */
  readonly wideInt64: boolean;
}

const notable = [
  0,
  -0,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  2 ** -149,
  -(2 ** -127),
  2 ** -126,
  2 ** 127,
  0.5,
  1.5,
  2.5,
  -0.5,
  2 ** 23 + 0.5,
  2 ** 31,
  -(2 ** 31),
];
