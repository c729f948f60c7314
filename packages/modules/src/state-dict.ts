import { formatShape, NnError, sameShape } from '@nn/core';
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

export interface LoadReport {
  readonly missingKeys: readonly string[];
  readonly unexpectedKeys: readonly string[];
}

/** @internal */
export function stateDict(module: Module): StateDict {
  const state: StateDict = new Map();
  for (const [path, value] of places(module)) {
    if (value.block === null) {
      throw new NnError('UNINITIALIZED', `'${path}' has no values yet`, { op: 'stateDict', details: { path }, advice: 'Call forward once: the first batch tells its shape.' });
    }
    state.set(path, value.detach());
  }
  return state;
}

function* places(module: Module): Generator<[string, Parameter | Buffer]> {
  for (const [path, value] of everyTensor(module)) if (!(value instanceof Buffer) || value.persistent) yield [path, value];
}

/** @internal */
export function loadStateDict(module: Module, given: ReadonlyMap<string, Tensor> | Readonly<Record<string, Tensor>>, { strict = true }: LoadOptions): LoadReport {
  const state = given instanceof Map ? (given as ReadonlyMap<string, Tensor>) : new Map(Object.entries(given));
  const own = new Map(places(module));
  const missingKeys = [...own.keys()].filter((key) => !state.has(key));
  const unexpectedKeys = [...state.keys()].filter((key) => !own.has(key));
  const mistakes: string[] = [];
  if (strict && unexpectedKeys.length > 0) mistakes.push(`Unexpected key(s) in state_dict: ${quote(unexpectedKeys)}. `);
  if (strict && missingKeys.length > 0) mistakes.push(`Missing key(s) in state_dict: ${quote(missingKeys)}. `);
  const copies: [Parameter | Buffer, Tensor][] = [];
  for (const [key, value] of state) {
    const target = own.get(key);
    if (target === undefined) continue;
    if (!(value instanceof Tensor)) mistakes.push(`While copying the parameter named "${key}", expected a tensor but received ${value === null ? 'null' : typeof value}. `);
    else if (target.block !== null && !sameShape(target.shape, value.shape)) {
      mistakes.push(`size mismatch for ${key}: copying a param with shape ${formatShape(value.shape)} from checkpoint, the shape in current model is ${formatShape(target.shape)}.`);
    } else copies.push([target, value]);
  }
  if (mistakes.length > 0) {
    throw new NnError('STATE_DICT', `Error(s) in loading state_dict for ${moduleName(module)}:\n\t${mistakes.join('\n\t')}`, {
      op: 'loadStateDict',
      details: { missingKeys, unexpectedKeys },
    });
  }
  for (const [target, value] of copies) {
    if (target instanceof Parameter && target.isUninitialized) target.materialize(value.shape);
    target.detach().copy_(value.detach());
  }
  return { missingKeys, unexpectedKeys };
}

function quote(keys: readonly string[]): string {
  return keys.map((key) => `"${key}"`).join(', ');
}
