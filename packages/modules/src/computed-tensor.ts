import { type DType, fillTarget, type PlannedTarget, type Shape, type Storage } from '@nn/core';
import type { Module } from './module.js';
import { isModule } from './module-base.js';
import { Buffer, Parameter } from './parameter.js';

/** @internal A module that computes a tensor of the module above it and takes initializations for it: what a walk needs to know of a `ParametrizationList`. */
export interface ComputedTensor extends Module, PlannedTarget {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly history: Storage;
  originals(): readonly (Parameter | Buffer)[];
}

/** @internal */
export function isComputedTensor(value: unknown): value is ComputedTensor {
  return isModule(value) && fillTarget in value;
}

/** @internal The parameters of a module that are computed from others, by field name. */
export function* computedParameters(module: Module): Generator<readonly [name: string, value: ComputedTensor]> {
  const { parametrizations } = module as { readonly parametrizations?: unknown };
  if (!isModule(parametrizations)) return;
  for (const [name, value] of parametrizations.containerEntries() ?? [])
    if (isComputedTensor(value) && value.originals().some((one) => one instanceof Parameter)) yield [name, value];
}
