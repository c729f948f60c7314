import type { Json } from '@nn/core';
import * as fc from 'fast-check';
import type { ParameterSchema } from './json-schema.js';

/** Any document that the schema describes; where it asks for an initializer, one of `initializers`. */
export function documentOf(schema: ParameterSchema, initializers: readonly Json[]): fc.Arbitrary<Json> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type ?? 'anything') {
    case 'object':
      return schema.properties?.['use'] === undefined
        ? objectOf(schema, initializers)
        : fc.constantFrom(...initializers);
    case 'array':
      return fc.array(documentOf(schema.items ?? {}, initializers), { minLength: schema.minItems ?? 0, maxLength: 4 });
    case 'integer':
      return fc.integer({ min: lowest(schema, 1), max: highest(schema, 1) });
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'string':
      return fc.string();
    case 'anything':
      return fc.jsonValue() as fc.Arbitrary<Json>;
  }
}

function objectOf(
  { properties = {}, required = [], additionalProperties }: ParameterSchema,
  initializers: readonly Json[],
): fc.Arbitrary<Json> {
  if (typeof additionalProperties === 'object')
    return fc.dictionary(fc.constantFrom('a', 'b', 'f', 'i'), documentOf(additionalProperties, initializers), {
      maxKeys: 3,
    });
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [name, documentOf(field, initializers)]),
  );
  return fc.record(fields, { requiredKeys: [...required] }) as fc.Arbitrary<Json>;
}

/** Bounds as they are, and numbers of a usual size where there is none. */
function numberOf(schema: ParameterSchema): fc.Arbitrary<number> {
  const { exclusiveMinimum, exclusiveMaximum } = schema;
  const min = schema.minimum ?? exclusiveMinimum ?? -1e6;
  const max = schema.maximum ?? exclusiveMaximum ?? Math.max(1e6, 2 * Math.abs(min));
  return fc.double({
    min,
    max,
    minExcluded: exclusiveMinimum !== undefined,
    maxExcluded: exclusiveMaximum !== undefined,
    noNaN: true,
    noDefaultInfinity: true,
  });
}

function lowest({ minimum, exclusiveMinimum }: ParameterSchema, step: number): number {
  return minimum ?? (exclusiveMinimum === undefined ? -100 : exclusiveMinimum + step);
}

function highest(schema: ParameterSchema, step: number): number {
  const { maximum, exclusiveMaximum } = schema;
  return maximum ?? (exclusiveMaximum === undefined ? lowest(schema, step) + 200 : exclusiveMaximum - step);
}
