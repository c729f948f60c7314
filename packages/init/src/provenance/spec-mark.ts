import type { ParameterView } from '@nn/core';
import { StreamKey } from '@nn/random';

/**
 * What a module declares of a parameter, in 32 hexadecimal digits: fans, blocks and the rest have a say in its values, so that the same
 * initializer gives others where a module has come to declare something else.
 */
export function specMark({ spec }: ParameterView): string {
  const { role = 'other', axes, groups, blocks, addedTo, zeroRows, default: own, depth, activation } = spec ?? {};
  const facts = [role, axes?.in, axes?.out, axes?.field, groups, blocks, addedTo, zeroRows, own, depth, activation];
  return StreamKey.fromSeed(0).fold(JSON.stringify(facts, sorted)).toString();
}

/** Fields in order of their names, so that it does not matter who wrote them how. */
function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
