import { type DType, dtypes, numelOf, type Shape, type TypedArray, type View } from '@nn/core';
import { memory } from '../memory.js';

/** Numbers in [0, 1) from a seed: what the tests of this package are made of. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function below(random: () => number, limit: number): number {
  return Math.floor(random() * limit);
}

const special = [
  0,
  -0,
  1,
  -1,
  0.5,
  1.5,
  2.5,
  -2.5,
  Infinity,
  -Infinity,
  NaN,
  1e-45,
  3e38,
  -3e38,
  2147483648,
  4294967296,
  1e19,
  300,
  -300,
];

/** A random element in the host representation of a dtype; floats include the special ones. */
export function randomElement(dtype: DType, random: () => number): number | bigint {
  switch (dtype) {
    case 'float32':
    case 'float64': {
      const value =
        random() < 0.2 ? special[below(random, special.length)]! : (random() - 0.5) * 10 ** below(random, 6);
      return dtype === 'float32' ? Math.fround(value) : value;
    }
    case 'float16':
    case 'bfloat16':
      return random() < 0.5 ? below(random, 65536) : below(random, 8) * 0x800 + 0x3800;
    case 'bool':
      return below(random, 2);
    case 'uint8':
      return below(random, 256);
    case 'int32':
      return random() < 0.5 ? below(random, 9) - 4 : below(random, 2 ** 32) | 0;
    case 'int64':
      return random() < 0.5
        ? BigInt(below(random, 9) - 4)
        : BigInt.asIntN(64, (BigInt(below(random, 2 ** 32)) << 32n) | BigInt(below(random, 2 ** 32)));
  }
}

/**
 * A view of random elements with a random layout: axes permuted in memory, steps and gaps between elements, an offset, and where
 * `expand` allows axes that are repeated.
 */
export function randomView(
  shape: Shape,
  dtype: DType,
  random: () => number,
  options: { expand?: boolean; dense?: boolean } = {},
): View {
  const rank = shape.length;
  const order = Array.from({ length: rank }, (_, i) => i);
  const strides = new Array<number>(rank).fill(0);
  let length = 1;
  if (options.dense !== true && random() < 0.7) {
    for (let i = rank - 1; i > 0; i--) {
      const j = below(random, i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    for (const axis of order) {
      if (options.expand === true && random() < 0.2) continue;
      const step = 1 + below(random, 2);
      strides[axis] = length * step;
      length *= Math.max(1, shape[axis]!) * step + below(random, 2);
    }
  } else {
    for (let axis = rank - 1; axis >= 0; axis--) {
      strides[axis] = length;
      length *= Math.max(1, shape[axis]!);
    }
  }
  const offset = below(random, 4);
  const total = offset + length + below(random, 4);
  const array = memory.allocate(dtype, total);
  for (let i = 0; i < total; i++) array[i] = randomElement(dtype, random);
  return { storage: { dtype, length: total, memory: array }, dtype, shape, strides, offset };
}

/** A dense view of these elements. */
export function viewOf(dtype: DType, shape: Shape, elements: ArrayLike<number | bigint | boolean>): View {
  const array = dtypes[dtype].allocate(numelOf(shape));
  for (let i = 0; i < Math.min(array.length, elements.length); i++)
    array[i] = typeof elements[i] === 'boolean' ? Number(elements[i]) : (elements[i] as number);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  return { storage: { dtype, length: array.length, memory: array }, dtype, shape, strides, offset: 0 };
}

/** Every index of a shape, in row-major order. */
export function indicesOf(shape: Shape): number[][] {
  let result: number[][] = [[]];
  for (const size of shape) result = result.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i]));
  return result;
}

export function placeOf(view: View, index: readonly number[]): number {
  return index.reduce((place, i, axis) => place + i * view.strides[axis]!, view.offset);
}

/** The raw element at an index. */
export function at(view: View, index: readonly number[]): number | bigint {
  return (view.storage.memory as TypedArray)[placeOf(view, index)]!;
}

/** Raw elements in row-major order. */
export function elementsOf(view: View): (number | bigint)[] {
  return indicesOf(view.shape).map((index) => at(view, index));
}

/** What of the memory the view does not show. */
export function neighboursOf(view: View): (number | bigint)[] {
  const shown = new Set(indicesOf(view.shape).map((index) => placeOf(view, index)));
  return [...(view.storage.memory as TypedArray)].filter((_, i) => !shown.has(i));
}

/** A random shape of at most `most` elements or so. */
export function randomShape(random: () => number, maxRank = 4, maxSize = 5): number[] {
  return Array.from({ length: below(random, maxRank + 1) }, () => 1 + below(random, maxSize));
}

/** The number that a raw element stands for; float16 and bfloat16 decoded from their definition. */
export function numberOf(dtype: DType, raw: number | bigint): number | bigint {
  if (dtype !== 'float16' && dtype !== 'bfloat16') return raw;
  const [exponentBits, mantissaBits] = dtype === 'float16' ? ([5, 10] as const) : ([8, 7] as const);
  const bits = Number(raw);
  const sign = bits >> 15 === 1 ? -1 : 1;
  const exponent = (bits >> mantissaBits) & ((1 << exponentBits) - 1);
  const mantissa = bits & ((1 << mantissaBits) - 1);
  const bias = (1 << (exponentBits - 1)) - 1;
  if (exponent === (1 << exponentBits) - 1) return mantissa === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * mantissa * 2 ** (1 - bias - mantissaBits);
  return sign * (1 + mantissa / 2 ** mantissaBits) * 2 ** (exponent - bias);
}
