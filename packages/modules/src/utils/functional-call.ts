import { NnError } from '@nn/core';
import { Tensor } from '@nn/tensor';
import type { Module } from '../module.js';
import { isModule } from '../module-base.js';
import { Buffer, Parameter } from '../parameter.js';
import { ownEntries } from '../tree.js';
import { parametrizedNames } from './parametrize/is-parametrized.js';

/** A place in a module where a tensor stands. */
interface Place {
  readonly owner: Module;
  readonly name: string;
  /** What stands there; a parametrized weight is computed, so nothing does. */
  readonly value: Parameter | Buffer | null;
}

/**
 * Calls a module as if its parameters and buffers were the given tensors, named by their paths; those that are not named stay. Gradients
 * flow to the tensors given, and what `forward` writes in place (running statistics) lands in them. Afterwards everything stands where it
 * stood, also where `forward` throws. Hooks run.
 *
 * A parameter that stands at several places is replaced at all of them. The name of a parametrized weight replaces what is computed;
 * `parametrizations.weight.original` replaces what it is computed from. What `forward` assigns to a replaced field is dropped. `forward` must
 * be synchronous.
 *
 * @throws NnError 'STATE_DICT' for a name that the module does not have, for what is no tensor, and for two values for one parameter;
 * 'UNINITIALIZED' for a parameter that waits for its shape; nothing has been called then
 * @example
 * import { functionalCall, Linear, ones } from '@nn/nn';
 *
 * const layer = new Linear(2, 1, { bias: false });
 * const weight = ones([1, 2], { requiresGrad: true });
 * const y = functionalCall(layer, { weight }, ones([1, 2]));
 * y.toArraySync(); // [[2]]
 * y.sum().backward();
 * weight.grad?.toArraySync(); // [[1, 1]]
 */
export function functionalCall<M extends Module>(
  module: M,
  state: ReadonlyMap<string, Tensor> | Readonly<Record<string, Tensor>>,
  ...inputs: Parameters<M['forward']>
): ReturnType<M['forward']> {
  const undo: (() => void)[] = [];
  const replacements = plan(module, state);
  try {
    for (const [place, tensor] of replacements) undo.push(replace(place, tensor));
    return module.forward(...(inputs as never[])) as ReturnType<M['forward']>;
  } finally {
    for (const back of undo.reverse()) back();
  }
}

/** What goes where: every place of every tensor that is named. */
function plan(module: Module, state: unknown): [Place, Tensor][] {
  const places = new Map(placesOf(module, '', new Set()));
  const given = new Map(
    state instanceof Map ? (state as ReadonlyMap<string, unknown>) : Object.entries(state as object),
  );
  const unexpected = [...given.keys()].filter((name) => !places.has(name));
  if (unexpected.length > 0) {
    throw refuse(`Unexpected key(s): ${unexpected.map((name) => `"${name}"`).join(', ')}.`, {
      unexpectedKeys: unexpected,
    });
  }
  const chosen = new Map<Parameter | Buffer, { readonly name: string; readonly tensor: Tensor }>();
  const replacements: [Place, Tensor][] = [];
  for (const [name, tensor] of given) {
    const place = places.get(name)!;
    if (!(tensor instanceof Tensor)) throw refuse(`the value of "${name}" is not a Tensor`, { name });
    if (place.value === null) {
      replacements.push([place, tensor]);
      continue;
    }
    if (place.value.block === null) throw place.value.uninitialized(`place of "${name}"`);
    const other = chosen.get(place.value);
    if (other !== undefined && other.tensor !== tensor) {
      throw refuse(`functional_call got multiple values for keys ["${other.name}", "${name}"], which are tied.`, {
        names: [other.name, name],
      });
    }
    chosen.set(place.value, { name, tensor });
  }
  for (const place of places.values()) {
    const choice = place.value === null ? undefined : chosen.get(place.value);
    if (choice !== undefined) replacements.push([place, choice.tensor]);
  }
  return replacements;
}

function refuse(sentence: string, details: Readonly<Record<string, unknown>>): NnError {
  return new NnError('STATE_DICT', sentence, {
    op: 'functionalCall',
    details,
    advice: 'Names are those of namedParameters() and namedBuffers().',
  });
}

/** Every path of every tensor, of modules that stand at several places too. */
function* placesOf(module: Module, path: string, above: Set<Module>): Generator<[string, Place]> {
  if (above.has(module)) return;
  above.add(module);
  const prefix = path === '' ? '' : `${path}.`;
  for (const [name, value] of ownEntries(module)) {
    if (isModule(value)) yield* placesOf(value, prefix + name, above);
    else yield [prefix + name, { owner: module, name, value }];
  }
  for (const name of parametrizedNames(module)) yield [prefix + name, { owner: module, name, value: null }];
  above.delete(module);
}

/** Puts a tensor in a place; returns how to take it out again. */
function replace({ owner, name }: Place, tensor: Tensor): () => void {
  const entries = owner.containerEntries();
  if (entries instanceof Map && entries.has(name)) {
    const before: unknown = entries.get(name);
    entries.set(name, tensor);
    return () => entries.set(name, before);
  }
  const before = Object.getOwnPropertyDescriptor(owner, name)!;
  Object.defineProperty(owner, name, {
    value: tensor,
    writable: true,
    configurable: true,
    enumerable: before.enumerable === true,
  });
  return () => Object.defineProperty(owner, name, before);
}
