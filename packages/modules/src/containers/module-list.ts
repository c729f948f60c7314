import { NnError } from '@nn/core';
import type { Module } from '../module.js';
import { NamedModules } from './named-modules.js';

/**
 * Modules in an array that the network knows of. It has no `forward`: its owner walks it.
 *
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
export class ModuleListBase<M extends Module = Module> extends NamedModules {
  static override readonly logicalName: string = 'ModuleList';
  static override readonly name: string = 'ModuleList';

  constructor(modules: Iterable<M> = []) {
    super();
    this.extend(modules);
  }

  /** Adds a module at the end. */
  append(module: M): this {
    this.insert(String(this.length), module);
    return this;
  }

  /** Adds modules at the end. */
  extend(modules: Iterable<M>): this {
    for (const module of modules) this.append(module);
    return this;
  }

  override at(index: number): M | undefined {
    return super.at(index) as M | undefined;
  }

  override [Symbol.iterator](): IterableIterator<M> {
    return super[Symbol.iterator]() as IterableIterator<M>;
  }

  override forward(): never {
    throw new NnError('MODULE_TREE', 'a ModuleList has no forward', { op: 'forward', advice: 'Walk it: for (const layer of list) x = layer.forward(x).' });
  }
}

/** @see {@link ModuleListBase} */
export type ModuleList<M extends Module = Module> = ModuleListBase<M> & { readonly [index: number]: M };

export const ModuleList: {
  new <M extends Module>(modules?: Iterable<M>): ModuleList<M>;
  readonly prototype: ModuleListBase;
  readonly logicalName: string;
  readonly name: string;
} = ModuleListBase as never;
