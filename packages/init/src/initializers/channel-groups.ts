import type { TensorSpec } from '../initializer/tensor-spec.js';
import { number } from '../schema/number.js';
import { type Optional, optional } from '../schema/schema.js';
import type { ValueAt } from './by-index.js';

/** Which channels of a convolution meet: axis 0 runs through all groups, axis 1 through the channels of one. */
export interface GroupOptions {
  /** @default what the module declares */
  readonly groups?: number | undefined;
}

/** The field of `GroupOptions`, to stand among others in a schema. */
export function groupField(): Optional<number | undefined> {
  return optional(number({ integer: true, min: 1 }));
}

/** How many groups there are. */
export function groupsOf({ groups }: GroupOptions, spec: TensorSpec): number {
  return groups ?? spec.groups;
}

/** Whether it is the weight of a convolution with so many groups; if not, why. */
export function acceptsKernel(options: GroupOptions, spec: TensorSpec): true | string {
  const { length } = spec.shape;
  if (length < 3 || length > 5) return 'only the weight of a convolution has a kernel: 3, 4 or 5 axes';
  const groups = groupsOf(options, spec);
  return spec.shape[0]! % groups === 0 || `${spec.shape[0]} channels do not divide into ${groups} groups`;
}

/** How many channels have a counterpart of their own number in their group. */
export function pairsOf(options: GroupOptions, spec: TensorSpec): number {
  const groups = groupsOf(options, spec);
  return groups * Math.min(spec.shape[0]! / groups, spec.shape[1]!);
}

/** `value` of the place in the kernel where a channel meets its counterpart, and 0 where it meets another. */
export function betweenCounterparts(value: ValueAt, options: GroupOptions, spec: TensorSpec): ValueAt {
  const channels = spec.shape[0]! / groupsOf(options, spec);
  return ([first, second, ...tap]) => (first! % channels === second ? value(tap) : 0);
}
