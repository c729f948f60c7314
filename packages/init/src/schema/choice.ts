import { closest } from '../closest.js';
import { refuseValue, type Schema } from './schema.js';

/** One of a few names. A name that is almost right gets a hint. */
export function choice<const T extends string>(names: readonly T[]): Schema<T> {
  const given: unknown = names;
  if (!Array.isArray(given) || !given.every((name) => typeof name === 'string'))
    throw refuseValue({ op: 'choice', path: '' }, 'a list of names', given);
  const wanted = `one of ${names.map((name) => `'${name}'`).join(', ')}`;
  return {
    parse(value, place) {
      const found = names.find((name) => name === value);
      if (found !== undefined) return found;
      const meant = typeof value === 'string' ? closest(value, names) : null;
      throw refuseValue(place, wanted, value, meant === null ? undefined : `Did you mean '${meant}'?`);
    },
    toJSON: (value) => value,
    jsonSchema: { type: 'string', enum: names },
  };
}
