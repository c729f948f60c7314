import { type FanAxes, numelOf, type Shape } from '@nn/core';

/** A tensor as matrices of numbers that stand one after another in vectors. */
export interface Matrices {
  /** How many matrices. */
  readonly count: number;
  /** Vectors of a matrix: its rows, or its columns where there are more rows. */
  readonly vectors: number;
  /** Numbers of a vector, at least as many as there are vectors. */
  readonly length: number;
  /** Where the elements of the tensor, in row-major order, stand: matrix by matrix, vector by vector. */
  readonly places: () => Generator<number>;
}

/**
 * Output axes make the rows, input and field axes the columns; each index along other axes, and each group, has a matrix of its own. Axis 0 runs
 * through all groups.
 */
export function matricesOf(shape: Shape, { in: inputs, out, field = [] }: FanAxes, groups: number): Matrices {
  // Groups and channels within one are two axes of their own.
  const sizes = [groups, shape[0]! / groups, ...shape.slice(1)];
  const rowAxes = out.map((axis) => axis + 1);
  const columnAxes = [...inputs, ...field].map((axis) => axis + 1);
  const otherAxes = sizes
    .map((_, axis) => axis)
    .filter((axis) => !rowAxes.includes(axis) && !columnAxes.includes(axis));
  const along = (axes: readonly number[]): number => numelOf(axes.map((axis) => sizes[axis]!));
  const [rows, columns] = [along(rowAxes), along(columnAxes)];
  const order = [...otherAxes, ...(rows > columns ? [...columnAxes, ...rowAxes] : [...rowAxes, ...columnAxes])];
  return {
    count: along(otherAxes),
    vectors: Math.min(rows, columns),
    length: Math.max(rows, columns),
    places: () => placesOf(sizes, stepsOf(sizes, order)),
  };
}

/** By how much each axis moves on, if the axes stand in this order, the last one closest. */
function stepsOf(sizes: readonly number[], order: readonly number[]): readonly number[] {
  const steps = sizes.map(() => 0);
  let step = 1;
  for (const axis of order.toReversed()) {
    steps[axis] = step;
    step *= sizes[axis]!;
  }
  return steps;
}

function* placesOf(sizes: readonly number[], steps: readonly number[]): Generator<number> {
  const index = sizes.map(() => 0);
  for (let place = 0; ;) {
    yield place;
    let axis = sizes.length - 1;
    while (axis >= 0 && index[axis]! + 1 === sizes[axis]) {
      place -= index[axis]! * steps[axis]!;
      index[axis--] = 0;
    }
    if (axis < 0) return;
    index[axis]!++;
    place += steps[axis]!;
  }
}
