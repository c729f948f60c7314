import type { Invariant } from '../initializer/claim.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import type { Matrices } from './matrices.js';

/** The largest relative error of rounding to a dtype, and half its smallest number. */
const rounding = {
  float64: [2 ** -53, 0],
  float32: [2 ** -24, 2 ** -150],
  bfloat16: [2 ** -8, 2 ** -134],
  float16: [2 ** -11, 2 ** -25],
} as const;

/**
 * The vectors of each matrix are perpendicular and of length `gain`. The residual is the largest error of a product of two of them, as a share of
 * gain²; what rounding to the dtype may add at most is tolerated, and 8 · length · 2⁻⁵² for the computation in doubles.
 */
export function semiOrthogonal(
  { count, vectors, length, places }: Matrices,
  gain: number,
  { dtype }: TensorSpec,
  select: (values: Float64Array) => Float64Array = (values) => values,
): Invariant {
  const [relative, absolute] = rounding[dtype];
  // With the sizes of errors e = u · |q| + a: |e·q| + |q·e| + |e·e|, by Cauchy and Schwarz.
  const error = relative + (absolute * Math.sqrt(length)) / gain;
  return {
    invariant: 'custom',
    name: 'semi-orthogonal matrices',
    tolerance: 2 * error + error * error + 8 * length * 2 ** -52,
    residual(values) {
      const chosen = select(values);
      const numbers = new Float64Array(chosen.length);
      let element = 0;
      for (const place of places()) numbers[place] = chosen[element++]! / gain;
      let worst = 0;
      for (let matrix = 0; matrix < count; matrix++) {
        const start = matrix * vectors * length;
        worst = Math.max(worst, errorOf(numbers.subarray(start, start + vectors * length), length));
      }
      return worst;
    },
  };
}

function errorOf(numbers: Float64Array, length: number): number {
  let worst = 0;
  for (let a = 0; a < numbers.length; a += length) {
    for (let b = 0; b <= a; b += length) {
      let dot = a === b ? -1 : 0;
      for (let i = 0; i < length; i++) dot += numbers[a + i]! * numbers[b + i]!;
      worst = Math.max(worst, Math.abs(dot));
    }
  }
  return worst;
}
