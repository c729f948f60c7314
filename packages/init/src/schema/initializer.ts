import { Initializer, type InitializerConfig } from '../initializer/initializer.js';
import { initializerFromJSON } from '../initializer/initializer-from-json.js';
import { kindOf } from '../target.js';
import { refuseValue, type Schema } from './schema.js';

/** An initializer within an initializer: a value, or its JSON if its name is registered. */
export function initializer(): Schema<Initializer, Initializer | InitializerConfig> {
  return {
    parse(value, place) {
      if (value instanceof Initializer) return value;
      if (kindOf(value) === 'Object') return initializerFromJSON(value as InitializerConfig, place.path);
      throw refuseValue(place, 'an initializer', value, 'Write normal({ std: 0.02 }), or its JSON.');
    },
    toJSON: (value) => ({ ...value.toJSON() }),
    jsonSchema: {
      type: 'object',
      properties: { use: { type: 'string' }, version: { type: 'integer' }, params: { type: 'object' } },
      required: ['use'],
      additionalProperties: false,
    },
  };
}
