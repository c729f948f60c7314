import type { Initializer } from '../initializer/initializer.js';
import { normal } from '../initializers/normal.js';
import { truncNormalRelative } from '../initializers/trunc-normal-relative.js';
import { uniform } from '../initializers/uniform.js';
import { readOptionsOfFixed } from '../options.js';

export interface NormalOptions {
  /** @default 0 */
  readonly mean?: number;
  /** @default 0.05 */
  readonly stddev?: number;
}

export interface UniformOptions {
  /** @default -0.05 */
  readonly minval?: number;
  /** @default 0.05 */
  readonly maxval?: number;
}

/**
 * Keras's `RandomNormal`: N(mean, stddev²).
 *
 * @example
 * import { randomNormal } from '@nn/init/keras';
 *
 * randomNormal().toString(); // normal(mean=0, std=0.05)
 */
export function randomNormal(options: NormalOptions = {}): Initializer {
  const { mean, stddev } = readOptionsOfFixed<Required<NormalOptions>>('keras.randomNormal', options, normalDefaults);
  return normal({ mean, std: stddev });
}

/** Keras's `RandomUniform`: on [minval, maxval). */
export function randomUniform(options: UniformOptions = {}): Initializer {
  const { minval, maxval } = readOptionsOfFixed<Required<UniformOptions>>(
    'keras.randomUniform',
    options,
    uniformDefaults,
  );
  return uniform({ low: minval, high: maxval });
}

/** Keras's `TruncatedNormal`: cut at two of its standard deviations, and not made up for, so that the values have 0.8796 · stddev. */
export function truncatedNormal(options: NormalOptions = {}): Initializer {
  const { mean, stddev } = readOptionsOfFixed<Required<NormalOptions>>(
    'keras.truncatedNormal',
    options,
    normalDefaults,
  );
  return truncNormalRelative({ mean, std: stddev });
}

const normalDefaults = { mean: 0, stddev: 0.05 };
const uniformDefaults = { minval: -0.05, maxval: 0.05 };
