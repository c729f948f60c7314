import { NnError } from '@nn/core';
import type { Module } from '../../module.js';
import { Buffer, Parameter } from '../../parameter.js';
import { printHead } from '../../print-module.js';
import { dictOf, listOf } from './is-parametrized.js';

export interface RemoveParametrizationsOptions {
  /** Keep what was computed; else the tensor that it was computed from. @default true */
  readonly leaveParametrized?: boolean;
}

/**
 * Makes a parametrized tensor a plain parameter again, with the values that it has now. Where there was one original, it is that parameter;
 * where there were several it is a new one, which an optimizer must be given.
 *
 * @throws NnError 'OPTION' for a tensor that is not parametrized, and for `leaveParametrized: false` where there are several originals
 * @example
 * import { Linear, removeParametrizations, weightNorm } from '@nn/nn';
 *
 * const layer = removeParametrizations(weightNorm(new Linear(4, 8)), 'weight');
 * [...layer.stateDict().keys()]; // ['bias', 'weight']
 */
export function removeParametrizations<M extends Module>(
  module: M,
  name: string,
  options: RemoveParametrizationsOptions = {},
): M {
  const { leaveParametrized = true } = options;
  const op = 'removeParametrizations';
  const list = listOf(module, name);
  if (list === null) {
    throw new NnError('OPTION', `Module ${printHead(module)} does not have a parametrization on ${name}`, {
      op,
      details: { name },
    });
  }
  if (!list.isTensor && !leaveParametrized) {
    throw new NnError(
      'OPTION',
      'Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in terms of a sequence of tensors.',
      { op, details: { name } },
    );
  }
  const [first] = list.originals();
  let plain = first!;
  if (leaveParametrized) {
    const value = list.value();
    value.storage.inherit(list.history);
    if (list.isTensor) plain.adopt(value);
    else {
      const requiresGrad = list.originals().some((x) => x.requiresGrad);
      plain = first instanceof Parameter ? new Parameter(value, { requiresGrad }) : new Buffer(value);
    }
  }
  const dict = dictOf(module)!;
  dict.pop(name);
  Object.defineProperty(module, name, { value: plain, writable: true, configurable: true, enumerable: true });
  if (dict.length === 0) {
    Reflect.deleteProperty(module, 'parametrizations');
    Object.setPrototypeOf(module, Object.getPrototypeOf(Object.getPrototypeOf(module)) as object);
  }
  return module;
}
