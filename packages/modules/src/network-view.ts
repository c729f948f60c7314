import type { ParameterView } from '@nn/core';
import type { Module } from './module.js';
import { Parameter } from './parameter.js';
import { namedModules, ownEntries } from './tree.js';

/** @internal Every parameter below, each once, as initialization sees it. */
export function* parameterViews(root: Module): Generator<ParameterView> {
  const seen = new Set<Parameter>();
  for (const [path, module] of namedModules(root)) {
    const specs = module.paramSpecs();
    for (const [name, value] of ownEntries(module)) {
      if (!(value instanceof Parameter) || seen.has(value)) continue;
      seen.add(value);
      yield {
        path: path === '' ? name : `${path}.${name}`,
        owner: (module.constructor as typeof Module).logicalName,
        shape: value.isUninitialized ? null : value.shape,
        dtype: value.dtype,
        spec: specs[name] ?? null,
        target: value,
      };
    }
  }
}
