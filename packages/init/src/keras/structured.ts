import type { Initializer } from '../initializer/initializer.js';
import { identity as identityOf } from '../initializers/identity.js';
import { orthogonal as orthogonalOf } from '../initializers/orthogonal.js';
import { readOptionsOfFixed } from '../options.js';

export interface GainOptions {
  /** @default 1 */
  readonly gain?: number;
}

/** Keras's `Orthogonal`: a random matrix with perpendicular rows or columns, of length `gain`. */
export function orthogonal(options: GainOptions = {}): Initializer {
  return orthogonalOf(readOptionsOfFixed('keras.orthogonal', options, { gain: 1 }));
}

/** Keras's `Identity`: the identity matrix times `gain`. */
export function identity(options: GainOptions = {}): Initializer {
  return identityOf(readOptionsOfFixed('keras.identity', options, { gain: 1 }));
}
