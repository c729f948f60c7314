import { NnError } from '@nn/core';
import { Tensor } from '@nn/tensor';
import type { Module } from './module.js';
import { isModule } from './module-base.js';
import { Buffer, Parameter } from './parameter.js';

export interface WalkOptions {
  /** Go below the module itself. @default true */
  readonly recurse?: boolean;
}

/** What a module may own. */
export type Owned = Module | Parameter | Buffer;

const parents = new WeakMap<Module, { readonly parent: WeakRef<Module>; readonly name: string }>();

/** @internal Remembers where a module was last seen, for errors. Does not keep the parent alive. */
export function rememberParent(child: Module, parent: Module, name: string): void {
  const known = parents.get(child);
  if (known?.parent.deref() !== parent || known.name !== name) parents.set(child, { parent: new WeakRef(parent), name });
}

/** @internal The path of a module below the outermost one that is known: `encoder.layers.0`. */
export function pathOf(module: Module): string {
  const names: string[] = [];
  const seen = new Set<Module>();
  for (let at = module, known = parents.get(at); known !== undefined && !seen.has(at); known = parents.get(at)) {
    seen.add(at);
    names.unshift(known.name);
    const parent = known.parent.deref();
    if (parent === undefined) break;
    at = parent;
  }
  return names.join('.');
}

/**
 * @internal A module's own parameters, buffers and children, in the order of assignment.
 *
 * @throws NnError 'MODULE_TREE' for a plain array, Map, Set or object that holds modules or parameters
 */
export function* ownEntries(module: Module): Generator<readonly [name: string, value: Owned]> {
  for (const [name, value] of module.containerEntries() ?? []) {
    if (isModule(value)) rememberParent(value, module, name);
    yield [name, value];
  }
  for (const [name, value] of Object.entries(module) as [string, unknown][]) {
    if (isModule(value)) {
      rememberParent(value, module, name);
      yield [name, value];
    } else if (value instanceof Parameter || value instanceof Buffer) yield [name, value];
    else refuseHidden(module, name, value);
  }
}

/** A collection in a field is looked into, one level deep and its nested arrays: what it hides would never be trained or saved. */
function refuseHidden(module: Module, field: string, value: unknown): void {
  const hidden = hiddenIn(value, 0);
  if (hidden === null) return;
  const named = value instanceof Map || !(Array.isArray(value) || value instanceof Set);
  const wanted = `${isModule(hidden) ? 'Module' : 'Parameter'}${named ? 'Dict' : 'List'}`;
  throw new NnError('MODULE_TREE', `field '${field}' of ${module.constructor.name} holds ${isModule(hidden) ? 'modules' : 'parameters'} in a plain ${kindOf(value)}, where they would be missed`, {
    op: 'modules',
    details: { field, owner: module.constructor.name },
    advice: `Put them in a ${wanted}.`,
  });
}

function hiddenIn(value: unknown, depth: number): Module | Parameter | null {
  if (depth > 2 || typeof value !== 'object' || value === null || value instanceof Tensor || ArrayBuffer.isView(value)) return null;
  const items = Array.isArray(value) || value instanceof Set ? value : value instanceof Map ? value.values() : isPlain(value) ? Object.values(value) : [];
  for (const item of items as Iterable<unknown>) {
    if (isModule(item) || item instanceof Parameter) return item;
    const deeper = hiddenIn(item, depth + 1);
    if (deeper !== null) return deeper;
  }
  return null;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : value instanceof Map ? 'Map' : value instanceof Set ? 'Set' : 'object';
}

/** @internal All modules with their paths, parents first, each once; a module inside itself is a coded error. */
export function namedModules(root: Module): IterableIterator<[path: string, module: Module]> {
  return walkModules(root, '', new Set(), new Set());
}

function* walkModules(module: Module, path: string, seen: Set<Module>, above: Set<Module>): Generator<[string, Module]> {
  if (above.has(module)) throw insideItself(module, path);
  if (seen.has(module)) return;
  seen.add(module);
  yield [path, module];
  above.add(module);
  for (const [name, value] of ownEntries(module)) if (isModule(value)) yield* walkModules(value, join(path, name), seen, above);
  above.delete(module);
}

function insideItself(module: Module, path: string): NnError {
  return new NnError('MODULE_TREE', `${module.constructor.name} contains itself at '${path}'`, {
    op: 'modules',
    details: { path },
    advice: 'A module may stand at several places, but not inside itself.',
  });
}

export function* namedParameters(root: Module, { recurse = true }: WalkOptions): Generator<[string, Parameter]> {
  const seen = new Set<Parameter>();
  for (const [path, value] of leaves(root, recurse)) {
    if (!(value instanceof Parameter) || seen.has(value)) continue;
    seen.add(value);
    yield [path, value];
  }
}

export function* namedBuffers(root: Module, { recurse = true }: WalkOptions): Generator<[string, Buffer]> {
  const seen = new Set<Buffer>();
  for (const [path, value] of leaves(root, recurse)) {
    if (!(value instanceof Buffer) || seen.has(value)) continue;
    seen.add(value);
    yield [path, value];
  }
}

/** Tensors of every module, module by module. */
function* leaves(root: Module, recurse: boolean): Generator<[string, Parameter | Buffer]> {
  for (const [path, module] of recurse ? namedModules(root) : [['', root] as [string, Module]]) {
    for (const [name, value] of ownEntries(module)) if (!isModule(value)) yield [join(path, name), value];
  }
}

/** @internal Tensors at every place, shared ones at each: what a state dict holds. */
export function* everyTensor(module: Module, path = '', above: Set<Module> = new Set()): Generator<[string, Parameter | Buffer]> {
  if (above.has(module)) throw insideItself(module, path);
  above.add(module);
  const children: [string, Module][] = [];
  for (const [name, value] of ownEntries(module)) {
    if (isModule(value)) children.push([name, value]);
    else yield [join(path, name), value];
  }
  for (const [name, child] of children) yield* everyTensor(child, join(path, name), above);
  above.delete(module);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
