import type { Initializer } from '../initializer/initializer.js';
import { glorotNormal as glorotNormalOf } from '../initializers/glorot-normal.js';
import { glorotUniform as glorotUniformOf } from '../initializers/glorot-uniform.js';
import { heNormal as heNormalOf } from '../initializers/he-normal.js';
import { heUniform as heUniformOf } from '../initializers/he-uniform.js';
import { lecunNormal as lecunNormalOf } from '../initializers/lecun-normal.js';
import { lecunUniform as lecunUniformOf } from '../initializers/lecun-uniform.js';
import type { ScaledDistribution } from '../initializers/scaled-draw.js';
import { varianceScaling as varianceScalingOf } from '../initializers/variance-scaling.js';
import { readOptionsOfFixed } from '../options.js';

export interface VarianceScalingOptions {
  /** @default 1 */
  readonly scale?: number;
  /** @default 'fan_in' */
  readonly mode?: 'fan_in' | 'fan_out' | 'fan_avg';
  /** `'normal'` is `'truncated_normal'`, as in Keras. @default 'truncated_normal' */
  readonly distribution?: 'truncated_normal' | 'untruncated_normal' | 'normal' | 'uniform';
}

/**
 * Keras's `VarianceScaling`: variance scale / n. The fans are those that the module declares, where Keras reads them off the shape of its kernels:
 * they differ for grouped and depthwise convolutions.
 *
 * @example
 * import { varianceScaling } from '@nn/init/keras';
 *
 * varianceScaling({ distribution: 'untruncated_normal' }).toString();
 * // varianceScaling(scale=1, mode=fan_in, distribution=normal, fans=declared)
 */
export function varianceScaling(options: VarianceScalingOptions = {}): Initializer {
  const { distribution, ...rest } = readOptionsOfFixed('keras.varianceScaling', options, defaults);
  return varianceScalingOf({ ...rest, distribution: (ours.get(distribution) ?? distribution) as ScaledDistribution });
}

/** Keras's names of the two normals. */
const ours: ReadonlyMap<string, ScaledDistribution> = /* @__PURE__ */ new Map([
  ['normal', 'truncated_normal'],
  ['untruncated_normal', 'normal'],
]);

const defaults: Required<VarianceScalingOptions> = { scale: 1, mode: 'fan_in', distribution: 'truncated_normal' };

/** Keras's `LecunNormal`: variance 1 / fan in, a normal cut at two standard deviations and made up for. */
export function lecunNormal(): Initializer {
  return lecunNormalOf();
}

/** Keras's `LecunUniform`: on ±√(3 / fan in). */
export function lecunUniform(): Initializer {
  return lecunUniformOf();
}

/** Keras's `GlorotNormal`: variance 2 / (fan in + fan out), a normal cut at two standard deviations and made up for. */
export function glorotNormal(): Initializer {
  return glorotNormalOf();
}

/** Keras's `GlorotUniform`, the default of its layers: on ±√(6 / (fan in + fan out)). */
export function glorotUniform(): Initializer {
  return glorotUniformOf();
}

/** Keras's `HeNormal`: variance 2 / fan in, a normal cut at two standard deviations and made up for. */
export function heNormal(): Initializer {
  return heNormalOf();
}

/** Keras's `HeUniform`: on ±√(6 / fan in). */
export function heUniform(): Initializer {
  return heUniformOf();
}
