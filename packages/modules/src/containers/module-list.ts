import { NnError } from '@nn/core';
import type { Module } from '../module.js';
import { IndexedModules } from './indexed-modules.js';

/** @see {@link ModuleList} */
export class ModuleListBase<M extends Module = Module> extends IndexedModules<M> {
  static override readonly logicalName: string = 'ModuleList';
  static override readonly name: string = 'ModuleList';

  constructor(modules: Iterable<M> = []) {
    super();
    this.extend(modules);
  }

  /** A new list of the modules from one position up to another, as arrays do it. */
  slice(start?: number, end?: number): ModuleList<M> {
    return new ModuleList(this.entryValues().slice(start, end));
  }

  override forward(): never {
    throw new NnError('MODULE_TREE', 'Module [ModuleList] is missing the required "forward" function', {
      op: 'forward',
      advice: 'Walk it: for (const layer of list) x = layer.forward(x).',
    });
  }
}

/**
 * Modules in an array that the network knows of. It has no `forward`: its owner walks it.
 *
 * @throws NnError 'MODULE_TREE' for what is no module
 * @example
 * import { Linear, Module, ModuleList, type Tensor } from '@nn/nn';
 *
 * class Deep extends Module {
 *   layers = new ModuleList([1, 2, 3].map(() => new Linear(4, 4)));
 *   forward(x: Tensor): Tensor {
 *     for (const layer of this.layers) x = layer.forward(x);
 *     return x;
 *   }
 * }
 * [...new Deep().parameters()].length; // 6
 */
export type ModuleList<M extends Module = Module> = ModuleListBase<M> & { [index: number]: M };

export const ModuleList: {
  new <M extends Module>(modules?: Iterable<M>): ModuleList<M>;
  readonly prototype: ModuleListBase;
  readonly logicalName: string;
  readonly name: string;
} = ModuleListBase as never;
