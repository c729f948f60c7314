import type { Claim } from '../initializer/claim.js';
import type { FillContext } from '../initializer/fill-context.js';
import type { Initializer, InitializerConfig } from '../initializer/initializer.js';
import type { Law } from '../law/law.js';
import { initializer } from '../schema/initializer.js';
import { list } from '../schema/list.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { refined } from '../schema/refined.js';
import type { Schema } from '../schema/schema.js';

/** One of several initializers, and how often it is the one. */
export interface WeightedPart {
  readonly weight: number;
  readonly of: Initializer;
}

export interface WeightedPartInput {
  readonly weight: number;
  readonly of: Initializer | InitializerConfig;
}

/** Initializers with weights that sum to 1. */
export function weightedParts(): Schema<readonly WeightedPart[], readonly WeightedPartInput[]> {
  const part = object({ weight: number({ above: 0, max: 1 }), of: initializer() });
  return refined(list(part, { min: 1 }), (parts) => {
    const sum = parts.reduce((total, { weight }) => total + weight, 0);
    return Math.abs(sum - 1) < 1e-9 || `the weights sum to ${sum}, not to 1`;
  });
}

/** Of all 2^32 words, those that choose part i: from `bounds[i]` up to, but not, `bounds[i + 1]`. */
export function boundsOf(parts: readonly WeightedPart[]): readonly number[] {
  let sum = 0;
  const inner = parts.slice(0, -1).map(({ weight }) => Math.min(Math.round((sum += weight) * 2 ** 32), 2 ** 32));
  return [0, ...inner, 2 ** 32];
}

/** Which part a word chooses. */
export function chosenBy(word: number, bounds: readonly number[]): number {
  let part = 0;
  while (word >= bounds[part + 1]!) part++;
  return part;
}

/** What each part would write, whether it is chosen or not. */
export function valuesOfParts(
  parts: readonly WeightedPart[],
  context: FillContext,
  { length, constructor }: Float32Array | Float64Array,
): readonly (Float32Array | Float64Array)[] {
  return parts.map(({ of }, i) => {
    const values = constructor === Float64Array ? new Float64Array(length) : new Float32Array(length);
    context.fill(of, i, values);
    return values;
  });
}

/** What chance leaves of the parts' laws: the probabilities are those of the words. */
export function mixtureOf(parts: readonly WeightedPart[], laws: readonly Law[]): Law {
  const bounds = boundsOf(parts);
  const weighted = laws.map((of, i) => ({ weight: (bounds[i + 1]! - bounds[i]!) / 2 ** 32, of }));
  return { law: 'mixture', parts: weighted.filter(({ weight }) => weight > 0) };
}

/**
 * So many equally likely values as would make two elements equal no less often, where parts have few. Those of single values (points) do not
 * count.
 */
export function latticeOf(parts: readonly WeightedPart[], claims: readonly Claim[]): number | undefined {
  if (claims.every(({ lattice }) => lattice === undefined)) return undefined;
  const spread = claims.map(({ dependence }, i) => (dependence === 'deterministic' ? 0 : parts[i]!.weight));
  const total = spread.reduce((sum, weight) => sum + weight, 0);
  return Math.round(
    total ** 2 / spread.reduce((sum, weight, i) => sum + weight ** 2 / (claims[i]!.lattice ?? 2 ** 32), 0),
  );
}
