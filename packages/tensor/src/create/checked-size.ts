import { checkShape } from '@nn/core';

/** @internal A number of elements that an array can hold. */
export function checkedSize(size: number, op: string): number {
  return checkShape([size], op)[0]!;
}
