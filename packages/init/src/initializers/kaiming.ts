import { gainOf, type Nonlinearity } from '../calculate-gain.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import { choice } from '../schema/choice.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { optional, type Schema } from '../schema/schema.js';
import { acceptsFans, fanFields, fansFor, type FanOptions } from './fan-options.js';

export interface KaimingParams extends FanOptions {
  /** The slope of a leaky rectifier below zero. @default 0 for `'leaky_relu'`, of no meaning to others */
  readonly a?: number | undefined;
  /** What the variance is kept of: activations (`'fan_in'`) or gradients. */
  readonly mode: 'fan_in' | 'fan_out';
  /** @default `'leaky_relu'` where `a` is given, else the activation that the module declares, else `'leaky_relu'` */
  readonly nonlinearity?: Nonlinearity | undefined;
}

/** PyTorch's table of gains has these. */
const nonlinearities: readonly Nonlinearity[] = [
  'linear',
  'conv1d',
  'conv2d',
  'conv3d',
  'conv_transpose1d',
  'conv_transpose2d',
  'conv_transpose3d',
  'sigmoid',
  'tanh',
  'relu',
  'leaky_relu',
  'selu',
];

/** The parameters of Kaiming initialization. */
export function kaimingFields(): Schema<KaimingParams, Partial<KaimingParams>> {
  return object({
    a: optional(number()),
    mode: optional(choice(['fan_in', 'fan_out']), 'fan_in'),
    nonlinearity: optional(choice(nonlinearities)),
    ...fanFields(),
  });
}

/** Whether fans and gain are known; if not, why. */
export function acceptsKaiming(params: KaimingParams, spec: TensorSpec): true | string {
  const { name } = activationOf(params, spec);
  if (!nonlinearities.some((known) => known === name))
    return `there is no gain for '${name}' in PyTorch's table: give the nonlinearity, or the variance by varianceScaling`;
  return acceptsFans(params, spec);
}

/** The standard deviation gain / √fan, in PyTorch's order of operations. */
export function kaimingStd(op: string, params: KaimingParams, spec: TensorSpec): number {
  const { name, param } = activationOf(params, spec);
  const fans = fansFor(op, params, spec);
  const fan = params.mode === 'fan_in' ? fans.in : fans.out;
  return gainOf(op, name as Nonlinearity, param) / Math.sqrt(fan);
}

function activationOf({ a, nonlinearity }: KaimingParams, spec: TensorSpec): NonNullable<TensorSpec['activation']> {
  if (nonlinearity !== undefined || a !== undefined) return { name: nonlinearity ?? 'leaky_relu', param: a ?? 0 };
  return spec.activation ?? { name: 'leaky_relu', param: 0 };
}
