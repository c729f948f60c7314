import { type DType, type FillRequest, type Shape, withDefaultInitialization } from '@nn/core';
import { defaultGenerator } from '@nn/random';
import type { Initializable } from './initialize-by-default.js';
import type { Module } from './module.js';
import { siblingOf } from './network-view.js';
import type { Parameter } from './parameter.js';
import { undrawnIfRefused } from './undrawn-if-refused.js';

/**
 * @internal Gives waiting parameters their shapes, fills them, and turns the lazy module into a plain one of class `type`. A parameter that
 * remembers a user's call gets that instead of the default; one that has its values already (from a state dict) keeps them. Where a fill
 * is refused, nothing has happened: laws are asked before anything is drawn.
 */
export function materialize<M extends Module & Initializable>(
  module: M,
  type: { readonly prototype: M },
  shapes: readonly (readonly [Parameter | null, Shape])[],
): void {
  const entries = shapes.filter((entry): entry is readonly [Parameter, Shape] => entry[0] !== null);
  const waiting = entries.filter(([parameter]) => parameter.isUninitialized);
  const lazy: unknown = Object.getPrototypeOf(module);
  Object.setPrototypeOf(module, type.prototype);
  if (waiting.length === 0) return;
  const known = entries.filter(([parameter]) => !parameter.isUninitialized);
  try {
    for (const [parameter, shape] of waiting) parameter.materialize(shape);
    for (const [parameter, shape] of waiting) {
      parameter.remembered = boundTo(module, parameter.remembered);
      refuseEarly(parameter.remembered, shape, parameter.dtype);
    }
    for (const [parameter] of known) parameter.settled = true;
    undrawnIfRefused(defaultGenerator, () => withDefaultInitialization(() => module.resetParameters()));
    for (const [parameter] of waiting) parameter.remembered = null;
  } catch (error) {
    for (const [parameter] of waiting) if (!parameter.isUninitialized) parameter.dematerialize();
    Object.setPrototypeOf(module, lazy as object);
    throw error;
  } finally {
    for (const [parameter] of known) parameter.settled = false;
  }
}

/** A request that was remembered by the layer of which this one is a copy asks for shapes here. */
function boundTo(module: Module, request: FillRequest | null): FillRequest | null {
  if (request?.kind !== 'keyed') return request;
  const here = (name: string): Shape | null => siblingOf(module, name);
  return { ...request, resolve: (shape, dtype, sibling = here) => request.resolve(shape, dtype, sibling) };
}

/** Lets a remembered request refuse the shape while nothing is drawn yet. */
function refuseEarly(request: FillRequest | null, shape: Shape, dtype: DType): void {
  if (request?.kind === 'keyed') request.resolve(shape, dtype);
  else request?.law.resolve(request.parameters, shape, dtype);
}
