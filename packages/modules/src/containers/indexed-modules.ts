import { NnError } from '@nn/core';
import type { Module } from '../module.js';
import { checkModule, NamedEntries } from './named-entries.js';

/** @internal What `Sequential` and `ModuleList` share: modules by position. A negative position counts from the end. */
export abstract class IndexedModules<M extends Module = Module> extends NamedEntries<M> {
  /** The module at a position, `undefined` where there is none. */
  at(index: number): M | undefined {
    return this.entryValues().at(index);
  }

  [Symbol.iterator](): IterableIterator<M> {
    return this.entryValues()[Symbol.iterator]();
  }

  /**
   * Adds a module at the end.
   *
   * @throws NnError 'MODULE_TREE' for what is no module, and for the container itself
   */
  append(module: M): this {
    this.put(String(this.length), module);
    return this;
  }

  /** Adds modules at the end; where one is refused, none. */
  extend(modules: Iterable<M>): this {
    this.rebuild([...this.entryValues(), ...modules]);
    return this;
  }

  /** Puts a module before the one at a position; those behind it move up. */
  insert(index: number, module: M): this {
    const modules = this.entryValues();
    if (!Number.isSafeInteger(index) || index < -modules.length || index > modules.length) throw this.outOfRange(index);
    modules.splice(index, 0, module);
    this.rebuild(modules);
    return this;
  }

  /** Puts a module in the place of the one at a position. */
  set(index: number, module: M): this {
    this.put(this.nameAt(index), module);
    return this;
  }

  /** Takes out the module at a position, the last one unless told otherwise, and gives it back; those behind it move down. */
  pop(index = -1): M {
    const name = this.nameAt(index);
    const module = this.take(name)!;
    this.rebuild(this.entryValues());
    return module;
  }

  protected override checkEntry(value: unknown, name: string): void {
    checkModule(value, this, name);
  }

  /** @internal The same container with other modules: names are positions, but those that were given stay with their modules. */
  private rebuild(modules: readonly M[]): void {
    const given = new Map<M, string>();
    for (const name of this.names()) if (!/^\d+$/.test(name)) given.set(this.lookUp(name)!, name);
    this.replaceAll(modules.map((module, i) => [given.get(module) ?? String(i), module] as const));
  }

  private nameAt(index: number): string {
    const name = this.names().at(index);
    if (name === undefined || !Number.isSafeInteger(index)) throw this.outOfRange(index);
    return name;
  }

  private outOfRange(index: number): NnError {
    return new NnError('INDEX', `index ${index} is out of range`, {
      op: this.constructor.name,
      details: { index, length: this.length },
      advice: `There are ${this.length} modules.`,
    });
  }
}
