import { type BufferView, NnError, type ParameterView, type ParamSpec, type Shape } from '@nn/core';
import { type ComputedTensor, computedParameters, isComputedTensor } from './computed-tensor.js';
import type { Module } from './module.js';
import { isModule } from './module-base.js';
import { ownersOf } from './owners.js';
import { Parameter } from './parameter.js';
import { tagsOf, union } from './tags.js';
import { insideItself, namedBuffers, ownEntries } from './tree.js';

/** What an initializer may fill: a parameter, or a parametrized one through what it is computed from. */
type Leaf = Parameter | ComputedTensor;

/** Where a module stands, and what the modules around it say of what is below them. */
interface Surroundings {
  /** Its path, with a dot at the end. */
  readonly prefix: string;
  /** The modules around it that know more, outermost first, with the lengths of their prefixes. */
  readonly knowing: readonly (readonly [module: Module, prefix: number])[];
  readonly depth: NonNullable<ParamSpec['depth']> | null;
  /** The path of the block that stands at that depth. */
  readonly layer: string | null;
  readonly tags: readonly string[];
}

/** One of the places where a leaf stands. */
interface Place {
  readonly owner: Module;
  readonly path: string;
  readonly declared: ParamSpec | null;
  readonly around: Surroundings;
}

type Places = Map<Leaf, Place[]>;

/** @internal Every parameter of a tree once, at the first of its places. Nothing is computed or written. */
export function parameterViews(root: Module): ParameterView[] {
  const places: Places = new Map();
  collect(root, { prefix: '', knowing: [], depth: null, layer: null, tags: [] }, false, new Set(), places);
  return Array.from(places, ([leaf, at]) => viewOf(leaf, at));
}

/** @internal Every buffer of a tree once. */
export function* bufferViews(root: Module): Generator<BufferView> {
  for (const [path, buffer] of namedBuffers(root, {}))
    if (!buffer.awaitsLength) yield { path, shape: buffer.shape, history: buffer.storage };
}

/** @param isStack whether the modules right below are residual blocks, one after another */
function collect(module: Module, around: Surroundings, isStack: boolean, above: Set<Module>, places: Places): void {
  if (above.has(module)) throw insideItself(module, around.prefix.slice(0, -1));
  above.add(module);
  const here = { ...around, tags: union(around.tags, tagsOf(module)) };
  const leaves: (readonly [string, Leaf])[] = [];
  const children: (readonly [string, Module])[] = [];
  for (const [name, value] of ownEntries(module)) {
    if (isModule(value)) children.push([name, value]);
    else if (value instanceof Parameter && !isComputedTensor(module)) leaves.push([name, value]);
  }
  leaves.push(...computedParameters(module));
  const specs = leaves.length === 0 ? {} : module.paramSpecs();
  for (const [name, leaf] of leaves) {
    const place = { owner: module, path: here.prefix + name, declared: specs[name] ?? null, around: here };
    const others = places.get(leaf);
    if (others === undefined) places.set(leaf, [place]);
    else others.push(place);
  }
  const stacks = checkStacks(module, children);
  const knowing =
    module.refineSpec === undefined ? here.knowing : [...here.knowing, [module, here.prefix.length] as const];
  children.forEach(([name, child], index) => {
    const path = here.prefix + name;
    const at = isStack ? { depth: { index, total: children.length }, layer: path } : here;
    const below = { prefix: `${path}.`, knowing, depth: at.depth, layer: at.layer, tags: here.tags };
    collect(child, below, stacks.includes(name), above, places);
  });
  above.delete(module);
}

/** The names that a module's stacks have; an optional one may be missing. */
function checkStacks(module: Module, children: readonly (readonly [string, Module])[]): readonly string[] {
  const stacks = module.stacks();
  for (const name of stacks) {
    if (children.some(([own]) => own === name) || Reflect.get(module, name) === null) continue;
    throw new NnError(
      'MODULE_TREE',
      `stacks() of ${module.constructor.name} names '${name}', which is no module in it`,
      {
        op: 'stacks',
        details: { name, modules: children.map(([own]) => own) },
        advice: 'Name the fields that hold the blocks.',
      },
    );
  }
  return stacks;
}

function viewOf(leaf: Leaf, places: readonly Place[]): ParameterView {
  const [first, ...others] = places as readonly [Place, ...Place[]];
  const { owner, path } = first;
  const waits = leaf instanceof Parameter && leaf.isUninitialized;
  return {
    path,
    aliases: others.map((place) => place.path),
    owners: ownersOf(owner),
    layer: first.around.layer,
    shape: waits ? null : leaf.shape,
    dtype: leaf.dtype,
    spec: specOf(first, waits ? null : leaf.shape, tagsAt(leaf, places)),
    target: leaf,
    history: waits ? null : leaf instanceof Parameter ? leaf.storage : leaf.history,
    remembered: leaf instanceof Parameter ? leaf.remembered : null,
    sibling: (name) => siblingOf(owner, name),
  };
}

function specOf(place: Place, shape: Shape | null, tags: readonly string[]): ParamSpec | null {
  const { path, declared, around } = place;
  const { knowing, depth } = around;
  let spec = declared;
  for (let i = knowing.length - 1; i >= 0 && spec !== null; i--) {
    const [module, prefix] = knowing[i]!;
    spec = module.refineSpec!(path.slice(prefix), spec, shape);
  }
  if (depth === null && tags.length === 0) return spec;
  const all = union(spec?.tags ?? [], tags);
  return { role: 'other', ...(depth === null ? {} : { depth }), ...spec, ...(all.length === 0 ? {} : { tags: all }) };
}

/** What tags reach a parameter, by any of its places. */
function tagsAt(leaf: Leaf, places: readonly Place[]): readonly string[] {
  let tags: readonly string[] = [];
  for (const { around } of places) tags = union(tags, around.tags);
  if (isComputedTensor(leaf)) for (const original of leaf.originals()) tags = union(tags, tagsOf(original));
  return union(tags, tagsOf(leaf));
}

/** @internal The present shape of a parameter of a module. */
export function siblingOf(module: Module, name: string): Shape | null {
  for (const [own, value] of ownEntries(module))
    if (own === name && value instanceof Parameter) return value.isUninitialized ? null : value.shape;
  for (const [own, value] of computedParameters(module)) if (own === name) return value.shape;
  return null;
}
