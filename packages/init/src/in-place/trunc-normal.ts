import type { FillLaw } from '@nn/core';
import { checkTruncNormal, fillTruncNormal, withGenerator } from '@nn/random';
import { checkDrawn, checkFinite, refuseAs } from '../check.js';
import { initialize } from './initialize.js';
import { type GeneratorOption, type ParametersOf, readOptions } from '../options.js';
import type { InitTarget } from '../target.js';

export interface TruncNormalOptions extends GeneratorOption {
  /** The mean of the normal before the cut. @default 0 */
  readonly mean?: number;
  /** The standard deviation of the normal before the cut, above 0. @default 1 */
  readonly std?: number;
  /** The lowest value. @default -2 */
  readonly a?: number;
  /** The highest value, not below `a`. @default 2 */
  readonly b?: number;
}

export type TruncNormalParameters = ParametersOf<TruncNormalOptions>;

/** The law of `truncNormal_`. */
export const truncNormalLaw: FillLaw<TruncNormalParameters> = {
  name: 'truncNormal_',
  check(parameters) {
    refuseAs('truncNormal_', () => checkTruncNormal(parameters));
    checkFinite('truncNormal_', { ...parameters });
  },
  resolve(parameters, _shape, dtype) {
    checkDrawn('truncNormal_', 'check_uniform_bounds', { ...parameters }, dtype);
    const { mean, std, a, b } = parameters;
    return {
      kind: 'draw',
      law: 'truncNormal',
      parameters: [mean, std, a, b],
      reference: (out, source) => withGenerator(source, (generator) => fillTruncNormal(out, parameters, generator)),
    };
  },
};

/**
 * Fills `target` with numbers drawn from the normal distribution N(mean, std²) without its tails: what would lie outside [a, b] does
 * not occur. **The bounds are values, not multiples of `std`**: for weights cut off at two standard deviations of 0.02, write
 * `{ std: 0.02, a: -0.04, b: 0.04 }`.
 *
 * Drawn by inverting the distribution function, as in PyTorch up to 2.11, with its bits. The method is good where the mean lies between
 * the bounds. Where a bound is so far out that float32 cannot tell the tail from nothing (the default bounds with std 0.02), one number
 * in 2²⁴ is that bound itself, there as here.
 *
 * Source: `torch.nn.init.trunc_normal_`, after J. Burkardt, *The Truncated Normal Distribution* (2014).
 *
 * @param target a tensor or parameter of any shape, or a bare `{ data, shape }`
 * @param options `mean` and `std` of the whole normal, `a` and `b`, the bounds, all in the units of the values; `generator`
 * @returns `target`
 * @throws NnError 'OPTION' for std ≤ 0, for a > b, for numbers that are not finite in the dtype, and for unknown options; 'DTYPE' for
 * integers and booleans. Nothing is drawn then.
 * @example
 * import { empty, init, manualSeed } from '@nn/nn';
 *
 * manualSeed(0);
 * init.truncNormal_(empty([3]), { std: 0.02, a: -0.04, b: 0.04 }); // tensor([-0.0002,  0.0139, -0.0248])
 */
export function truncNormal_<T extends InitTarget | null>(target: T, options: TruncNormalOptions = {}): T {
  const parameters = readOptions<TruncNormalParameters>('truncNormal_', options, { mean: 0, std: 1, a: -2, b: 2 });
  return initialize(target, truncNormalLaw, parameters, options.generator);
}
