import { NnError } from '@nn/core';
import type { Module } from './module.js';
import { isModule } from './module-base.js';
import { Parameter } from './parameter.js';

const tags = new WeakMap<object, readonly string[]>();

/**
 * Gives a parameter names that rules of a policy may choose it by; a module's reach every parameter below. They stay through the first batch of a
 * lazy layer, and go along into a `clone()`. A module that always has the same ones says so in `paramSpecs` instead.
 *
 * @returns `target`
 * @throws NnError 'OPTION' for what is neither a module nor a parameter (a parametrized weight is computed: tag its module), and for no names or
 * empty ones
 * @example
 * import { Linear, ReLU, Sequential, tag } from '@nn/nn';
 *
 * const net = new Sequential(new Linear(4, 8), new ReLU(), tag(new Linear(8, 2), 'head'));
 * [...net.parameterViews()].map(({ spec }) => spec?.tags ?? []); // [[], [], ['head'], ['head']]
 */
export function tag<T extends Module | Parameter>(target: T, ...names: readonly string[]): T {
  if (!isModule(target) && !((target as unknown) instanceof Parameter)) {
    throw new NnError('OPTION', 'what is neither a module nor a parameter cannot be tagged', {
      op: 'tag',
      advice:
        'A parametrized weight is computed anew at every access: tag its module, or module.parametrizations.weight.',
    });
  }
  if (names.length === 0 || names.some((name) => typeof name !== 'string' || name === '')) {
    throw new NnError('OPTION', 'a tag is a name', {
      op: 'tag',
      details: { names },
      advice: "Write tag(layer, 'head').",
    });
  }
  tags.set(target, union(tagsOf(target), names));
  return target;
}

/** @internal In the order in which they were given. */
export function tagsOf(target: object): readonly string[] {
  return tags.get(target) ?? [];
}

/** @internal A copy is tagged as the original is. */
export function copyTags(from: object, to: object): void {
  const own = tags.get(from);
  if (own !== undefined) tags.set(to, own);
}

/** @internal Each once. */
export function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return b.length === 0 ? a : [...new Set([...a, ...b])];
}
