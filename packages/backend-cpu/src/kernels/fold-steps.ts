import type { View } from '@nn/core';

/** A fold of neighbours in memory: of `count` elements that stand `inner` apart. */
export interface FoldStep {
  readonly count: number;
  readonly inner: number;
}

/**
 * The folds, one after the other, that take axes away from elements which lie together in any order of axes: the innermost first, one for
 * all axes that are neighbours in memory. `null` where there are gaps, or where what stays would have to be put in another order.
 *
 * @internal
 */
export function foldSteps({ shape, strides }: View, axes: readonly number[]): readonly FoldStep[] | null {
  const outward = shape.map((_, axis) => axis).filter((axis) => shape[axis] !== 1);
  outward.sort((a, b) => strides[a]! - strides[b]!);
  const steps: { count: number; inner: number }[] = [];
  let total = 1;
  let inner = 1;
  let kept = shape.length;
  let isNeighbour = false;
  for (const axis of outward) {
    const size = shape[axis]!;
    if (strides[axis] !== total) return null;
    total *= size;
    const isFolded = axes.includes(axis);
    if (isFolded && isNeighbour) steps.at(-1)!.count *= size;
    else if (isFolded) steps.push({ count: size, inner });
    else if (axis > kept) return null;
    else {
      kept = axis;
      inner *= size;
    }
    isNeighbour = isFolded;
  }
  return steps;
}
