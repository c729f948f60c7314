import { kindOf } from '../target.js';
import { checkSchema, refuseValue, type Schema, within } from './schema.js';

/** An array, of at least `min` entries. */
export function list<Out, In>(
  of: Schema<Out, In>,
  options: { readonly min?: number } = {},
): Schema<readonly Out[], readonly In[]> {
  checkSchema('list', of);
  if (kindOf(options) !== 'Object') throw refuseValue({ op: 'list', path: '' }, '{ min? }', options);
  const { min = 0 } = options;
  if (!Number.isSafeInteger(min) || min < 0)
    throw refuseValue({ op: 'list', path: 'min' }, 'a whole number from 0 on', min);
  const wanted = min === 0 ? 'an array' : `an array of at least ${min}`;
  return {
    parse(value, place) {
      if (!Array.isArray(value) || value.length < min) throw refuseValue(place, wanted, value);
      return Object.freeze(value.map((entry: unknown, i) => of.parse(entry, within(place, i))));
    },
    toJSON: (value) => value.map((entry) => of.toJSON(entry)),
    jsonSchema: { type: 'array', items: of.jsonSchema, ...(min === 0 ? {} : { minItems: min }) },
  };
}
