import type { Shape } from '@nn/core';

/** The indices of a row-major position. */
export function indexAt(position: number, shape: Shape): readonly number[] {
  let rest = position;
  return shape
    .toReversed()
    .map((size) => {
      const index = rest % size;
      rest = (rest - index) / size;
      return index;
    })
    .reverse();
}
