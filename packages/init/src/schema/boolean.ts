import { refuseValue, type Schema } from './schema.js';

/** True or false. */
export function boolean(): Schema<boolean> {
  return {
    parse(value, place) {
      if (typeof value === 'boolean') return value;
      throw refuseValue(place, 'a boolean', value);
    },
    toJSON: (value) => value,
    jsonSchema: { type: 'boolean' },
  };
}
