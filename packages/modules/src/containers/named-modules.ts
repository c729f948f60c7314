import { NnError } from '@nn/core';
import { Module } from '../module.js';
import { isModule } from '../module-base.js';
import { rememberParent } from '../tree.js';

/**
 * @internal What containers share: an ordered list of named modules, each also a property of its name. The list is the order; properties with
 * names like integers would enumerate by number.
 */
export abstract class NamedModules extends Module {
  /** @internal Not a field that the tree walk looks into. */
  private declare readonly list: Map<string, Module>;

  constructor() {
    super();
    Object.defineProperty(this, 'list', { value: new Map(), enumerable: false });
  }

  get length(): number {
    return this.list.size;
  }

  /** The module at a position; negative counts from the end. */
  at(index: number): Module | undefined {
    return [...this.list.values()].at(index);
  }

  [Symbol.iterator](): IterableIterator<Module> {
    return this.list.values();
  }

  override containerEntries(): Iterable<readonly [string, Module]> {
    return this.list;
  }

  /** @internal Puts a module under a name, in place of the one that had it or at the end. */
  protected insert(name: string, module: unknown): void {
    if (!isModule(module)) {
      throw new NnError('MODULE_TREE', `${describe(module)} is not a Module subclass`, {
        op: this.constructor.name,
        details: { name },
        advice: 'A container holds modules: wrap a function in a class that extends Module.',
      });
    }
    if (module === this) throw new NnError('MODULE_TREE', `${this.constructor.name} cannot contain itself`, { op: this.constructor.name, details: { name } });
    if (!this.list.has(name) && name in this) {
      throw new NnError('MODULE_TREE', `attribute '${name}' already exists`, { op: this.constructor.name, details: { name }, advice: 'Choose a name that is no member of the container.' });
    }
    this.list.set(name, module);
    Object.defineProperty(this, name, { value: module, enumerable: false, configurable: true, writable: false });
    rememberParent(module, this, name);
  }

  /** @internal Takes a module out. */
  protected take(name: string): Module | undefined {
    const module = this.list.get(name);
    this.list.delete(name);
    Reflect.deleteProperty(this, name);
    return module;
  }

  /** @internal */
  protected lookUp(name: string): Module | undefined {
    return this.list.get(name);
  }

  /** @internal */
  protected names(): string[] {
    return [...this.list.keys()];
  }
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? value.constructor.name : typeof value;
}
