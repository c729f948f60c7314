import { type JsonObject, NnError } from '@nn/core';
import { closest } from '../closest.js';
import { kindOf } from '../target.js';
import {
  checkSchema,
  type InputOf,
  type Optional,
  type OutputOf,
  type Place,
  refuseValue,
  type Schema,
  within,
} from './schema.js';

/** Schemas by field name. */
export type Fields = Readonly<Record<string, Schema<unknown, unknown>>>;

type OptionalNames<F> = { [K in keyof F]: F[K] extends Optional<unknown, unknown> ? K : never }[keyof F];

/** What a caller writes: fields with a fallback may be left out. */
export type InputOfFields<F> = { readonly [K in Exclude<keyof F, OptionalNames<F>>]: InputOf<F[K]> } & {
  readonly [K in OptionalNames<F>]?: InputOf<F[K]> | undefined;
};

/** What an initializer reads: every field. */
export type OutputOfFields<F> = { readonly [K in keyof F]: OutputOf<F[K]> };

/** An object of exactly these fields. A name that is none of them is refused, with the one that was probably meant. */
export function object<F extends Fields>(fields: F): Schema<OutputOfFields<F>, InputOfFields<F>> {
  if (kindOf(fields) !== 'Object') throw refuseValue({ op: 'object', path: '' }, 'schemas by name', fields);
  const entries = Object.entries<Schema<unknown, unknown>>(fields);
  for (const [name, schema] of entries) checkSchema('object', schema, name);
  const names = Object.keys(fields);
  return {
    parse(value, place) {
      if (kindOf(value) !== 'Object') throw refuseValue(place, 'an object', value);
      const given = value as Record<string, unknown>;
      checkNames(Object.keys(given), names, place);
      const parsed = entries.map(([name, schema]) => [name, parseField(given[name], schema, within(place, name))]);
      return Object.freeze(Object.fromEntries(parsed) as OutputOfFields<F>);
    },
    toJSON(value) {
      const read = value as Readonly<Record<string, unknown>>;
      const written = entries.filter(([name]) => read[name] !== undefined);
      return Object.fromEntries(written.map(([name, schema]) => [name, schema.toJSON(read[name])]));
    },
    jsonSchema: jsonSchemaOf(entries),
  };
}

function parseField(value: unknown, schema: Schema<unknown, unknown>, place: Place): unknown {
  if (value !== undefined) return schema.parse(value, place);
  if ('fallback' in schema) return schema.fallback;
  throw new NnError('OPTION', `${place.op} needs ${place.path}`, { op: place.op, details: { path: place.path } });
}

function checkNames(given: readonly string[], known: readonly string[], place: Place): void {
  const unknown = given.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const meant = closest(unknown, known);
  const has = known.length === 0 ? 'It has none.' : `It has ${known.join(', ')}.`;
  throw new NnError('OPTION', `${place.op} has no parameter '${within(place, unknown).path}'`, {
    op: place.op,
    details: { path: within(place, unknown).path, known },
    advice: meant === null ? has : `Did you mean '${meant}'?`,
  });
}

function jsonSchemaOf(entries: readonly (readonly [string, Schema<unknown, unknown>])[]): JsonObject {
  const required = entries.filter(([, schema]) => !('fallback' in schema)).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, schema]) => [name, schema.jsonSchema])),
    additionalProperties: false,
    ...(required.length === 0 ? {} : { required }),
  };
}
