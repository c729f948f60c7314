import { NnError, type Shape } from '@nn/core';
import { gainOf, type Nonlinearity } from '../calculate-gain.js';
import { checkFinite } from '../check.js';
import { fansOf } from '../fans.js';
import type { GeneratorOption, ParametersOf } from '../options.js';

/** Which signal keeps its variance: the activations (`'fan_in'`) or their gradients (`'fan_out'`). */
export type FanMode = 'fan_in' | 'fan_out';

export interface KaimingOptions extends GeneratorOption {
  /** The slope of the leaky rectifier below zero; of no meaning to other nonlinearities. @default 0, a plain rectifier */
  readonly a?: number;
  /** What the variance is kept of: activations or gradients. @default 'fan_in' */
  readonly mode?: FanMode;
  /** What follows the layer; see `calculateGain`. @default 'leaky_relu' */
  readonly nonlinearity?: Nonlinearity;
}

export type KaimingParameters = ParametersOf<KaimingOptions>;

export const kaimingDefaults: KaimingParameters = { a: 0, mode: 'fan_in', nonlinearity: 'leaky_relu' };

export function checkKaiming(op: string, { a, mode, nonlinearity }: KaimingParameters): void {
  if (!['fan_in', 'fan_out'].includes(lowerCase(mode))) {
    throw new NnError('OPTION', `Mode ${lowerCase(mode)} not supported, please use one of ['fan_in', 'fan_out']`, {
      op,
      details: { mode },
    });
  }
  gainOf(op, nonlinearity, a);
  checkFinite(op, { a });
}

/** The standard deviation gain / √fan, in PyTorch's order of operations. */
export function kaimingStd(op: string, { a, mode, nonlinearity }: KaimingParameters, shape: Shape): number {
  const [fanIn, fanOut] = fansOf(op, shape);
  const fan = lowerCase(mode) === 'fan_in' ? fanIn : fanOut;
  return gainOf(op, nonlinearity, a) / Math.sqrt(fan);
}

/** PyTorch takes the modes in capitals too. */
function lowerCase(mode: unknown): string {
  return String(mode).toLowerCase();
}
