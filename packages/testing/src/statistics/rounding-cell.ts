import { NnError } from '@nn/core';

/** The formats whose rounding a test of a sample has to know. Those of float64 are too fine to matter. */
export type FloatDType = 'float32' | 'float16' | 'bfloat16';

/** The numbers that round to one value. */
export interface RoundingCell {
  readonly lower: number;
  readonly upper: number;
  /** Whether the edges themselves round to it: they lie half-way to the neighbours, and a tie goes to the even one. */
  readonly closed: boolean;
}

interface Format {
  /** Between values from 1 to 2. */
  readonly step: number;
  /** The least power of two whose step is not that of the subnormal numbers. */
  readonly least: number;
  /** From here on numbers round to infinity. */
  readonly overflow: number;
}

function format(precision: number, least: number, greatest: number): Format {
  const step = 2 ** (1 - precision);
  return { step, least: 2 ** least, overflow: 2 ** greatest * (2 - step / 2) };
}

const formats: Readonly<Record<FloatDType, Format>> = {
  float32: format(24, -126, 127),
  bfloat16: format(8, -126, 127),
  float16: format(11, -14, 15),
};

/**
 * The cell of a value: which numbers round to it, to nearest with ties to even, as IEEE 754 says. −0 and 0 are one value. An infinity's
 * cell begins where rounding overflows.
 *
 * @param x a value of the dtype
 * @throws NnError 'VALUE' for a number that the dtype does not hold, NaN included
 *
 * @example
 * import { roundingCell } from '@nn/testing/statistics';
 *
 * roundingCell(1, 'bfloat16'); // { lower: 0.998046875, upper: 1.00390625, closed: true }
 */
export function roundingCell(x: number, dtype: FloatDType): RoundingCell {
  const { step, least, overflow } = formats[dtype];
  const size = Math.abs(x);
  if (size === Number.POSITIVE_INFINITY) return cell(x, overflow, size, true);
  const power = Math.max(least, leadingPower(size));
  const significand = size / (power * step);
  if (!Number.isInteger(significand) || size >= overflow) {
    throw new NnError('VALUE', `${x} is no ${dtype} number`, {
      op: 'roundingCell',
      details: { value: x, dtype },
      advice: 'Test the values as they were stored.',
    });
  }
  const outer = (power * step) / 2;
  // Below a power of two the values lie twice as close, but not below the least.
  const inner = size === power && power > least ? outer / 2 : outer;
  return cell(x, size - inner, size + outer, significand % 2 === 0);
}

/** The cell of a value whose distance from zero has these edges. */
function cell(x: number, inner: number, outer: number, closed: boolean): RoundingCell {
  return x < 0 ? { lower: -outer, upper: -inner, closed } : { lower: inner, upper: outer, closed };
}

/** The greatest power of two that is not above `size`, 0 for those of less than 2^-1022: the number without its fraction bits. */
function leadingPower(size: number): number {
  bits.setFloat64(0, size);
  bits.setUint32(0, bits.getUint32(0) & 0x7ff00000);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

const bits = /* @__PURE__ */ new DataView(new ArrayBuffer(8));
