import type { FillLaw } from '@nn/core';
import { initialize } from './initialize.js';
import type { InitTarget } from '../target.js';

/** The law of `zeros_`. */
export const zerosLaw: FillLaw<object> = {
  name: 'zeros_',
  check: () => {},
  resolve: () => ({ kind: 'constant', value: 0 }),
};

/**
 * Sets every element of `target` to 0. Nothing is drawn.
 *
 * Source: `torch.nn.init.zeros_`.
 *
 * @param target a tensor or parameter of any shape and dtype, or a bare `{ data, shape }`
 * @returns `target`
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.zeros_(empty([3])); // tensor([0., 0., 0.])
 */
export function zeros_<T extends InitTarget | null>(target: T): T {
  return initialize(target, zerosLaw, {});
}
