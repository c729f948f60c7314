import { erfOfOne, far, farther, linearPart, middle, near, type Ratio } from './erf-coefficients.js';

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = coefficients[coefficients.length - 1]!;
  for (let k = coefficients.length - 2; k >= 0; k--) sum = coefficients[k]! + x * sum;
  return sum;
}

function ratio({ over, under }: Ratio, x: number): number {
  return polynomial(over, x) / polynomial(under, x);
}

/** The error function in double: fdlibm's, error below 1 ulp. */
export function erf64(x: number): number {
  const a = Math.abs(x);
  if (a < 0.84375) return a < 2 ** -28 ? x + linearPart * x : x + x * ratio(near, x * x);
  if (a < 1.25) return Math.sign(x) * (erfOfOne + ratio(middle, a - 1));
  if (!(a < 6)) return Math.sign(x);
  const tail = ratio(a < 1 / 0.35 ? far : farther, 1 / (a * a));
  // a with its last 32 bits cleared: its square is exact
  const quantum = a < 2 ? 2 ** 20 : a < 4 ? 2 ** 19 : 2 ** 18;
  const w = Math.floor(a * quantum) / quantum;
  const e = Math.exp(-w * w - 0.5625) * Math.exp((w - a) * (w + a) + tail);
  return Math.sign(x) * (1 - e / a);
}
