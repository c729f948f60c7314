import { NnError, type Shape } from '@nn/core';
import { kindOf } from '../target.js';

/** A box within a tensor: a shard. */
export interface Region {
  /** The first index along every axis. */
  readonly start: readonly number[];
  /** How many along every axis. */
  readonly size: readonly number[];
}

/** Elements of a region that follow each other in the tensor too. */
export interface Run {
  /** Row-major index in the tensor. */
  readonly first: number;
  /** Row-major index in the region. */
  readonly at: number;
  readonly length: number;
}

/** All of a tensor. */
export function wholeOf(shape: Shape): Region {
  return { start: shape.map(() => 0), size: shape };
}

/** Refuses a box that is not within the shape. */
export function checkRegion(region: Region, shape: Shape, op: string): void {
  const { start, size } = (region ?? {}) as Partial<Region>;
  const fits =
    Array.isArray(start) &&
    Array.isArray(size) &&
    start.length === shape.length &&
    size.length === shape.length &&
    shape.every((length, axis) => {
      const [from, count] = [start[axis] as number, size[axis] as number];
      return (
        Number.isSafeInteger(from) && Number.isSafeInteger(count) && from >= 0 && count >= 0 && from + count <= length
      );
    });
  if (fits) return;
  throw new NnError('SHAPE', `${op}: the region ${shown(start)} + ${shown(size)} is not within [${String(shape)}]`, {
    op,
    details: { start, size, shape },
    advice: 'Give a start and a size for every axis.',
  });
}

function shown(numbers: unknown): string {
  return Array.isArray(numbers) && numbers.every((n) => typeof n === 'number')
    ? `[${numbers.join(',')}]`
    : kindOf(numbers);
}

/** The runs of a region in ascending order; one where the region is contiguous. */
export function runsOf({ start, size }: Region, shape: Shape): Run[] {
  const count = size.reduce((product, length) => product * length, 1);
  if (count === 0) return [];
  // Axes from here on are complete, so that what lies before them is one run.
  let axis = shape.length;
  while (axis > 0 && size[axis - 1] === shape[axis - 1]) axis--;
  const inner = shape.slice(axis).reduce((product, length) => product * length, 1);
  const length = (axis === 0 ? 1 : size[axis - 1]!) * inner;
  const outer = Math.max(axis - 1, 0);
  return Array.from({ length: count / length }, (_, i) => ({ first: firstOf(i), at: i * length, length }));

  /** Where the i-th run starts in the tensor. */
  function firstOf(i: number): number {
    let first = axis === 0 ? 0 : start[axis - 1]! * inner;
    let step = axis === 0 ? 1 : shape[axis - 1]! * inner;
    for (let a = outer - 1; a >= 0; a--) {
      first += (start[a]! + (i % size[a]!)) * step;
      i = Math.floor(i / size[a]!);
      step *= shape[a]!;
    }
    return first;
  }
}
