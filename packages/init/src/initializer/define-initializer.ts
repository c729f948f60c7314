import { NnError } from '@nn/core';
import { isSchema } from '../schema/schema.js';
import { kindOf } from '../target.js';
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
 * @throws NnError 'INITIALIZER' for a name that is not `@scope/package:name` (or `package:name`), a version that is no whole number from 1 on, or
 * where a part is missing or of the wrong kind; the function throws 'OPTION' for parameters that do not fit, with their path
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

function checkDefinition(definition: InitializerDefinition<unknown, unknown>): void {
  if (kindOf(definition) !== 'Object') throw lacking('an initializer', 'an object { name, version, … }', definition);
  const { name, version, parameters } = definition;
  if (typeof name !== 'string' || !/^(@[\w.-]+\/)?[\w.-]+:[\w.-]+$/.test(name)) {
    throw new NnError(
      'INITIALIZER',
      `${typeof name === 'string' ? `'${name}'` : kindOf(name)} is no name of an initializer`,
      {
        op: 'defineInitializer',
        details: { name },
        advice: "Write '@scope/package:name', so that no two packages can mean different things by one name.",
      },
    );
  }
  if (!Number.isSafeInteger(version) || version < 1) {
    const found = typeof version === 'number' ? version : kindOf(version);
    throw new NnError('INITIALIZER', `${name} has version ${found}, which is no whole number from 1 on`, {
      op: 'defineInitializer',
      details: { name, version },
    });
  }
  if (!isSchema(parameters)) throw lacking(name, 'parameters, a schema: object({ … })', parameters);
  if (typeof definition.claim !== 'function') throw lacking(name, 'claim, a function', undefined);
  const given = definition as Readonly<Partial<Record<(typeof ways)[number], unknown>>>;
  const [way, ...others] = ways.filter((one) => given[one] !== undefined);
  if (way === undefined || others.length > 0 || typeof given[way] !== 'function')
    throw lacking(name, 'one of the functions draw, fill and whole', way === undefined ? undefined : given[way]);
  if ('kernels' in definition && definition.kernels !== undefined) checkKernels(name, way, definition.kernels);
}

/** How an initializer makes its values. */
const ways = ['draw', 'fill', 'whole'] as const;

function checkKernels(name: string, way: (typeof ways)[number], kernels: unknown): void {
  if (kindOf(kernels) !== 'Object') throw lacking(name, 'kernels as an object of functions, { cpu() { … } }', kernels);
  const wrong = Object.entries(kernels as object).find(([, kernel]) => typeof kernel !== 'function');
  if (wrong !== undefined) throw lacking(name, `a function as kernels.${wrong[0]}`, wrong[1]);
  if (way === 'draw') throw lacking(name, 'fill or whole beside its kernels', undefined);
}

function lacking(name: string, what: string, found: unknown): NnError {
  return new NnError('INITIALIZER', `${name} needs ${what}, but has ${kindOf(found)}`, {
    op: 'defineInitializer',
    details: { name },
  });
}
