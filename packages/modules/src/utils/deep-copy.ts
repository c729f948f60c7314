import type { Module } from '../module.js';

/**
 * A copy that shares nothing with the module: parameters, buffers and modules below are copied, once each however often they occur, so that
 * what was shared inside is shared in the copy. Fields of subclasses come along; hooks and gradients do not. The same as `module.clone()`.
 *
 * @throws NnError 'MODULE_TREE' where `forward` is an arrow function in a field, which would go on using the original
 * @example
 * import { deepCopy, Linear } from '@nn/nn';
 *
 * const layer = new Linear(4, 8);
 * const copy = deepCopy(layer);
 * copy.weight === layer.weight; // false
 * copy.weight.equal(layer.weight); // true
 */
export function deepCopy<M extends Module>(module: M): M {
  return module.clone();
}
