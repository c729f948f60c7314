import type { JsonObject } from '@nn/core';
import { kindOf } from '../target.js';
import { refuseValue, type Schema } from './schema.js';

export interface NumberRange {
  /** The least that is allowed. */
  readonly min?: number;
  /** Larger than this, strictly. */
  readonly above?: number;
  /** The most that is allowed. */
  readonly max?: number;
  /** Smaller than this, strictly. */
  readonly below?: number;
  readonly integer?: boolean;
  readonly description?: string;
}

/**
 * A finite number of a range.
 *
 * @example
 * import { init } from '@nn/nn';
 *
 * init.number({ min: 0 }).jsonSchema; // {type: 'number', minimum: 0}
 */
export function number(range: NumberRange = {}): Schema<number> {
  if (kindOf(range) !== 'Object')
    throw refuseValue({ op: 'number', path: '' }, '{ min?, above?, max?, below? }', range);
  for (const name of bounds) {
    const bound: unknown = range[name];
    if (bound !== undefined && !Number.isFinite(bound))
      throw refuseValue({ op: 'number', path: name }, 'a finite number', bound);
  }
  const wanted = describe(range);
  return {
    parse(value, place) {
      // JSON has one zero, and so have parameters.
      if (typeof value === 'number' && fits(value, range)) return value + 0;
      throw refuseValue(place, wanted, value);
    },
    toJSON: (value) => value,
    jsonSchema: jsonSchemaOf(range),
  };
}

const bounds = ['min', 'above', 'max', 'below'] as const;

function fits(
  value: number,
  { min = -Infinity, above = -Infinity, max = Infinity, below = Infinity, integer }: NumberRange,
) {
  if (integer === true ? !Number.isSafeInteger(value) : !Number.isFinite(value)) return false;
  return value >= min && value > above && value <= max && value < below;
}

function describe({ min, above, max, below, integer }: NumberRange): string {
  const limits = [
    ...(min === undefined ? [] : [`of at least ${min}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(max === undefined ? [] : [`of at most ${max}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
  ];
  return [integer === true ? 'an integer' : 'a finite number', limits.join(' and ')].join(' ').trim();
}

function jsonSchemaOf({ min, above, max, below, integer, description }: NumberRange): JsonObject {
  return {
    type: integer === true ? 'integer' : 'number',
    ...(min === undefined ? {} : { minimum: min }),
    ...(above === undefined ? {} : { exclusiveMinimum: above }),
    ...(max === undefined ? {} : { maximum: max }),
    ...(below === undefined ? {} : { exclusiveMaximum: below }),
    ...(description === undefined ? {} : { description }),
  };
}
