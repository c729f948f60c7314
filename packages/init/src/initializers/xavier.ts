import type { TensorSpec } from '../initializer/tensor-spec.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { optional, type Schema } from '../schema/schema.js';
import { fanFields, fansFor, type FanOptions } from './fan-options.js';

export interface XavierParams extends FanOptions {
  /** A factor of the standard deviation; see `calculateGain`. */
  readonly gain: number;
}

/** The parameters of Xavier initialization. */
export function xavierFields(): Schema<XavierParams, Partial<XavierParams>> {
  return object({ gain: optional(number({ min: 0 }), 1), ...fanFields() });
}

/** The standard deviation gain · √(2 / (fan in + fan out)), in PyTorch's order of operations. */
export function xavierStd(op: string, params: XavierParams, spec: TensorSpec): number {
  const fans = fansFor(op, params, spec);
  return params.gain * Math.sqrt(2 / (fans.in + fans.out));
}
