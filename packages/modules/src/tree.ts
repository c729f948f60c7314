import { NnError } from '@nn/core';
import { hiddenIn } from './hidden.js';
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
  if (known?.parent.deref() !== parent || known.name !== name)
    parents.set(child, { parent: new WeakRef(parent), name });
}

/** @internal The module is no longer there. */
export function forgetParent(child: Module, parent: Module): void {
  if (parents.get(child)?.parent.deref() === parent) parents.delete(child);
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
 * @throws NnError 'MODULE_TREE' for a plain array, Map, Set or object that holds modules, parameters or buffers
 */
export function* ownEntries(module: Module): Generator<readonly [name: string, value: Owned]> {
  for (const [name, value] of module.containerEntries() ?? []) {
    if (isModule(value)) rememberParent(value, module, name);
    yield [name, value];
  }
  for (const name of Object.keys(module)) {
    const value: unknown = Reflect.get(module, name);
    if (typeof value !== 'object' || value === null) continue;
    if (isModule(value)) {
      rememberParent(value, module, name);
      yield [name, value];
    } else if (value instanceof Parameter || value instanceof Buffer) yield [name, value];
    else refuseHidden(module, name, value);
  }
}

function refuseHidden(module: Module, field: string, value: unknown): void {
  const found = hiddenIn(value);
  if (found === null) return;
  throw new NnError(
    'MODULE_TREE',
    `field '${field}' of ${module.constructor.name} holds ${found.what} in a plain ${found.kind}, where they would be missed`,
    { op: 'modules', details: { field, owner: module.constructor.name }, advice: found.advice },
  );
}

/** @internal All modules with their paths, parents first, each once; a module inside itself is a coded error. */
export function namedModules(root: Module): IterableIterator<[path: string, module: Module]> {
  return walkModules(root, '', new Set(), new Set());
}

function* walkModules(
  module: Module,
  path: string,
  seen: Set<Module>,
  above: Set<Module>,
): Generator<[string, Module]> {
  if (above.has(module)) throw insideItself(module, path);
  if (seen.has(module)) return;
  seen.add(module);
  yield [path, module];
  above.add(module);
  for (const [name, value] of ownEntries(module))
    if (isModule(value)) yield* walkModules(value, join(path, name), seen, above);
  above.delete(module);
}

/** @internal */
export function insideItself(module: Module, path: string): NnError {
  return new NnError('MODULE_TREE', `${module.constructor.name} contains itself at '${path}'`, {
    op: 'modules',
    details: { path },
    advice: 'A module may stand at several places, but not inside itself.',
  });
}

/** @internal Refuses a tree with a module inside itself or in hiding, before anything is done to it. */
export function checkTree(root: Module): void {
  for (const _ of namedModules(root)) continue;
}

export function* namedParameters(root: Module, options: WalkOptions): Generator<[string, Parameter]> {
  for (const [path, value] of leaves(root, options)) if (value instanceof Parameter) yield [path, value];
}

export function* namedBuffers(root: Module, options: WalkOptions): Generator<[string, Buffer]> {
  for (const [path, value] of leaves(root, options)) if (value instanceof Buffer) yield [path, value];
}

/** Tensors of every module, module by module, each once. */
function* leaves(root: Module, { recurse = true }: WalkOptions): Generator<[string, Parameter | Buffer]> {
  const seen = new Set<Owned>();
  for (const [path, module] of recurse ? namedModules(root) : [['', root] as [string, Module]]) {
    for (const [name, value] of ownEntries(module)) {
      if (isModule(value) || seen.has(value)) continue;
      seen.add(value);
      yield [join(path, name), value];
    }
  }
}

/** @internal Tensors at every place, shared ones at each: what a state dict holds. */
export function* everyTensor(
  module: Module,
  path = '',
  above: Set<Module> = new Set(),
): Generator<[string, Parameter | Buffer]> {
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
