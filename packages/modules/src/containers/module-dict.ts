import { NnError } from '@nn/core';
import type { Module } from '../module.js';
import { checkModule, NamedEntries } from './named-entries.js';

type Named = Readonly<Record<string, Module>>;

/** @see {@link ModuleDict} */
export class ModuleDictBase<M extends Named = Named> extends NamedEntries<Module> {
  static override readonly logicalName: string = 'ModuleDict';
  static override readonly name: string = 'ModuleDict';

  constructor(modules: M | Iterable<readonly [string, Module]> = {} as M) {
    super();
    this.update(modules);
  }

  /** The module of a name, `undefined` where there is none. */
  get<K extends string>(name: K): K extends keyof M ? M[K] : Module | undefined {
    return this.lookUp(name) as K extends keyof M ? M[K] : Module | undefined;
  }

  /** Whether there is a module of that name. */
  has(name: string): boolean {
    return this.lookUp(name) !== undefined;
  }

  /**
   * Puts a module under a name: in place of the one that had it, or at the end.
   *
   * @throws NnError 'MODULE_TREE' for a name that is empty, has a dot, or is a member of the container, and for what is no module
   */
  set(name: string, module: Module): this {
    this.put(name, module);
    return this;
  }

  /** Puts several modules; where one is refused, none. */
  update(modules: Named | Iterable<readonly [string, Module]>): this {
    const entries = Symbol.iterator in modules ? modules : Object.entries(modules);
    this.replaceAll(new Map([...this.entries(), ...entries]));
    return this;
  }

  /** Takes a module out and gives it back; `undefined` where there was none. */
  pop(name: string): Module | undefined {
    return this.take(name);
  }

  /** Takes all modules out. */
  clear(): void {
    for (const name of this.keys()) this.take(name);
  }

  keys(): string[] {
    return this.names();
  }

  values(): Module[] {
    return this.entryValues();
  }

  /** Names and modules, in the order in which they came. */
  entries(): [name: string, module: Module][] {
    return [...this.containerEntries()] as [string, Module][];
  }

  /** As maps do it, names with their modules. */
  [Symbol.iterator](): IterableIterator<[name: string, module: Module]> {
    return this.entries()[Symbol.iterator]();
  }

  override forward(): never {
    throw new NnError('MODULE_TREE', 'Module [ModuleDict] is missing the required "forward" function', {
      op: 'forward',
      advice: 'Pick one: dict.get(name).forward(x).',
    });
  }

  protected override checkEntry(value: unknown, name: string): void {
    checkModule(value, this, name);
  }
}

/** Names that hit no member of the container. */
type FreeNames<M> = { readonly [K in keyof M]: K extends keyof ModuleDictBase ? never : unknown };

/**
 * Modules under names that the network knows of, in the order in which they came (names like integers come first, as in any object; an
 * iterable of pairs keeps its order). It has no `forward`: its owner picks.
 *
 * @throws NnError 'MODULE_TREE' for a name that is empty, has a dot, or is a member of the container, and for what is no module
 * @example
 * import { Linear, ModuleDict, ReLU } from '@nn/nn';
 *
 * const heads = new ModuleDict({ small: new Linear(4, 2), large: new Linear(4, 9) });
 * heads.get('large').outFeatures; // 9
 * heads.small.outFeatures; // 2
 * new ModuleDict({ act: new ReLU() }).has('act'); // true
 */
export type ModuleDict<M extends Named = Named> = ModuleDictBase<M> &
  (string extends keyof M ? unknown : { -readonly [K in keyof M]: M[K] });

type Pairs = Iterable<readonly [string, Module]>;

export const ModuleDict: {
  new <M extends Named | Pairs = Named>(
    modules?: M extends Pairs ? M : M & FreeNames<M>,
  ): ModuleDict<M extends Named ? M : Named>;
  readonly prototype: ModuleDictBase;
  readonly logicalName: string;
  readonly name: string;
} = ModuleDictBase as never;
