import type { Module } from './module.js';

/** @internal What makes a value a module, apart from `Module` itself so that the tree walk need not import it. */
export abstract class ModuleBase {}

/** @internal */
export function isModule(value: unknown): value is Module {
  return value instanceof ModuleBase;
}
