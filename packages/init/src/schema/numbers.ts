import { kindOf } from '../target.js';
import { refuseValue, type Schema, within } from './schema.js';

/** Numbers in a row. */
export type NumberList = Float32Array | Float64Array | readonly number[];

/** Finite numbers, as a list or as an array of floats. Kept as a copy, so that nobody changes them later. */
export function numbers(): Schema<Float64Array, NumberList> {
  return {
    parse(value, place) {
      const given: unknown = value;
      if (!(Array.isArray(given) || given instanceof Float32Array || given instanceof Float64Array)) {
        const advice = ArrayBuffer.isView(given)
          ? `Convert the ${kindOf(given)} to a Float32Array.`
          : 'Pass [1, 2, 3].';
        throw refuseValue(place, 'a list of numbers', given, advice);
      }
      const list = given as ArrayLike<unknown>;
      return Float64Array.from(list, (entry, i) => {
        // JSON has one zero.
        if (typeof entry === 'number' && Number.isFinite(entry)) return entry + 0;
        throw refuseValue(within(place, i), 'a finite number', entry);
      });
    },
    toJSON: (value) => [...value],
    jsonSchema: { type: 'array', items: { type: 'number' } },
  };
}
