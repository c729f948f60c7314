import { numelOf, type Shape, type TypedArray } from '@nn/core';

/** A strided view as data: of a row-major block of `baseShape`, the elements that shape, strides and offset pick. */
export interface StridedView {
  /** The block's own shape; its length is the product. */
  readonly baseShape: Shape;
  readonly shape: Shape;
  /** In elements; 0 along an expanded axis, never negative. */
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Where the elements of a view stand in its block, in row-major order of the view. */
export function elementPositions(view: Pick<StridedView, 'shape' | 'strides' | 'offset'>): number[] {
  let positions = [view.offset];
  view.shape.forEach((size, axis) => {
    const stride = view.strides[axis]!;
    const next: number[] = [];
    for (const start of positions) for (let i = 0; i < size; i++) next.push(start + i * stride);
    positions = next;
  });
  return positions;
}

/** The elements that a view shows, as a row-major array of their own. */
export function gatherView<T extends TypedArray>(view: Pick<StridedView, 'shape' | 'strides' | 'offset'>, base: T): T {
  const Kind = base.constructor as new (length: number) => T;
  const values = new Kind(numelOf(view.shape));
  elementPositions(view).forEach((position, i) => {
    values[i] = base[position]!;
  });
  return values;
}

/** True where no two indices of the view meet in one element, so that it can be written. */
export function isWritable(view: StridedView): boolean {
  const positions = elementPositions(view);
  return new Set(positions).size === positions.length;
}
