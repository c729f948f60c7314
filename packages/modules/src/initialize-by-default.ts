import { NnError, withDefaultInitialization } from '@nn/core';
import type { Module } from './module.js';

/** A module that can draw its parameters anew. */
export interface Initializable {
  /** Draws the layer's own defaults. */
  resetParameters(): void;
}

/**
 * @internal Draws a layer's defaults from the constructor of `type`. A subclass may say other defaults by overriding `resetParameters`, but
 * its own fields are not there yet: one that it reads is named, rather than read as `undefined`.
 *
 * @throws NnError 'UNINITIALIZED'
 */
export function initializeByDefault(
  module: Module & Initializable,
  type: { readonly prototype: Initializable; readonly name: string },
): void {
  const own = Reflect.get(module, 'resetParameters') === Reflect.get(type.prototype, 'resetParameters');
  withDefaultInitialization(() => (own ? module : withoutLaterFields(module, type.name)).resetParameters());
}

function withoutLaterFields<M extends Module>(module: M, constructor: string): M {
  return new Proxy(module, {
    get(target, field) {
      if (typeof field === 'string' && !(field in target)) throw notThere(target.constructor.name, constructor, field);
      return Reflect.get(target, field, target) as unknown;
    },
  });
}

function notThere(owner: string, constructor: string, field: string): NnError {
  return new NnError('UNINITIALIZED', `resetParameters of ${owner} reads '${field}', which is not set yet`, {
    op: 'resetParameters',
    details: { owner, field },
    advice: `The constructor of ${constructor} calls it before the fields of ${owner} are there: make '${field}' a getter or a static field, or call resetParameters() again at the end of your own constructor.`,
  });
}
