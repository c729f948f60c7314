import type { Nonlinearity } from '../calculate-gain.js';
import type { Initializer } from '../initializer/initializer.js';
import { constant as constantOf } from '../initializers/constant.js';
import { kaimingNormal as kaimingNormalOf } from '../initializers/kaiming-normal.js';
import { kaimingUniform as kaimingUniformOf } from '../initializers/kaiming-uniform.js';
import { normal as normalOf } from '../initializers/normal.js';
import { ones as onesOf } from '../initializers/ones.js';
import { truncNormal as truncNormalOf } from '../initializers/trunc-normal.js';
import { uniform as uniformOf } from '../initializers/uniform.js';
import { xavierNormal as xavierNormalOf } from '../initializers/xavier-normal.js';
import { xavierUniform as xavierUniformOf } from '../initializers/xavier-uniform.js';
import { zeros as zerosOf } from '../initializers/zeros.js';
import { readOptionsOfFixed } from '../options.js';

export interface KaimingChoice {
  /** The slope of the leaky rectifier below zero. @default 0 */
  readonly a?: number;
  /** @default 'fan_in' */
  readonly mode?: 'fan_in' | 'fan_out';
  /** @default 'leaky_relu' */
  readonly nonlinearity?: Nonlinearity;
}

const torchFans = { fans: 'torch' } as const;

/** `torch.nn.init.zeros_` */
export function zeros(): Initializer {
  return zerosOf();
}

/** `torch.nn.init.ones_` */
export function ones(): Initializer {
  return onesOf();
}

/** `torch.nn.init.constant_` */
export function constant(options: { readonly value: number }): Initializer {
  return constantOf(options);
}

/**
 * `torch.nn.init.uniform_`: on [a, b).
 *
 * @example
 * import { uniform } from '@nn/init/torch';
 *
 * uniform({ a: -1 }).toString(); // uniform(low=-1, high=1)
 */
export function uniform(options: { readonly a?: number; readonly b?: number } = {}): Initializer {
  const { a, b } = readOptionsOfFixed('torch.uniform', options, { a: 0, b: 1 });
  return uniformOf({ low: a, high: b });
}

/** `torch.nn.init.normal_` */
export function normal(options: { readonly mean?: number; readonly std?: number } = {}): Initializer {
  return normalOf(options);
}

/** `torch.nn.init.trunc_normal_`: the bounds `a` and `b` are values, ±2 unless given. */
export function truncNormal(
  options: { readonly mean?: number; readonly std?: number; readonly a?: number; readonly b?: number } = {},
): Initializer {
  return truncNormalOf(options);
}

/** `torch.nn.init.xavier_uniform_`, with PyTorch's guess of the fans. */
export function xavierUniform(options: { readonly gain?: number } = {}): Initializer {
  return xavierUniformOf({ ...options, ...torchFans });
}

/** `torch.nn.init.xavier_normal_`, with PyTorch's guess of the fans. */
export function xavierNormal(options: { readonly gain?: number } = {}): Initializer {
  return xavierNormalOf({ ...options, ...torchFans });
}

/** `torch.nn.init.kaiming_uniform_`, with PyTorch's guess of the fans. */
export function kaimingUniform(options: KaimingChoice = {}): Initializer {
  return kaimingUniformOf({ a: 0, ...options, ...torchFans });
}

/** `torch.nn.init.kaiming_normal_`, with PyTorch's guess of the fans. */
export function kaimingNormal(options: KaimingChoice = {}): Initializer {
  return kaimingNormalOf({ a: 0, ...options, ...torchFans });
}
