import { formatShape, NnError } from '@nn/core';
import { Tensor } from '@nn/tensor';
import type { Module } from './module.js';
import { Buffer, Parameter } from './parameter.js';
import { moduleName } from './print-module.js';
import { everyTensor } from './tree.js';

/** Values under PyTorch's keys, in order: `0.weight`, `encoder.layers.0.linear1.bias`. */
export type StateDict = Map<string, Tensor>;

export interface LoadOptions {
  /** Refuse missing and unexpected keys. @default true */
  readonly strict?: boolean;
}

/** Which keys did not meet; only those that `strict: false` lets pass. */
export interface LoadReport {
  readonly missingKeys: readonly string[];
  readonly unexpectedKeys: readonly string[];
}

/** @internal */
export function stateDict(module: Module): StateDict {
  const state: StateDict = new Map();
  const waiting: string[] = [];
  for (const [path, value] of places(module)) {
    if (value.block === null) waiting.push(path);
    else state.set(path, value.detach());
  }
  if (waiting.length === 0) return state;
  throw new NnError('UNINITIALIZED', `${quote(waiting)}: no values yet`, {
    op: 'stateDict',
    details: { paths: waiting },
    advice: 'Call forward once: the first batch tells the shapes.',
  });
}

function* places(module: Module): Generator<[string, Parameter | Buffer]> {
  for (const [path, value] of everyTensor(module))
    if (!(value instanceof Buffer) || value.persistent) yield [path, value];
}

/** @internal */
export function loadStateDict(
  module: Module,
  given: ReadonlyMap<string, Tensor> | Readonly<Record<string, Tensor>>,
  { strict = true }: LoadOptions,
): LoadReport {
  const state = renamed(entriesOf(given), module);
  const own = new Map(places(module));
  const missingKeys = [...own.keys()].filter((key) => !state.has(key));
  const unexpectedKeys = [...state.keys()].filter((key) => !own.has(key));
  const mistakes: string[] = [];
  if (strict && missingKeys.length > 0) mistakes.push(`Missing key(s) in state_dict: ${quote(missingKeys)}. `);
  if (strict && unexpectedKeys.length > 0) mistakes.push(`Unexpected key(s) in state_dict: ${quote(unexpectedKeys)}. `);
  const copies: [string, Parameter | Buffer, Tensor][] = [];
  for (const [key, target] of own) {
    if (!state.has(key)) continue;
    const value = state.get(key);
    const mistake = mistakeOf(key, target, value);
    if (mistake !== null) mistakes.push(mistake);
    else copies.push([key, target, value as Tensor]);
  }
  if (mistakes.length > 0) {
    throw new NnError(
      'STATE_DICT',
      `Error(s) in loading state_dict for ${moduleName(module)}:\n\t${mistakes.join('\n\t')}`,
      { op: 'loadStateDict', details: { missingKeys, unexpectedKeys } },
    );
  }
  const arrived = copies.map(([key, target, value]) => [key, target, bringOver(value, target)] as const);
  for (const [key, target, value] of arrived) {
    target.materialize(value.shape);
    if (target instanceof Parameter) target.remembered = null;
    target.detach().copy_(value);
    const { storage } = target;
    const { version } = storage;
    storage.provenance = { law: 'loadStateDict', parameters: { key }, byDefault: false, version, origin: null };
  }
  // Lazy modules that have everything now are plain ones.
  for (const part of [...module.modules()]) part.materializeFrom([]);
  return { missingKeys, unexpectedKeys };
}

function entriesOf(given: unknown): ReadonlyMap<string, unknown> {
  if (given instanceof Map) return given as ReadonlyMap<string, unknown>;
  if (typeof given === 'object' && given !== null && !Array.isArray(given) && !(given instanceof Tensor))
    return new Map(Object.entries(given));
  throw new NnError('STATE_DICT', `Expected state_dict to be dict-like, got ${kindOf(given)}.`, {
    op: 'loadStateDict',
    advice: 'Pass the Map of stateDict(), or an object of tensors.',
  });
}

/** @internal A module whose tensors had other keys once. */
export interface Renamed {
  /** What was the key, and what it is now, for a module at this path. */
  formerKeys(path: string): Iterable<readonly [former: string, now: string]>;
}

/** The state under the keys of today. */
function renamed(state: ReadonlyMap<string, unknown>, module: Module): ReadonlyMap<string, unknown> {
  const names = new Map<string, string>();
  for (const [path, part] of module.namedModules()) {
    for (const [former, now] of (part as Partial<Renamed>).formerKeys?.(path) ?? [])
      if (state.has(former) && !state.has(now)) names.set(former, now);
  }
  if (names.size === 0) return state;
  return new Map(Array.from(state, ([key, value]) => [names.get(key) ?? key, value]));
}

function mistakeOf(key: string, target: Parameter | Buffer, value: unknown): string | null {
  if (!(value instanceof Tensor) || value.block === null) {
    const received = value instanceof Tensor ? 'one without values' : kindOf(value);
    return `While copying the parameter named "${key}", expected a Tensor from checkpoint but received ${received}`;
  }
  if (target.accepts(value.shape)) return null;
  return `size mismatch for ${key}: copying a param with shape ${formatShape(value.shape)} from checkpoint, the shape in current model is ${target.describeShape()}.`;
}

/** The value where the target has its own, so that copying cannot be refused. */
function bringOver(value: Tensor, target: Parameter | Buffer): Tensor {
  const device = target.block === null ? undefined : target.device;
  return device === undefined ? value.detach() : value.detach().to({ device });
}

function kindOf(value: unknown): string {
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  return value.constructor.name;
}

function quote(keys: readonly string[]): string {
  return keys.map((key) => `"${key}"`).join(', ');
}
