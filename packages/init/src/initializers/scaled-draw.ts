import type { Draw } from '../initializer/definition.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import { fansFor, type FanOptions } from './fan-options.js';

/** What the variance is divided by. */
export type ScaledFan = 'fan_in' | 'fan_out' | 'fan_avg' | 'fan_geo_avg';

/** The form of the law. */
export type ScaledDistribution = 'normal' | 'uniform' | 'truncated_normal';

/** The standard deviation of a standard normal that is cut at ±2. */
const stdOfCut = 0.8796256610342398;

/** A variance by fans. */
export interface Scaling {
  readonly scale: number;
  readonly mode: ScaledFan;
  readonly distribution: ScaledDistribution;
}

/** What variance scaling draws. */
export function scaledDraw(
  op: string,
  { scale, mode, distribution }: Scaling,
  fans: FanOptions,
  spec: TensorSpec,
): Draw {
  const { in: fanIn, out: fanOut } = fansFor(op, fans, spec);
  const fan = {
    fan_in: fanIn,
    fan_out: fanOut,
    fan_avg: (fanIn + fanOut) / 2,
    fan_geo_avg: Math.sqrt(fanIn * fanOut),
  }[mode];
  const variance = scale / fan;
  if (distribution === 'normal') return { law: 'normal', mean: 0, std: Math.sqrt(variance) };
  if (distribution === 'uniform') {
    const bound = Math.sqrt(3 * variance);
    return { law: 'uniform', low: -bound, high: bound };
  }
  const std = Math.sqrt(variance) / stdOfCut;
  return { law: 'truncNormal', mean: 0, std, a: -2 * std, b: 2 * std };
}
