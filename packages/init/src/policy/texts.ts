import type { Json } from '@nn/core';
import { type Place, refuseValue, type Schema } from '../schema/schema.js';

/** A text that says something. */
export const text: Schema<string> = {
  parse(value, place) {
    if (typeof value === 'string' && value !== '') return value;
    throw refuseValue(place, 'a text that is not empty', value);
  },
  toJSON: (value) => value,
  jsonSchema: { type: 'string', minLength: 1 },
};

/** A text of a form. */
export function pattern(form: RegExp, wanted: string): Schema<string> {
  return {
    parse(value, place) {
      if (typeof value === 'string' && form.test(value)) return value;
      throw refuseValue(place, wanted, value);
    },
    toJSON: (value) => value,
    jsonSchema: { type: 'string', pattern: form.source },
  };
}

/** The same, or `null`. */
export function nullable<Out, In>(of: Schema<Out, In>): Schema<Out | null, In | null> {
  return {
    parse: (value: unknown, place: Place) => (value === null ? null : of.parse(value, place)),
    toJSON: (value) => (value === null ? null : of.toJSON(value)),
    jsonSchema: { anyOf: [{ type: 'null' }, of.jsonSchema] },
  };
}

/** What somebody else will read. */
export const anyJson: Schema<Json, unknown> = {
  parse: (value) => value as Json,
  toJSON: (value) => value,
  jsonSchema: {},
};
