import type { Initializer } from '../initializer/initializer.js';
import { normal as normalOf } from '../initializers/normal.js';
import { truncNormalRelative } from '../initializers/trunc-normal-relative.js';
import { uniform as uniformOf } from '../initializers/uniform.js';
import { readOptionsOfFixed } from '../options.js';

export interface TruncatedNormalOptions {
  /** Of the normal before the cut. @default 0.01 */
  readonly stddev?: number;
  /** In standard deviations. @default -2 */
  readonly lower?: number;
  /** In standard deviations. @default 2 */
  readonly upper?: number;
}

/**
 * JAX's `uniform`: on **[0, scale)**, to one side of 0.
 *
 * @example
 * import { uniform } from '@nn/init/flax';
 *
 * uniform().toString(); // uniform(low=0, high=0.01)
 */
export function uniform(options: { readonly scale?: number } = {}): Initializer {
  const { scale } = readOptionsOfFixed('flax.uniform', options, { scale: 0.01 });
  return uniformOf({ low: 0, high: scale });
}

/** JAX's `normal`: N(0, stddev²), stddev 0.01 unless given. */
export function normal(options: { readonly stddev?: number } = {}): Initializer {
  return normalOf({ std: readOptionsOfFixed('flax.normal', options, { stddev: 0.01 }).stddev });
}

/** JAX's `truncated_normal`: N(0, stddev²) cut at `lower` and `upper` standard deviations, and not made up for. */
export function truncatedNormal(options: TruncatedNormalOptions = {}): Initializer {
  const defaults = { stddev: 0.01, lower: -2, upper: 2 };
  const { stddev, lower, upper } = readOptionsOfFixed('flax.truncatedNormal', options, defaults);
  return truncNormalRelative({ std: stddev, low: lower, high: upper });
}
