import { NnError } from '@nn/core';
import { ModuleDict } from '../../containers/module-dict.js';
import type { Module } from '../../module.js';
import { ownerName } from '../../owners.js';
import { Buffer, Parameter } from '../../parameter.js';
import { printHead } from '../../print-module.js';
import type { Tensor } from '@nn/tensor';
import { dictOf, listOf, type Parametrized } from './is-parametrized.js';
import { type Parametrization, ParametrizationList } from './parametrization-list.js';

export interface RegisterParametrizationOptions {
  /** Let the parametrization change shape and dtype; nothing is tried out then. @default false */
  readonly unsafe?: boolean;
}

/**
 * Has a parameter or buffer of a module computed by another module, from then on, at every access: `parametrization.forward(original)`.
 * Several stand in a chain. Gradients reach the original, which is `module.parametrizations.weight.original` and has that key in the state
 * dict; where `rightInverse` gives several tensors, `original0`, `original1` …
 *
 * With a `rightInverse`, the parametrized tensor can be initialized (`init.normal_(module.weight)`) and assigned to
 * (`Object.assign(module, { weight: value })`): the originals are set such that it comes out. Any other write in place is refused, since it
 * would be lost. One original stays the same `Parameter`, so an optimizer may hold it; several are new, and must be given to it.
 *
 * @throws NnError 'OPTION' for a name without a parameter or buffer, 'SHAPE' and 'DTYPE' where the parametrization changes them,
 * 'UNINITIALIZED' for a parameter that waits for its shape; nothing has changed then
 * @example
 * import { Linear, Module, registerParametrization, tensor, type Tensor } from '@nn/nn';
 *
 * class Symmetric extends Module {
 *   forward(x: Tensor): Tensor {
 *     return x.triu().add(x.triu(1).T);
 *   }
 *   rightInverse(x: Tensor): Tensor {
 *     return x.triu();
 *   }
 * }
 * const layer = registerParametrization(new Linear(2, 2), 'weight', new Symmetric());
 * Object.assign(layer, { weight: tensor([[1, 2], [2, 3]]) });
 * layer.weight.toArraySync(); // [[1, 2], [2, 3]]
 * [...layer.stateDict().keys()]; // ['bias', 'parametrizations.weight.original']
 */
export function registerParametrization<M extends Module>(
  module: M,
  name: string,
  parametrization: Parametrization,
  options: RegisterParametrizationOptions = {},
): M & Parametrized {
  const { unsafe = false } = options;
  parametrization.train(module.training);
  const known = listOf(module, name);
  if (known === null) {
    const list = new ParametrizationList(parametrization, parametrizedTensor(module, name), unsafe);
    list.train(module.training);
    Reflect.deleteProperty(module, name);
    if (dictOf(module) === null) {
      Object.setPrototypeOf(module, parametrizedClass(module.constructor).prototype as object);
      Reflect.set(module, 'parametrizations', new ModuleDict({}));
    }
    dictOf(module);
    (module as unknown as Parametrized).parametrizations.set(name, list);
    define(module, name);
  } else known.adopt(parametrization, unsafe);
  return module as M & Parametrized;
}

/** @internal The parameter or buffer of a name, with values. */
export function parametrizedTensor(module: Module, name: string): Parameter | Buffer {
  const value: unknown = Object.getOwnPropertyDescriptor(module, name)?.value;
  if (!(value instanceof Parameter || value instanceof Buffer)) {
    throw new NnError(
      'OPTION',
      `Module '${printHead(module)}' does not have a parameter, a buffer, or a parametrized element with name '${name}'`,
      { op: 'registerParametrization', details: { name } },
    );
  }
  if (value.block === null) {
    throw new NnError('UNINITIALIZED', `Module '${printHead(module)}' has an uninitialized parameter '${name}'`, {
      op: 'registerParametrization',
      details: { name },
      advice: 'Make sure to run the dummy forward before parametrizing.',
    });
  }
  return value;
}

/** The field of the instance, now computed. It uses `this`, so that copies have their own. */
function define(module: Module, name: string): void {
  Object.defineProperty(module, name, {
    get(this: Module): Tensor {
      return listOf(this, name)!.effective(name);
    },
    set(this: Module, value: Tensor) {
      listOf(this, name)!.rightInverse(value);
    },
    configurable: true,
    enumerable: false,
  });
}

type AnyClass = { readonly prototype: unknown; readonly name: string };
const classes = new WeakMap<object, AnyClass>();

/** PyTorch's name for a module with parametrizations: the same class otherwise. */
function parametrizedClass(original: unknown): AnyClass {
  const plain = original as AnyClass & (new () => object);
  let found = classes.get(plain);
  if (found === undefined) {
    found = class extends plain {};
    Object.defineProperty(found, 'name', { value: `Parametrized${plain.name}` });
    Object.defineProperty(found, 'logicalName', { value: ownerName(plain) });
    classes.set(plain, found);
  }
  return found;
}
