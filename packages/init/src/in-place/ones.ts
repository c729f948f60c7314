import type { FillLaw } from '@nn/core';
import { initialize } from './initialize.js';
import type { InitTarget } from '../target.js';

/** The law of `ones_`. */
export const onesLaw: FillLaw<object> = {
  name: 'ones_',
  check: () => {},
  resolve: () => ({ kind: 'constant', value: 1 }),
};

/**
 * Sets every element of `target` to 1. Nothing is drawn.
 *
 * Source: `torch.nn.init.ones_`.
 *
 * @param target a tensor or parameter of any shape and dtype, or a bare `{ data, shape }`
 * @returns `target`
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.ones_(empty([3])); // tensor([1., 1., 1.])
 */
export function ones_<T extends InitTarget | null>(target: T): T {
  return initialize(target, onesLaw, {});
}
