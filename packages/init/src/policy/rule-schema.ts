import type { JsonObject, ParamRole } from '@nn/core';
import { Initializer } from '../initializer/initializer.js';
import { boolean } from '../schema/boolean.js';
import { choice } from '../schema/choice.js';
import { initializer } from '../schema/initializer.js';
import { list } from '../schema/list.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { type Optional, optional, type Place, refuseValue, type Schema } from '../schema/schema.js';
import { kindOf } from '../target.js';
import { pathGlob, type PathGlob } from './path-glob.js';
import {
  type Conditions,
  describeMatch,
  type Expectation,
  type Match,
  type OneOrMore,
  type OwnerClass,
  Rule,
  type RuleUse,
} from './rule.js';
import { text } from './texts.js';

/** What a rule reads into, before one without an id gets one. */
export type ParsedRule = Omit<Rule, 'id'> & { readonly id: string | null };

const glob: Schema<PathGlob, string> = {
  parse: (value, place) => pathGlob(text.parse(value, place)),
  toJSON: ({ pattern }) => pattern,
  jsonSchema: text.jsonSchema,
};

const owner: Schema<string, string | OwnerClass> = {
  parse: (value, place) => text.parse(typeof value === 'function' ? nameOf(value as OwnerClass) : value, place),
  toJSON: (name) => name,
  jsonSchema: text.jsonSchema,
};

/** The name by which modules know a class: its own, or the one that it counts as. */
function nameOf(type: OwnerClass): string {
  const { name, logicalName = name } = type;
  return Object.hasOwn(type, 'logicalName') || name === `Lazy${logicalName}` ? logicalName : name;
}

const roles: readonly ParamRole[] = ['weight', 'bias', 'embedding', 'gain', 'slope', 'state', 'other'];

const fieldsOfConditions = object({
  path: absent(oneOrMore(glob)),
  owner: absent(oneOrMore(owner)),
  role: absent(oneOrMore(choice(roles))),
  tag: absent(oneOrMore(text)),
  layer: absent(oneOrMore(glob)),
});

const anything: Conditions = { path: null, owner: null, role: null, tag: null, layer: null };

const conditions: Schema<Conditions, unknown> = {
  parse(value, place) {
    if (typeof value === 'string') return { ...anything, path: [glob.parse(value, place)] };
    if (kindOf(value) !== 'Object') throw refuseValue(place, 'a path or { path?, owner?, role?, tag?, layer? }', value);
    const read = fieldsOfConditions.parse(value, place);
    if (Object.values(read).some((condition) => condition !== null)) return read;
    throw refuseValue(place, 'one condition at least', value, "Write '**' for every parameter.");
  },
  toJSON(read) {
    const given = Object.entries(read).filter(([, condition]) => condition !== null);
    const json = fieldsOfConditions.toJSON(Object.fromEntries(given) as never) as JsonObject;
    return given.length === 1 && typeof json['path'] === 'string' ? json['path'] : json;
  },
  jsonSchema: { anyOf: [text.jsonSchema, fieldsOfConditions.jsonSchema] },
};

const match: Schema<Match, unknown> = oneOrMore(conditions);

const anInitializer = initializer();

const use: Schema<RuleUse, unknown> = {
  parse(value, place) {
    if (value === 'default' || value === 'keep') return value;
    if (value instanceof Initializer || kindOf(value) === 'Object') return anInitializer.parse(value, place);
    throw refuseValue(place, "an initializer, its JSON, 'default' or 'keep'", value, 'Write normal({ std: 0.02 }).');
  },
  toJSON: (value) => (typeof value === 'string' ? value : anInitializer.toJSON(value)),
  jsonSchema: { anyOf: [{ enum: ['default', 'keep'] }, anInitializer.jsonSchema] },
};

const count = number({ min: 0, integer: true });
const counts = object({
  min: absent(count),
  max: absent(count),
  perLayer: absent(number({ min: 1, integer: true })),
});

const expectation: Schema<Expectation, unknown> = {
  parse(value, place) {
    if (typeof value === 'number') return { min: count.parse(value, place), max: value };
    const { min, max, perLayer } = counts.parse(value, place);
    if (perLayer !== null) {
      if (min === null && max === null) return { perLayer };
      throw refuseValue(place, 'either a range or a number per layer', value);
    }
    if (max === null || max >= (min ?? 0)) return { min: min ?? 0, max: max ?? Infinity };
    throw refuseValue(place, 'a range whose max is at least its min', value);
  },
  toJSON(expected) {
    if ('perLayer' in expected) return { perLayer: expected.perLayer };
    const { min, max } = expected;
    return min === max ? min : { min, ...(max === Infinity ? {} : { max }) };
  },
  jsonSchema: { anyOf: [count.jsonSchema, counts.jsonSchema] },
};

const fields = object({
  id: absent(text),
  match,
  use,
  packing: optional(choice(['per-block', 'whole']), 'per-block'),
  expect: absent(expectation),
  optional: optional(boolean(), false),
});

/** One rule; also one of another policy. */
export const rule: Schema<ParsedRule, unknown> = {
  parse(value, place) {
    if (!(value instanceof Rule)) return fields.parse(value, place);
    const { id, match: wanted, use: chosen, packing, expect, optional: may } = value;
    const own = id === describeMatch(wanted) ? null : id;
    return { id: own, match: wanted, use: chosen, packing, expect, optional: may };
  },
  toJSON: ({ id, match: wanted, use: chosen, packing, expect, optional: may }) => ({
    ...(id === null || id === describeMatch(wanted) ? {} : { id }),
    match: match.toJSON(wanted),
    use: use.toJSON(chosen),
    ...(packing === 'per-block' ? {} : { packing }),
    ...(expect === null ? {} : { expect: expectation.toJSON(expect) }),
    ...(may ? { optional: true } : {}),
  }),
  jsonSchema: fields.jsonSchema,
};

/** May be left out; what is read then is `null`. */
function absent<Out, In>(schema: Schema<Out, In>): Optional<Out | null, In> {
  return { ...schema, fallback: null };
}

function oneOrMore<Out, In>(of: Schema<Out, In>): Schema<readonly Out[], OneOrMore<In>> {
  const several = list(of, { min: 1 });
  return {
    parse: (value: unknown, place: Place) =>
      Array.isArray(value) ? several.parse(value, place) : [of.parse(value, place)],
    toJSON: (values) => (values.length === 1 ? of.toJSON(values[0]!) : several.toJSON(values)),
    jsonSchema: { anyOf: [of.jsonSchema, several.jsonSchema] },
  };
}
