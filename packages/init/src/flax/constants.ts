import type { Initializer } from '../initializer/initializer.js';
import { constant as constantOf } from '../initializers/constant.js';
import { ones as onesOf } from '../initializers/ones.js';
import { zeros as zerosOf } from '../initializers/zeros.js';

/** JAX's `zeros`, Flax's `zeros_init()`: every element is 0. */
export function zeros(): Initializer {
  return zerosOf();
}

/** JAX's `ones`, Flax's `ones_init()`: every element is 1. */
export function ones(): Initializer {
  return onesOf();
}

/** JAX's `constant`: every element is `value`. */
export function constant(options: { readonly value: number }): Initializer {
  return constantOf(options);
}
