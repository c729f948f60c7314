import { NnError } from '@nn/core';
import { Module } from '../module.js';
import { isModule } from '../module-base.js';
import type { Parameter } from '../parameter.js';
import { forgetParent, rememberParent } from '../tree.js';

const list: unique symbol = Symbol('entries');

/**
 * @internal What containers share: an ordered list of named modules or parameters, each also a property of its name. The list is the order;
 * properties with names like integers would enumerate by number.
 */
export abstract class NamedEntries<T extends Module | Parameter> extends Module {
  declare private readonly [list]: Map<string, T>;

  constructor() {
    super();
    Object.defineProperty(this, list, { value: new Map<string, T>() });
  }

  /** How many there are. */
  get length(): number {
    return this[list].size;
  }

  override containerEntries(): Iterable<readonly [string, T]> {
    this.refuseStray();
    return this[list];
  }

  /** @internal Refuses what this container is not for. */
  protected abstract checkEntry(value: unknown, name: string): void;

  /** @internal Puts a value under a name, in place of the one that had it or at the end. */
  protected put(name: string, value: T): void {
    this.checkEntry(value, name);
    this.checkName(name);
    this.set_(name, value);
  }

  /** @internal Takes a value out. */
  protected take(name: string): T | undefined {
    const value = this[list].get(name);
    if (value === undefined) return undefined;
    this[list].delete(name);
    Reflect.deleteProperty(this, name);
    if (isModule(value)) forgetParent(value, this);
    return value;
  }

  /** @internal Puts other entries in place of all; what is refused changes nothing. */
  protected replaceAll(entries: Iterable<readonly [string, T]>): void {
    const wanted = [...entries];
    for (const [name, value] of wanted) {
      this.checkEntry(value, name);
      this.checkName(name);
    }
    for (const name of this.names()) this.take(name);
    for (const [name, value] of wanted) this.set_(name, value);
  }

  /** @internal */
  protected lookUp(name: string): T | undefined {
    return this[list].get(name);
  }

  /** @internal */
  protected names(): string[] {
    return [...this[list].keys()];
  }

  /** @internal */
  protected entryValues(): T[] {
    return [...this[list].values()];
  }

  private set_(name: string, value: T): void {
    const before = this[list].get(name);
    if (before !== undefined && isModule(before)) forgetParent(before, this);
    this[list].set(name, value);
    if (isModule(value)) rememberParent(value, this, name);
    if (before !== undefined) return;
    Object.defineProperty(this, name, {
      get(this: NamedEntries<T>) {
        return this[list].get(name);
      },
      set(this: NamedEntries<T>, other: T) {
        this.put(name, other);
      },
      enumerable: false,
      configurable: true,
    });
  }

  private checkName(name: string): void {
    const op = this.constructor.name;
    const details = { name };
    if (name === '') throw new NnError('MODULE_TREE', 'module name can\'t be empty string ""', { op, details });
    if (name.includes('.'))
      throw new NnError('MODULE_TREE', `module name can't contain ".", got: ${name}`, { op, details });
    if (this[list].has(name) || !(name in this)) return;
    throw new NnError('MODULE_TREE', `attribute '${name}' already exists`, {
      op,
      details,
      advice: 'Choose a name that is no member of the container.',
    });
  }

  /** An assignment past the end makes a field that the container does not know of. */
  private refuseStray(): void {
    for (const name of Object.keys(this)) {
      if (!/^\d+$/.test(name)) continue;
      throw new NnError('MODULE_TREE', `index ${name} is out of range`, {
        op: this.constructor.name,
        details: { index: Number(name), length: this.length },
        advice: `${this.constructor.name}[${name}] was assigned to, past the end: use append().`,
      });
    }
  }
}

/** @internal A module, and not the container itself. */
export function checkModule(value: unknown, container: Module, name: string): void {
  const op = container.constructor.name;
  if (!isModule(value)) {
    throw new NnError('MODULE_TREE', `${kindOf(value)} is not a Module subclass`, {
      op,
      details: { name },
      advice: 'A container holds modules: wrap a function in a class that extends Module.',
    });
  }
  if (value === container) throw new NnError('MODULE_TREE', `${op} cannot contain itself`, { op, details: { name } });
}

/** @internal What a value is, in the words of a message. */
export function kindOf(value: unknown): string {
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  return value.constructor.name;
}
