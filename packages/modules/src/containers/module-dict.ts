import { NnError } from '@nn/core';
import type { Module } from '../module.js';
import { NamedModules } from './named-modules.js';

/**
 * Modules under names that the network knows of, in the order in which they came. It has no `forward`: its owner picks.
 *
 * @example
 * import { Linear, ModuleDict, ReLU } from '@nn/nn';
 *
 * const heads = new ModuleDict({ small: new Linear(4, 2), large: new Linear(4, 9) });
 * heads.get('large')?.outFeatures; // 9
 * heads.small.outFeatures; // 2
 * new ModuleDict({ act: new ReLU() }).has('act'); // true
 */
export class ModuleDictBase<M extends Readonly<Record<string, Module>> = Readonly<Record<string, Module>>> extends NamedModules {
  static override readonly logicalName: string = 'ModuleDict';
  static override readonly name: string = 'ModuleDict';

  constructor(modules: M | Iterable<readonly [string, Module]> = {} as M) {
    super();
    const entries = Symbol.iterator in modules ? (modules as Iterable<readonly [string, Module]>) : Object.entries(modules);
    for (const [name, module] of entries) this.set(name, module);
  }

  get<K extends string>(name: K): (K extends keyof M ? M[K] : Module) | undefined {
    return this.lookUp(name) as (K extends keyof M ? M[K] : Module) | undefined;
  }

  has(name: string): boolean {
    return this.lookUp(name) !== undefined;
  }

  /**
   * Puts a module under a name.
   *
   * @throws NnError 'MODULE_TREE' for a name that is empty, has a dot, or is a member of the container
   */
  set(name: string, module: Module): this {
    if (name === '' || name.includes('.')) {
      throw new NnError('MODULE_TREE', name === '' ? 'module name can\'t be empty string ""' : `module name can't contain ".", got: ${name}`, { op: 'ModuleDict', details: { name } });
    }
    this.insert(name, module);
    return this;
  }

  /** Takes a module out and gives it back. */
  delete(name: string): Module | undefined {
    return this.take(name);
  }

  keys(): string[] {
    return this.names();
  }

  entries(): IterableIterator<readonly [string, Module]> {
    return this.containerEntries()[Symbol.iterator]() as IterableIterator<readonly [string, Module]>;
  }

  override forward(): never {
    throw new NnError('MODULE_TREE', 'a ModuleDict has no forward', { op: 'forward', advice: 'Pick one: dict.get(name)?.forward(x).' });
  }
}

/** @see {@link ModuleDictBase} */
export type ModuleDict<M extends Readonly<Record<string, Module>> = Readonly<Record<string, Module>>> = ModuleDictBase<M> & Readonly<M>;

export const ModuleDict: {
  new <M extends Readonly<Record<string, Module>>>(modules?: M): ModuleDict<M>;
  new (modules: Iterable<readonly [string, Module]>): ModuleDict;
  readonly prototype: ModuleDictBase;
  readonly logicalName: string;
  readonly name: string;
} = ModuleDictBase as never;
