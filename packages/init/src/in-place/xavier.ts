import { NnError, type Shape } from '@nn/core';
import { checkFinite } from '../check.js';
import { fansOf } from '../fans.js';
import type { GeneratorOption, ParametersOf } from '../options.js';

export interface XavierOptions extends GeneratorOption {
  /** A factor of the standard deviation, at least 0; see `calculateGain`. @default 1 */
  readonly gain?: number;
}

export type XavierParameters = ParametersOf<XavierOptions>;

export function checkXavier(op: string, { gain }: XavierParameters): void {
  checkFinite(op, { gain });
  if (gain < 0) {
    throw new NnError('OPTION', `${op} expects gain >= 0, but got ${gain}`, {
      op,
      details: { gain },
      advice: 'The law is symmetric: pass its absolute value.',
    });
  }
}

/** The standard deviation gain · √(2 / (fanIn + fanOut)), in PyTorch's order of operations. */
export function xavierStd(op: string, { gain }: XavierParameters, shape: Shape): number {
  const [fanIn, fanOut] = fansOf(op, shape);
  return gain * Math.sqrt(2 / (fanIn + fanOut));
}
