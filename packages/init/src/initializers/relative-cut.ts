import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { refined } from '../schema/refined.js';
import { optional, type Schema } from '../schema/schema.js';

export interface RelativeCutParams {
  readonly mean: number;
  readonly std: number;
  /** Where the normal is cut, in its own standard deviations from its mean. */
  readonly low: number;
  readonly high: number;
}

/** The parameters of a normal that is cut so many standard deviations from its mean. */
export function relativeCut(): Schema<RelativeCutParams, Partial<RelativeCutParams>> {
  return refined(
    object({
      mean: optional(number(), 0),
      std: optional(number({ above: 0 }), 1),
      low: optional(number(), -2),
      high: optional(number(), 2),
    }),
    ({ low, high }) => low < high || `low is ${low}, which is not below high, ${high}`,
  );
}
