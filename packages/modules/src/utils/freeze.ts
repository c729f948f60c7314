import { NnError } from '@nn/core';
import { pathGlob } from '@nn/init';
import type { Module } from '../module.js';
import { Parameter } from '../parameter.js';
import { everyTensor } from '../tree.js';

/**
 * Takes the parameters whose paths match out of training: they want no gradient any more. A pattern is a glob over the paths of
 * `namedParameters()`, as a policy's rules have them (`init.pathGlob`). A parameter that stands at several places is reached by each. Returns the paths that were matched.
 *
 * An optimizer passes over what has no gradient; a gradient from before stays, so call `zeroGrad()` if there was a step already.
 *
 * @throws NnError 'OPTION' for a pattern that matches no parameter, or does not parse; nothing has changed then
 * @example
 * import { freeze, Linear, ReLU, Sequential } from '@nn/nn';
 *
 * const net = new Sequential({ encoder: new Linear(4, 8), act: new ReLU(), head: new Linear(8, 2) });
 * freeze(net, 'encoder.**'); // ['encoder.weight', 'encoder.bias']
 * net.head.weight.requiresGrad; // true
 */
export function freeze(module: Module, ...patterns: readonly string[]): string[] {
  return setTraining(module, patterns, false, 'freeze');
}

/**
 * Brings parameters back into training: `freeze` the other way round. Integers, which cannot want a gradient, are passed over.
 *
 * @throws NnError 'OPTION' for a pattern that matches no parameter, or does not parse; nothing has changed then
 * @example
 * import { freeze, Linear, Sequential, unfreeze } from '@nn/nn';
 *
 * const net = new Sequential(new Linear(4, 8), new Linear(8, 2));
 * freeze(net, '**');
 * unfreeze(net, '1.*'); // ['1.weight', '1.bias']
 */
export function unfreeze(module: Module, ...patterns: readonly string[]): string[] {
  return setTraining(module, patterns, true, 'unfreeze');
}

function setTraining(module: Module, patterns: readonly string[], wanted: boolean, op: string): string[] {
  const places: [string, Parameter][] = [];
  for (const [path, value] of everyTensor(module)) if (value instanceof Parameter) places.push([path, value]);
  const matched = new Map<string, Parameter>();
  for (const pattern of patterns) {
    const glob = pathGlob(pattern);
    const found = places.filter(([path]) => glob.matches(path));
    if (found.length === 0) throw matchesNothing(pattern, places, op);
    for (const [path, parameter] of found) matched.set(path, parameter);
  }
  for (const parameter of matched.values()) {
    if (!wanted || parameter.isFloatingPoint()) parameter.requiresGrad_(wanted);
  }
  return [...matched.keys()];
}

function matchesNothing(pattern: string, places: readonly (readonly [string, Parameter])[], op: string): NnError {
  const paths = places.map(([path]) => path);
  const names = paths.some((path) => path.startsWith(`${pattern}.`));
  const some = paths
    .slice(0, 5)
    .map((path) => `'${path}'`)
    .join(', ');
  return new NnError('OPTION', `pattern '${pattern}' matches no parameter`, {
    op,
    details: { pattern, paths },
    advice: names
      ? `It names a module: write '${pattern}.**' for all below it.`
      : `The paths are ${some === '' ? 'none' : some}${paths.length > 5 ? ' …' : ''}.`,
  });
}
