import type { Json } from '@nn/core';
import { kindOf } from '../target.js';
import { checkSchema, refuseValue, type Schema, within } from './schema.js';

/** An object whose values are alike, under names of the caller's. */
export function record<Out, In>(
  of: Schema<Out, In>,
): Schema<Readonly<Record<string, Out>>, Readonly<Record<string, In>>> {
  checkSchema('record', of);
  const mapped = <A, B>(value: Readonly<Record<string, A>>, fn: (entry: A, name: string) => B): Record<string, B> =>
    Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, fn(entry, name)]));
  return {
    parse(value, place) {
      if (kindOf(value) !== 'Object') throw refuseValue(place, 'an object', value);
      return Object.freeze(
        mapped(value as Record<string, unknown>, (entry, name) => of.parse(entry, within(place, name))),
      );
    },
    toJSON: (value): Json => mapped(value, (entry) => of.toJSON(entry)),
    jsonSchema: { type: 'object', additionalProperties: of.jsonSchema },
  };
}
