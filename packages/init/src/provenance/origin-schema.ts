import { type DType, dtypes, type JsonObject, type Origin, type Shape } from '@nn/core';
import { pattern, text } from '../policy/texts.js';
import { choice } from '../schema/choice.js';
import { list } from '../schema/list.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { optional, refuseValue, type Schema } from '../schema/schema.js';
import { kindOf } from '../target.js';

/** Where the values of a parameter came from, and what it was then. */
export interface ParameterOrigin extends Origin {
  readonly shape: Shape;
  readonly dtype: DType;
  /** A mark of what its module declared: fans, blocks, zero rows. */
  readonly spec: string;
}

/** Read by whoever the parameters are of. */
const params: Schema<JsonObject, unknown> = {
  parse(value, place) {
    if (kindOf(value) === 'Object') return value as JsonObject;
    throw refuseValue(place, 'an object', value);
  },
  toJSON: (value) => value,
  jsonSchema: { type: 'object' },
};

const fields = object({
  use: text,
  version: number({ min: 1, integer: true }),
  params,
  key: pattern(/^[0-9a-f]{32}$/, 'a key of 32 hexadecimal digits'),
  packed: choice(['per-block', 'whole']),
  policy: optional(text),
  rule: optional(text),
  shape: list(number({ min: 0, integer: true })),
  dtype: choice(Object.keys(dtypes) as DType[]),
  spec: pattern(/^[0-9a-f]{32}$/, 'a mark of 32 hexadecimal digits'),
});

export const originSchema: Schema<ParameterOrigin, unknown> = {
  parse(value, place) {
    const { policy, rule, ...rest } = fields.parse(value, place);
    return { ...rest, ...(policy === undefined ? {} : { policy }), ...(rule === undefined ? {} : { rule }) };
  },
  toJSON: (value) => ({ ...value }),
  jsonSchema: fields.jsonSchema,
};
