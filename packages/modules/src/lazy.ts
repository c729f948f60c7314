import { withDefaultInitialization, type Shape } from '@nn/core';
import type { Module } from './module.js';
import type { Parameter } from './parameter.js';

/** A module whose parameters wait for their shapes. */
export interface Initializable extends Module {
  /** Draws the layer's own defaults. */
  resetParameters(): void;
}

/**
 * @internal Gives waiting parameters their shapes, fills them, and turns the lazy module into a plain one of class `type`. A parameter that
 * remembers a user's call gets that instead of the default; one that has its values already (from a state dict) keeps them. Where a fill
 * is refused, nothing has happened.
 */
export function materialize<M extends Initializable>(module: M, type: { readonly prototype: M }, shapes: readonly (readonly [Parameter | null, Shape])[]): void {
  const waiting = shapes.filter((entry): entry is readonly [Parameter, Shape] => entry[0]?.isUninitialized === true);
  const lazy: unknown = Object.getPrototypeOf(module);
  Object.setPrototypeOf(module, type.prototype);
  if (waiting.length === 0) return;
  try {
    for (const [parameter, shape] of waiting) parameter.materialize(shape);
    withDefaultInitialization(() => module.resetParameters());
  } catch (error) {
    for (const [parameter] of waiting) parameter.dematerialize();
    Object.setPrototypeOf(module, lazy as object);
    throw error;
  }
}
