import type { Initializer } from '../initializer/initializer.js';
import { glorotNormal as glorotNormalOf } from '../initializers/glorot-normal.js';
import { glorotUniform as glorotUniformOf } from '../initializers/glorot-uniform.js';
import { heNormal as heNormalOf } from '../initializers/he-normal.js';
import { heUniform as heUniformOf } from '../initializers/he-uniform.js';
import { lecunNormal as lecunNormalOf } from '../initializers/lecun-normal.js';
import { lecunUniform as lecunUniformOf } from '../initializers/lecun-uniform.js';
import type { ScaledDistribution, ScaledFan } from '../initializers/scaled-draw.js';
import { varianceScaling as varianceScalingOf } from '../initializers/variance-scaling.js';
import { type AxisOptions, readAxes } from './axes.js';

export interface VarianceScalingOptions extends AxisOptions {
  readonly scale: number;
  readonly mode: ScaledFan;
  readonly distribution: ScaledDistribution;
}

/**
 * JAX's `variance_scaling`: variance scale / n.
 *
 * @example
 * import { varianceScaling } from '@nn/init/flax';
 *
 * varianceScaling({ scale: 2, mode: 'fan_in', distribution: 'normal' }).toString();
 * // varianceScaling(scale=2, mode=fan_in, distribution=normal, fans=declared)
 */
export function varianceScaling(options: VarianceScalingOptions): Initializer {
  const { scale, mode, distribution, ...axes } = { ...options };
  return varianceScalingOf({ scale, mode, distribution, ...readAxes('flax.varianceScaling', axes) });
}

/** JAX's `lecun_normal`, the default of Flax's kernels: variance 1 / fan in, a normal cut at two standard deviations and made up for. */
export function lecunNormal(options: AxisOptions = {}): Initializer {
  return lecunNormalOf(readAxes('flax.lecunNormal', options));
}

/** JAX's `lecun_uniform`: on ±√(3 / fan in). */
export function lecunUniform(options: AxisOptions = {}): Initializer {
  return lecunUniformOf(readAxes('flax.lecunUniform', options));
}

/** JAX's `glorot_normal`: variance 2 / (fan in + fan out), a normal cut at two standard deviations and made up for. */
export function glorotNormal(options: AxisOptions = {}): Initializer {
  return glorotNormalOf(readAxes('flax.glorotNormal', options));
}

/** JAX's `glorot_uniform`: on ±√(6 / (fan in + fan out)). */
export function glorotUniform(options: AxisOptions = {}): Initializer {
  return glorotUniformOf(readAxes('flax.glorotUniform', options));
}

/** JAX's `he_normal`: variance 2 / fan in, a normal cut at two standard deviations and made up for. */
export function heNormal(options: AxisOptions = {}): Initializer {
  return heNormalOf(readAxes('flax.heNormal', options));
}

/** JAX's `he_uniform`: on ±√(6 / fan in). */
export function heUniform(options: AxisOptions = {}): Initializer {
  return heUniformOf(readAxes('flax.heUniform', options));
}
