import { NnError } from './errors.js';

/** Sizes of the axes, outermost first. Never changed once made. */
export type Shape = readonly number[];

/** PyTorch's spelling of a shape in messages: `[2, 3]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

export function numelOf(shape: Shape): number {
  let numel = 1;
  for (let axis = 0; axis < shape.length; axis++) numel *= shape[axis]!;
  return numel;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Refuses what is no shape: not an array, negative, fractional, or more elements than an array can hold. */
export function checkShape(shape: unknown, op: string): Shape {
  if (!Array.isArray(shape)) {
    throw new NnError('SHAPE', `${op}: a shape is an array of sizes, got ${typeof shape}`, {
      op,
      details: { shape },
      advice: `Write ${op}([2, 3]).`,
    });
  }
  for (const size of shape as readonly unknown[]) {
    if (typeof size !== 'number' || !Number.isSafeInteger(size)) {
      throw new NnError('SHAPE', `${op}: sizes must be whole numbers, got ${shown(size)} in ${shownAll(shape)}`, {
        op,
        details: { shape },
      });
    }
    if (size < 0) {
      throw new NnError('SHAPE', `Trying to create tensor with negative dimension ${size}: ${shownAll(shape)}`, {
        op,
        details: { shape },
      });
    }
  }
  const numel = numelOf(shape as Shape);
  if (numel > maxElements) {
    throw new NnError(
      'MEMORY',
      `${op}: ${formatShape(shape as Shape)} has ${numel} elements, more than an array can hold`,
      {
        op,
        details: { shape, numel },
      },
    );
  }
  return shape as Shape;
}

function shownAll(sizes: readonly unknown[]): string {
  return `[${sizes.map(shown).join(', ')}]`;
}

/** Not every object can be made a string. */
function shown(size: unknown): string {
  return typeof size === 'object' && size !== null ? 'object' : String(size);
}

/** 2^32 − 1: the longest typed array that every engine allows by specification of array indices. */
const maxElements = 0xffff_ffff;

/** Row-major strides, in elements. An axis of size 0 counts as 1, as in PyTorch. */
export function contiguousStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= Math.max(shape[i]!, 1);
  }
  return strides;
}

/** True where the elements stand in memory in row-major order without a gap. Axes of size 1 may have any stride. */
export function isContiguous(shape: Shape, strides: readonly number[]): boolean {
  let expected = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    const size = shape[i]!;
    if (size === 1) continue;
    if (strides[i] !== expected) return shape.includes(0);
    expected *= size;
  }
  return true;
}

/** `axis` counted from the front; PyTorch's error where it is out of range. A 0-d tensor takes 0 and −1. */
export function normalizeAxis(axis: number, rank: number, op: string): number {
  const range = Math.max(rank, 1);
  if (!Number.isInteger(axis) || axis < -range || axis >= range) {
    throw new NnError(
      'AXIS',
      `Dimension out of range (expected to be in range of [${-range}, ${range - 1}], but got ${axis})`,
      {
        op,
        details: { axis, rank },
      },
    );
  }
  return axis < 0 ? axis + range : axis;
}

/** Axes counted from the front, ascending; `undefined` means all of them. */
export function normalizeAxes(axes: number | readonly number[] | undefined, rank: number, op: string): number[] {
  if (axes === undefined) {
    const all = new Array<number>(rank);
    for (let axis = 0; axis < rank; axis++) all[axis] = axis;
    return all;
  }
  if (typeof axes === 'number') {
    const axis = normalizeAxis(axes, rank, op);
    return rank === 0 ? [] : [axis];
  }
  const list = axes.map((axis) => normalizeAxis(axis, rank, op));
  for (let i = 1; i < list.length; i++) {
    const axis = list[i]!;
    if (list.indexOf(axis) < i)
      throw new NnError('AXIS', `dim ${axis} appears multiple times in the list of dims`, { op, details: { axes } });
  }
  return rank === 0 ? [] : list.sort((a, b) => a - b);
}

/** The shape that operands of these shapes broadcast to; PyTorch's error where they do not. */
export function broadcastShapes(shapes: readonly Shape[], op: string): Shape {
  let result = shapes[0] ?? [];
  for (let i = 1; i < shapes.length; i++) result = broadcastTwo(result, shapes[i]!, op);
  return result;
}

function broadcastTwo(a: Shape, b: Shape, op: string): Shape {
  if (sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  const result = new Array<number>(rank);
  for (let axis = rank - 1; axis >= 0; axis--) {
    const sizeA = sizeOf(a, axis - rank);
    const sizeB = sizeOf(b, axis - rank);
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1) {
      throw new NnError(
        'SHAPE',
        `The size of tensor a (${sizeA}) must match the size of tensor b (${sizeB}) at non-singleton dimension ${axis}`,
        { op, details: { a, b, axis }, advice: `${op} got ${formatShape(a)} and ${formatShape(b)}.` },
      );
    }
    result[axis] = sizeA === 1 ? sizeB : sizeA;
  }
  return result;
}

/** The size of an axis that is counted from the end; 1 for one that would stand before the first. Asking an array for a negative index is slow. */
function sizeOf(shape: Shape, fromEnd: number): number {
  const axis = shape.length + fromEnd;
  return axis < 0 ? 1 : shape[axis]!;
}

/** Strides that read a view of `shape` as `target` by repeating axes of size 1; the shapes are known to broadcast. */
export function expandStrides(shape: Shape, strides: readonly number[], target: Shape): number[] {
  const lead = target.length - shape.length;
  const result = new Array<number>(target.length);
  for (let i = 0; i < target.length; i++) {
    const axis = i - lead;
    result[i] = axis < 0 || (shape[axis] === 1 && target[i] !== 1) ? 0 : strides[axis]!;
  }
  return result;
}
