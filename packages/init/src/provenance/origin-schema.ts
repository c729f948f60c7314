import { type DType, dtypes, type JsonObject, type Origin, type Shape } from '@nn/core';
import { nullable, pattern, text } from '../policy/texts.js';
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

const fields = /* @__PURE__ */ object({
  use: text,
  version: /* @__PURE__ */ number({ min: 1, integer: true }),
  params,
  key: /* @__PURE__ */ pattern(/^[0-9a-f]{32}$/, 'a key of 32 hexadecimal digits'),
  packed: /* @__PURE__ */ choice(['per-block', 'whole']),
  policy: /* @__PURE__ */ optional(/* @__PURE__ */ nullable(text), null),
  rule: /* @__PURE__ */ optional(/* @__PURE__ */ nullable(text), null),
  shape: /* @__PURE__ */ list(/* @__PURE__ */ number({ min: 0, integer: true })),
  dtype: /* @__PURE__ */ choice(Object.keys(dtypes) as DType[]),
  spec: /* @__PURE__ */ pattern(/^[0-9a-f]{32}$/, 'a mark of 32 hexadecimal digits'),
});

export const originSchema: Schema<ParameterOrigin, unknown> = {
  parse(value, place) {
    const { policy, rule, ...rest } = fields.parse(value, place);
    return { ...rest, ...(policy === null ? {} : { policy }), ...(rule === null ? {} : { rule }) };
  },
  toJSON: (value) => ({ ...value }),
  jsonSchema: fields.jsonSchema,
};
