import type { View } from '@nn/core';

/**
 * Visits the matrices of several views with the same batch axes, which are all but the last two: moves each view's place on, in elements.
 *
 * @internal
 */
export function forBatches(views: readonly View[], places: readonly { at: number }[], visit: () => void): void {
  const { shape } = views[0]!;
  const rank = shape.length;
  const index = new Array<number>(rank - 2).fill(0);
  for (;;) {
    visit();
    let axis = rank - 3;
    for (; axis >= 0; axis--) {
      const wraps = ++index[axis]! === shape[axis];
      const moved = wraps ? 1 - index[axis]! : 1;
      if (wraps) index[axis] = 0;
      for (let i = 0; i < views.length; i++) places[i]!.at += moved * views[i]!.strides[axis]!;
      if (!wraps) break;
    }
    if (axis < 0) return;
  }
}
