import { ModuleDictBase } from '../../containers/module-dict.js';
import type { Module } from '../../module.js';
import { ParametrizationList } from './parametrization-list.js';

/** What `registerParametrization` adds to a module. */
export interface Parametrized {
  /** By the names of the tensors: what each is computed from, and by what. */
  readonly parametrizations: ModuleDictBase & Readonly<Record<string, ParametrizationList>>;
}

/**
 * Whether the tensor of that name is computed by parametrizations; without a name, whether any is.
 *
 * @example
 * import { isParametrized, Linear, weightNorm } from '@nn/nn';
 *
 * const layer = weightNorm(new Linear(4, 8));
 * isParametrized(layer, 'weight'); // true
 * isParametrized(layer, 'bias'); // false
 */
export function isParametrized(module: Module, name?: string): module is Module & Parametrized {
  const names = parametrizedNames(module);
  return name === undefined ? names.length > 0 : names.includes(name);
}

/** @internal The names of the tensors of a module that are computed. */
export function parametrizedNames(module: Module): readonly string[] {
  return dictOf(module)?.keys() ?? [];
}

/** @internal The parametrizations of one tensor. */
export function listOf(module: Module, name: string): ParametrizationList | null {
  return (dictOf(module)?.get(name) as ParametrizationList | undefined) ?? null;
}

/** @internal */
export function dictOf(module: Module): ModuleDictBase | null {
  const { parametrizations } = module as Partial<Parametrized>;
  const [first] = parametrizations instanceof ModuleDictBase ? parametrizations.values() : [];
  return first instanceof ParametrizationList ? (parametrizations as ModuleDictBase) : null;
}
