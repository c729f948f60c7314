const float32 = /* @__PURE__ */ new Float32Array(1);
const word = /* @__PURE__ */ new Int32Array(float32.buffer);
const float64 = /* @__PURE__ */ new Float64Array(1);
const long = /* @__PURE__ */ new BigInt64Array(float64.buffer);

/**
 * How many float32 values lie between two, counting the second: 0 where they are equal (−0 and 0 are, and any two NaNs), 1 for neighbours.
 * Arguments are rounded to float32 first. Infinity is the neighbour of the largest finite value; a NaN is infinitely far from a number.
 *
 * @example
 * import { ulpDistance32 } from '@nn/testing';
 *
 * ulpDistance32(1, 1 + 2 ** -23); // 1
 */
export function ulpDistance32(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Number.POSITIVE_INFINITY;
  return Math.abs(place32(a) - place32(b));
}

/** `ulpDistance32` for float64. Distances beyond 2^53 are rounded. */
export function ulpDistance64(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Number.POSITIVE_INFINITY;
  return Math.abs(Number(place64(a) - place64(b)));
}

/** The place of a float32 among all of them in ascending order, 0 for zero. */
function place32(value: number): number {
  float32[0] = value;
  const bits = word[0]!;
  return bits < 0 ? -(bits & 0x7fffffff) : bits;
}

function place64(value: number): bigint {
  float64[0] = value;
  const bits = long[0]!;
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
}
