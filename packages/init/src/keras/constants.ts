import type { Initializer } from '../initializer/initializer.js';
import { constant as constantOf } from '../initializers/constant.js';
import { ones as onesOf } from '../initializers/ones.js';
import { zeros as zerosOf } from '../initializers/zeros.js';
import { readOptionsOfFixed } from '../options.js';

/** Keras's `Zeros`: every element is 0. */
export function zeros(): Initializer {
  return zerosOf();
}

/** Keras's `Ones`: every element is 1. */
export function ones(): Initializer {
  return onesOf();
}

/** Keras's `Constant`: every element is `value`, 0 unless given. */
export function constant(options: { readonly value?: number } = {}): Initializer {
  return constantOf(readOptionsOfFixed('keras.constant', options, { value: 0 }));
}
