import { NnError } from '@nn/core';
import type { InitializerDefinition } from './definition.js';
import { Initializer } from './initializer.js';

/** Makes an initializer out of parameters; carries the definition that it makes them of. */
export type InitializerFactory<P, I> = ({} extends I ? (params?: I) => Initializer : (params: I) => Initializer) & {
  readonly definition: InitializerDefinition<P, I>;
};

/**
 * Defines an initializer and gives back the function that makes one. Nothing is registered: import the function and use it; register it only
 * where JSON is to find it by name.
 *
 * @throws NnError 'INITIALIZER' for a name that is not `@scope/package:name` (or `package:name`), or a version that is no whole number from 1 on;
 * the function throws 'OPTION' for parameters that do not fit, with their path
 * @example
 * import { init } from '@nn/nn';
 *
 * const coin = init.defineInitializer({
 *   name: 'example:coin',
 *   version: 1,
 *   parameters: init.object({ size: init.optional(init.number({ above: 0 }), 1) }),
 *   claim: ({ size }) => ({
 *     marginal: {
 *       law: 'mixture',
 *       parts: [-size, size].map((value) => ({ weight: 0.5, of: { law: 'point', value } })),
 *     },
 *     dependence: 'iid',
 *   }),
 *   fill({ size }, { stream }, out) {
 *     stream.bernoulli(out);
 *     out.forEach((bit, i) => (out[i] = bit === 0 ? -size : size));
 *   },
 * });
 * coin({ size: 2 }).toString(); // example:coin(size=2)
 */
export function defineInitializer<P, I>(definition: InitializerDefinition<P, I>): InitializerFactory<P, I> {
  checkDefinition(definition);
  const make = (params: I | undefined): Initializer =>
    new Initializer(definition, definition.parameters.parse(params ?? {}, { op: definition.name, path: '' }));
  return Object.assign(make, { definition }) as InitializerFactory<P, I>;
}

function checkDefinition({ name, version }: InitializerDefinition<unknown, unknown>): void {
  if (typeof name !== 'string' || !/^(@[\w.-]+\/)?[\w.-]+:[\w.-]+$/.test(name)) {
    throw new NnError('INITIALIZER', `'${String(name)}' is no name of an initializer`, {
      op: 'defineInitializer',
      details: { name },
      advice: "Write '@scope/package:name', so that no two packages can mean different things by one name.",
    });
  }
  if (Number.isSafeInteger(version) && version >= 1) return;
  throw new NnError('INITIALIZER', `${name} has version ${version}, which is no whole number from 1 on`, {
    op: 'defineInitializer',
    details: { name, version },
  });
}
