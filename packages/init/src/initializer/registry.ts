import { createRegistry, NnError } from '@nn/core';
import { closest } from '../closest.js';
import { kindOf } from '../target.js';
import type { InitializerDefinition } from './definition.js';
import type { Initializer } from './initializer.js';

/** Parameters by the name of an initializer, for types: plugins add theirs by declaration merging. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface InitializerMap {}

/** Names that TypeScript knows, and any other. */
export type InitializerName = keyof InitializerMap | (string & {});

/** A function that makes initializers, whatever their parameters. */
export type AnyInitializerFactory = ((params: never) => Initializer) & {
  readonly definition: InitializerDefinition<unknown, unknown>;
};

const registry = createRegistry<AnyInitializerFactory>('initializer', 'INITIALIZER', '');

/**
 * Lets JSON find initializers by their names. Importing a package registers nothing: this call does, and the function that it returns takes
 * them out again.
 *
 * @throws NnError 'INITIALIZER' for a name that is taken, 'OPTION' for what makes no initializers; none is registered then
 * @example
 * import { init } from '@nn/nn';
 *
 * const undo = init.registerInitializers(init.normal, init.uniform);
 * init.initializerFromJSON({ use: '@nn/init:normal', params: { std: 0.02 } }).toString(); // normal(mean=0, std=0.02)
 * undo();
 */
export function registerInitializers(...factories: readonly AnyInitializerFactory[]): () => void {
  const undos: (() => void)[] = [];
  const undo = (): void => undos.splice(0).forEach((one) => one());
  try {
    for (const factory of factories) undos.push(registry.register(nameOf(factory), factory));
  } catch (error) {
    undo();
    throw error;
  }
  return undo;
}

function nameOf(factory: AnyInitializerFactory): string {
  const given: unknown = factory;
  if (typeof given === 'function' && 'definition' in given) return factory.definition.name;
  throw new NnError(
    'OPTION',
    `registerInitializers takes functions that defineInitializer has made, but got ${kindOf(given)}`,
    {
      op: 'registerInitializers',
      advice: 'Pass the function itself: registerInitializers(normal), not normal().',
    },
  );
}

/** @internal The function of that name. */
export function factoryNamed(name: string): AnyInitializerFactory {
  const found = registry.get(name);
  if (found !== undefined) return found;
  const known = registry.names();
  const meant = closest(name, known);
  throw new NnError('INITIALIZER', `no initializer named '${name}' is registered`, {
    op: 'initializerFromJSON',
    details: { name, known },
    advice: meant === null ? 'Import its function and call registerInitializers(it).' : `Did you mean '${meant}'?`,
  });
}
