import { type DType, dtypeOfArray } from '@nn/core';
import type { Generator } from '../generator.js';
import { roundSum32 } from '../math/fma.js';
import { refusal } from '../refuse.js';
import { drawWords } from './draw.js';
import type { FillableArray } from './fillable-array.js';
import { halvesOf, storeInt64 } from './int64-halves.js';

export interface RandintParameters {
  /** The lowest value. */
  readonly low: number | bigint;
  /** One above the highest value. */
  readonly high: number | bigint;
}

/** What the kernel works with: `low + draw % range`. */
interface Range {
  readonly low: bigint;
  readonly range: bigint;
}

type IntegerBounds = readonly [name: string, lowest: bigint, highest: bigint];

const integerBounds: Readonly<Partial<Record<DType, IntegerBounds>>> = {
  int32: ['int', -(2n ** 31n), 2n ** 31n - 1n],
  uint8: ['unsigned char', 0n, 255n],
  bool: ['bool', 0n, 1n],
};

/**
 * Refuses what `fillRandint` would refuse.
 *
 * Errors: `OPTION` for bounds that are fractional, NaN, numbers beyond 2^53 or integers beyond int64, for low >= high,
 * and for values that the dtype does not hold.
 */
export function checkRandint(parameters: RandintParameters, dtype: DType): void {
  rangeOf(parameters, dtype);
}

/**
 * Integers in [low, high): the law of `randint` and `random_(low, high)`. The draw modulo high - low is added to low,
 * bias included: one word an element where high - low < 2^32, else two.
 *
 * Errors: those of `checkRandint`; nothing is drawn then.
 *
 * @example
 * import { fillRandint, Generator } from '@nn/random';
 *
 * fillRandint(new Int32Array(5), { low: 0, high: 100 }, new Generator(0)); // 44, 39, 33, 60, 63
 */
export function fillRandint(
  out: FillableArray,
  parameters: RandintParameters,
  generator: Generator,
  dtype: DType = dtypeOfArray(out),
): void {
  const { low, range } = rangeOf(parameters, dtype);
  const narrow = range < 2n ** 32n;
  const safe = low >= BigInt(Number.MIN_SAFE_INTEGER) && low + range <= BigInt(Number.MAX_SAFE_INTEGER);
  if (narrow && safe) fillNarrow(out, Number(low), Number(range), generator);
  else fillWide(out, { low, range }, narrow ? 1 : 2, generator);
}

function fillNarrow(out: FillableArray, low: number, range: number, generator: Generator): void {
  const halves = out instanceof BigInt64Array ? halvesOf(out) : undefined;
  drawWords(out.length, generator, (words, start, size) => {
    for (let j = 0; j < size; j++) {
      const value = low + (words[j]! % (range >>> 0));
      if (halves !== undefined) storeInt64(halves, start + j, value);
      else (out as Exclude<FillableArray, BigInt64Array>)[start + j] = value;
    }
  });
}

function fillWide(out: FillableArray, { low, range }: Range, wordsEach: 1 | 2, generator: Generator): void {
  drawWords(wordsEach * out.length, generator, (words, start, size) => {
    for (let j = 0; j < size; j += wordsEach) {
      const draw = wordsEach === 1 ? BigInt(words[j]!) : (BigInt(words[j]!) << 32n) | BigInt(words[j + 1]!);
      const value = BigInt.asIntN(64, (draw % range) + low);
      const i = (start + j) / wordsEach;
      if (out instanceof BigInt64Array) out[i] = value;
      else out[i] = out instanceof Float32Array ? toFloat32(value) : Number(value);
    }
  });
}

/** An integer rounded once to float32. */
function toFloat32(value: bigint): number {
  const double = Number(value);
  return roundSum32(double, Number(value - BigInt(double)));
}

function rangeOf(parameters: RandintParameters, dtype: DType): Range {
  let low = asInt64('low', parameters.low);
  let high = asInt64('high', parameters.high);
  const details = { low, high, dtype };
  if (low >= high) {
    const sentence = `random_ expects 'from' to be less than 'to', but got from=${low} >= to=${high}`;
    throw refusal('random_', sentence, details, 'The upper bound is exclusive: pass low < high.');
  }
  const bounds = integerBounds[dtype];
  if (bounds !== undefined) {
    const [name, lowest, highest] = bounds;
    const advice = `Take bounds that ${dtype} holds, or another dtype.`;
    if (low < lowest || low > highest) throw refusal('random_', `from is out of bounds for ${name}`, details, advice);
    if (high - 1n > highest) throw refusal('random_', `to - 1 is out of bounds for ${name}`, details, advice);
  }
  if (dtype === 'float32' || dtype === 'float64') {
    const [digits, round] = dtype === 'float32' ? ([24, toFloat32] as const) : ([53, Number] as const);
    low = upToFloat(low, digits, round);
    high = downToFloat(high, digits, round);
    if (low >= high) {
      const sentence = `random_ expects 'from' casted to dtype to be less than 'to' casted to dtype, but got from=${low} >= to=${high}`;
      throw refusal('random_', sentence, details, `No ${dtype} lies between the bounds: take float64 or int64.`);
    }
  }
  return { low, range: BigInt.asUintN(64, high - low) };
}

function asInt64(name: string, value: number | bigint): bigint {
  if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) {
    const advice = Number.isInteger(value) ? 'Pass integers beyond 2^53 - 1 as bigints.' : 'Pass a whole number.';
    throw refusal('random_', `random_: ${name} must be an integer, but got ${value}`, { [name]: value }, advice);
  }
  const whole = BigInt(value);
  if (BigInt.asIntN(64, whole) !== whole) {
    throw refusal('random_', 'Overflow when unpacking long', { [name]: value }, `Take ${name} within int64.`);
  }
  return whole;
}

/*
 * PyTorch moves bounds that a floating dtype does not hold inwards, to its next value. Conversions back to int64
 * overflow as they do on x86-64, to the lowest integer.
 */

function upToFloat(from: bigint, digits: number, round: (value: bigint) => number): bigint {
  const next = int64Of(round(BigInt.asIntN(64, from + 1n)));
  return next < from ? BigInt.asIntN(64, next + spacing(from + 1n, digits)) : from;
}

function downToFloat(to: bigint, digits: number, round: (value: bigint) => number): bigint {
  const last = int64Of(round(BigInt.asIntN(64, to - 1n)));
  return last >= to ? BigInt.asIntN(64, last - spacing(to - 1n, digits)) : to;
}

function int64Of(x: number): bigint {
  return x >= 2 ** 63 || x < -(2 ** 63) ? -(2n ** 63n) : BigInt(x);
}

/** The distance of neighbouring values of `digits` bits at this magnitude. */
function spacing(value: bigint, digits: number): bigint {
  const magnitude = value < 0n ? -value : value;
  return 1n << BigInt(magnitude.toString(2).length - digits);
}
