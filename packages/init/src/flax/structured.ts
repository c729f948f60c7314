import type { Initializer } from '../initializer/initializer.js';
import { deltaOrthogonal as deltaOrthogonalOf } from '../initializers/delta-orthogonal.js';
import { orthogonal as orthogonalOf } from '../initializers/orthogonal.js';
import { readOptionsOfFixed } from '../options.js';

export interface ScaleOptions {
  /** @default 1 */
  readonly scale?: number;
}

/** JAX's `orthogonal`: a random matrix with perpendicular rows or columns, of length `scale`. */
export function orthogonal(options: ScaleOptions = {}): Initializer {
  return orthogonalOf({ gain: readOptionsOfFixed('flax.orthogonal', options, { scale: 1 }).scale });
}

/** JAX's `delta_orthogonal`: the middle of a convolution's kernel is an orthogonal matrix, and all else is 0. */
export function deltaOrthogonal(options: ScaleOptions = {}): Initializer {
  return deltaOrthogonalOf({ gain: readOptionsOfFixed('flax.deltaOrthogonal', options, { scale: 1 }).scale });
}
