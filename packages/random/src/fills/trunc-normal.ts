import type { Generator } from '../generator.js';
import { erf64 } from '../math/erf64.js';
import { erfinv32, erfinv64 } from '../math/erfinv.js';
import { refusal, refuseNaN, streamed } from '../refuse.js';
import { fillUniform } from './uniform.js';

export interface TruncNormalParameters {
  readonly mean: number;
  readonly std: number;
  /** The lowest value; may be -Infinity. */
  readonly a: number;
  /** The highest value; may be Infinity. */
  readonly b: number;
}

/**
 * Refuses what `fillTruncNormal` would refuse.
 *
 * Errors: `OPTION` for std <= 0, a > b, a mean or std that is not finite, and NaN.
 */
export function checkTruncNormal(parameters: TruncNormalParameters): void {
  const { mean, std, a, b } = parameters;
  const refuse = (sentence: string, advice: string): never => {
    throw refusal('truncNormal_', sentence, { mean, std, a, b }, advice);
  };
  if (!(std > 0)) refuse(`truncNormal_ expects std > 0.0, but found std ${streamed(std)}`, 'Pass std > 0.');
  refuseNaN('truncNormal_', { mean, std, a, b });
  if (!Number.isFinite(mean) || !Number.isFinite(std)) {
    refuse(
      `truncNormal_ expects finite numbers, but found mean ${streamed(mean)} and std ${streamed(std)}`,
      'Pass finite ones.',
    );
  }
  if (a > b)
    refuse(`truncNormal_ expects a <= b, but found a=${streamed(a)} > b=${streamed(b)}`, 'Give the lower end first.');
}

/**
 * Normal with the given mean and standard deviation, cut off below `a` and above `b`: the law of `trunc_normal_` in
 * PyTorch up to 2.11, by inverting the distribution function. float32 has its bits, one word an element.
 *
 * Where the cut is so far out that float32 cannot tell the distribution function there from 0, one value in 2^24 is `a`
 * itself: that is PyTorch's behaviour too.
 *
 * Errors: those of `checkTruncNormal`; nothing is drawn then.
 *
 * @example
 * import { fillTruncNormal, Generator } from '@nn/random';
 *
 * fillTruncNormal(new Float32Array(3), { mean: 0, std: 0.02, a: -0.04, b: 0.04 }, new Generator(0));
 */
export function fillTruncNormal(
  out: Float32Array | Float64Array,
  parameters: TruncNormalParameters,
  generator: Generator,
): void {
  checkTruncNormal(parameters);
  const { mean, std, a, b } = parameters;
  fillUniform(out, { low: 2 * cdf((a - mean) / std) - 1, high: 2 * cdf((b - mean) / std) - 1 }, generator);
  const stretch = std * Math.SQRT2;
  if (out instanceof Float64Array) {
    for (let i = 0; i < out.length; i++) out[i] = Math.min(Math.max(erfinv64(out[i]!) * stretch + mean, a), b);
    return;
  }
  const [stretch32, mean32, a32, b32] = [Math.fround(stretch), Math.fround(mean), Math.fround(a), Math.fround(b)];
  for (let i = 0; i < out.length; i++) {
    const x = Math.fround(Math.fround(erfinv32(out[i]!) * stretch32) + mean32);
    out[i] = Math.min(Math.max(x, a32), b32);
  }
}

/** The distribution function of the standard normal. */
function cdf(x: number): number {
  return (1 + erf64(x / Math.SQRT2)) / 2;
}
