import { erfOfOne, far, farther, linearPart, middle, near, type Ratio } from './erf-coefficients.js';
import { exp32 } from './glibc32.js';

const fround = Math.fround;

const rounded = ({ over, under }: Ratio): Ratio => ({ over: over.map(fround), under: under.map(fround) });
const near32: Ratio = /* @__PURE__ */ rounded(near);
const middle32: Ratio = /* @__PURE__ */ rounded(middle);
const far32: Ratio = /* @__PURE__ */ rounded(far);
const farther32: Ratio = /* @__PURE__ */ rounded(farther);
const linearPart32 = fround(linearPart);
const erfOfOne32 = fround(erfOfOne);

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = coefficients[coefficients.length - 1]!;
  for (let k = coefficients.length - 2; k >= 0; k--) sum = fround(coefficients[k]! + fround(x * sum));
  return sum;
}

function ratio({ over, under }: Ratio, x: number): number {
  return fround(polynomial(over, x) / polynomial(under, x));
}

/** The error function as glibc's `erff` rounds it, for float32 x. */
export function erf32(x: number): number {
  const a = Math.abs(x);
  if (a < 0.84375) {
    if (a < 2 ** -28) return fround(x + fround(linearPart32 * x));
    return fround(x + fround(x * ratio(near32, fround(x * x))));
  }
  if (a < 1.25) return Math.sign(x) * fround(erfOfOne32 + ratio(middle32, fround(a - 1)));
  if (!(a < 6)) return Math.sign(x);
  const tail = ratio(a < firstOfFarther ? far32 : farther32, fround(1 / fround(a * a)));
  // a with its last twelve bits cleared: its square is exact
  const quantum = a < 2 ? 2048 : a < 4 ? 1024 : 512;
  const w = Math.floor(a * quantum) / quantum;
  const rest = fround(fround(fround(w - a) * fround(w + a)) + tail);
  const e = fround(exp32(fround(-w * w - 0.5625)) * exp32(rest));
  return Math.sign(x) * fround(1 - fround(e / a));
}

/** The float with bits 0x4036db6e, just below 1 / 0.35. */
const firstOfFarther = 2.857142925262451;
