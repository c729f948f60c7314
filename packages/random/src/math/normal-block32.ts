import { fma32 } from './fma.js';

/*
 * PyTorch's AVX2 kernel for float32 normals, sixteen at a time: Box-Muller on the pairs (j, j + 8), with the logarithm,
 * sine and cosine of avx_mathfun (Cephes polynomials, Julien Pommier's layout). Each `fround` is one rounding of the
 * original; a product inside it that is not rounded by itself is fused there. Over all 2^24 inputs the double-rounded
 * sum equals the fused one.
 */

const fround = Math.fround;

/** sqrt(1/2) as a float32, times 2^25 */
const sqrtHalf25 = 23726566;
const logQ1 = fround(-2.1219444e-4);
const logQ2 = 0.693359375;
const logP0 = fround(7.0376836292e-2);
const logP1 = fround(-1.151461031e-1);
const logP2 = fround(1.167699874e-1);
const logP3 = fround(-1.2420140846e-1);
const logP4 = fround(1.4249322787e-1);
const logP5 = fround(-1.6668057665e-1);
const logP6 = fround(2.0000714765e-1);
const logP7 = fround(-2.4999993993e-1);
const logP8 = fround(3.3333331174e-1);

const twoPi = fround(2 * Math.PI);
const fourOverPi = fround(1.27323954473516);
const reduce1 = -0.78515625;
const reduce2 = fround(-2.4187564849853515625e-4);
const reduce3 = fround(-3.77489497744594108e-8);
const cos0 = fround(2.443315711809948e-5);
const cos1 = fround(-1.388731625493765e-3);
const cos2 = fround(4.166664568298827e-2);
const sin0 = fround(-1.9515295891e-4);
const sin1 = fround(8.3321608736e-3);
const sin2 = fround(-1.6666654611e-1);

/** Turns uniform multiples of 2^-24 into normals: whole blocks of sixteen from `from` up to `to`, in place. */
export function normalBlocks32(x: Float32Array, from: number, to: number, mean: number, std: number): void {
  for (let block = from; block < to; block += 16) {
    for (let j = block; j < block + 8; j++) {
      // log(1 - x) of 1 - x = whole * 2^-24 = (1 + m) * 2^e, with 1 + m between sqrt(1/2) and sqrt(2)
      const whole = 16777216 - x[j]! * 16777216;
      const zeros = Math.clz32(whole);
      const shifted = whole << (zeros - 7);
      const below = (shifted - sqrtHalf25) >>> 31;
      const e = 8 - zeros - below;
      const m = (shifted << below) * 2 ** -25 - 1;
      const mm = fround(m * m);
      let y = fround(logP0 * m + logP1);
      y = fround(y * m + logP2);
      y = fround(y * m + logP3);
      y = fround(y * m + logP4);
      y = fround(y * m + logP5);
      y = fround(y * m + logP6);
      y = fround(y * m + logP7);
      y = fround(y * m + logP8);
      y = fround(y * m);
      y = fround(y * mm + fround(e * logQ1));
      y = fround(y - mm * 0.5);
      const radius = fround(Math.sqrt(-2 * fround(e * logQ2 + fround(m + y))));

      // sine and cosine of 2 * pi * x
      let t = fround(twoPi * x[j + 8]!);
      const octant = (fround(t * fourOverPi) + 1) & 14;
      t = octant * reduce1 + t; // exact
      t = fround(octant * reduce2 + t);
      t = fround(octant * reduce3 + t);
      const z = fround(t * t);
      let c = fround(cos0 * z + cos1);
      c = fround(c * z + cos2);
      c = fround(c * z);
      c = fround(c * z - z * 0.5);
      c = fround(c + 1);
      let s = fround(sin0 * z + sin1);
      s = fround(s * z + sin2);
      s = fround(s * z);
      s = fround(s * t + t);
      // Which is which, and the signs, without branches that no processor could foresee.
      const swap = (octant >> 1) & 1;
      const sineSign = 1 - ((octant & 4) >> 1);
      const cosineSign = (((octant - 2) & 4) >> 1) - 1;
      const sine = s * ((1 - swap) * sineSign) + c * (swap * sineSign);
      const cosine = c * ((1 - swap) * cosineSign) + s * (swap * cosineSign);

      const first = fround(radius * cosine);
      const second = fround(radius * sine);
      if (mean === 0) {
        x[j] = first * std + mean;
        x[j + 8] = second * std + mean;
      } else {
        x[j] = fma32(first, std, mean);
        x[j + 8] = fma32(second, std, mean);
      }
    }
  }
}
