import type { Claim } from '../initializer/claim.js';
import type { FillContext } from '../initializer/fill-context.js';

/** What stands at these indices. */
export type ValueAt = (index: readonly number[]) => number;

/** Writes values that follow from the indices alone. */
export function fillByIndex(value: ValueAt, context: FillContext, out: Float32Array | Float64Array): void {
  context.forEach((position, index) => (out[position] = value(index)));
}

/** What holds of them. */
export function claimByIndex(marginal: Claim['marginal'], value: ValueAt): Claim {
  return { marginal, dependence: 'deterministic', invariants: [{ invariant: 'exact', value }] };
}
