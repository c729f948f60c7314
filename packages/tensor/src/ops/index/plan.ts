import { broadcastShapes, formatShape, NnError, numelOf, type Shape, type View } from '@nn/core';
import { defineElementwise, type Elementwise } from '../../elementwise.js';
import { fromHost } from '../../from-host.js';
import type { Operand } from '../../op.js';
import type { Tensor } from '../../tensor.js';

/** @internal Index tensors on axes of a tensor, as one gather or scatter along one axis. */
export interface Plan {
  /** The tensor's memory with the indexed axes made one, at `axis`. */
  readonly view: View;
  readonly axis: number;
  /** Where along that axis; a place outside its own axis has become −1, which kernels refuse. Strided: repeated where the rest repeats. */
  readonly index: View;
  /** What indexing gives: the broadcast shape of the indices where they stand, or in front where they stand apart. */
  readonly shape: Shape;
}

/**
 * @internal
 * @param axes the axes that `indices` index, ascending
 * @throws NnError 'INDEX' where the indices do not broadcast
 */
export function planIndex(x: Tensor, axes: readonly number[], indices: readonly Tensor[]): Plan {
  const together = broadcastIndices(indices);
  const rest = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const adjacent = axes.length - 1 === axes.at(-1)! - axes[0]!;
  const before = adjacent ? rest.filter((axis) => axis < axes[0]!) : [];
  const after = adjacent ? rest.filter((axis) => axis > axes[0]!) : rest;
  const sizes = (list: readonly number[]): number[] => list.map((axis) => x.shape[axis]!);
  const shape = [...sizes(before), ...together, ...sizes(after)];
  if (numelOf(together) > 0 && axes.some((axis) => x.shape[axis] === 0)) {
    throw new NnError('INDEX', 'index is out of bounds for dimension with size 0', {
      op: 'at',
      details: { shape: x.shape },
    });
  }
  if (isOneRun(x, axes)) {
    const units = axes.map((_, i) => numelOf(sizes(axes.slice(i + 1))));
    const places = placesOf(indices, sizes(axes), units)
      .expand(together)
      .reshape([numelOf(together)]);
    const steps = (list: readonly number[]): number[] => list.map((axis) => x.strides[axis]!);
    const last = axes.at(-1)!;
    const view: View = {
      storage: x.storage,
      dtype: x.dtype,
      shape: [...sizes(before), numelOf(sizes(axes)), ...sizes(after)],
      strides: [...steps(before), x.strides[last]!, ...steps(after)],
      offset: x.offset,
    };
    const repeated = view.shape.with(before.length, numelOf(together));
    return {
      view,
      axis: before.length,
      index: places.view(repeated.map((size, axis) => (axis === before.length ? size : 1))).expand(repeated),
      shape,
    };
  }
  // Scattered over memory: every element's own place, counted in steps of one.
  const places = placesOf(
    indices,
    sizes(axes),
    axes.map((axis) => x.strides[axis]!),
  );
  const spread = (list: readonly number[], at: readonly number[]): Tensor => offsets(x, list).view(at);
  const ones = (count: number): number[] => new Array<number>(count).fill(1);
  const offset = spread([...before, ...after], [...sizes(before), ...ones(together.length), ...sizes(after)]);
  const index = shifted(
    places.expand(together).reshape([...ones(before.length), ...together, ...ones(after.length)]),
    offset,
  );
  return {
    view: { storage: x.storage, dtype: x.dtype, shape: [reach(x)], strides: [1], offset: x.offset },
    axis: 0,
    index: index.reshape([numelOf(shape)]),
    shape,
  };
}

/** True where the axes follow each other in memory without a gap, so that they can be counted through as one. */
function isOneRun(x: Tensor, axes: readonly number[]): boolean {
  for (let i = 0; i + 1 < axes.length; i++) {
    const axis = axes[i]!;
    if (axes[i + 1] !== axis + 1 || x.strides[axis] !== x.strides[axis + 1]! * x.shape[axis + 1]!) return false;
  }
  return true;
}

function broadcastIndices(indices: readonly Tensor[]): Shape {
  try {
    return broadcastShapes(
      indices.map((index) => index.shape),
      'at',
    );
  } catch (cause) {
    const shapes = indices.map((index) => formatShape(index.shape));
    throw new NnError(
      'INDEX',
      `shape mismatch: indexing tensors could not be broadcast together with shapes ${shapes.join(', ')}`,
      {
        op: 'at',
        details: { shapes: indices.map((index) => index.shape) },
        cause,
      },
    );
  }
}

/** How many elements of memory a tensor spans. */
function reach(x: Tensor): number {
  if (x.numel() === 0) return 0;
  return x.shape.reduce((last, size, axis) => last + (size - 1) * x.strides[axis]!, 1);
}

/** The offset of every combination of places along `axes`, row by row. */
function offsets(x: Tensor, axes: readonly number[]): Tensor {
  let list = [0];
  for (const axis of axes) {
    const stride = x.strides[axis]!;
    list = list.flatMap((start) => Array.from({ length: x.shape[axis]! }, (_, i) => start + i * stride));
  }
  return fromHost(x, x.storage.backend, 'int64', [list.length], BigInt64Array.from(list, BigInt));
}

type Step = Elementwise<readonly [place: Operand, index: Operand, size: Operand, unit: Operand]>;

/** place + unit · index, where both are right; negative indices count from the end. */
const advance: Step = /* @__PURE__ */ defineElementwise({
  name: 'indexPlace',
  expression: (place, index, size, unit) => {
    const wrapped = index.lt(0).select(index.add(size), index);
    const right = wrapped.ge(0).and(wrapped.lt(size)).and(place.ge(0));
    return right.select(place.add(wrapped.mul(unit)), place.constant(-1));
  },
});

const shifted: Elementwise<readonly [place: Operand, offset: Operand]> = /* @__PURE__ */ defineElementwise({
  name: 'indexOffset',
  expression: (place, offset) => place.lt(0).select(place, place.add(offset)),
});

function placesOf(indices: readonly Tensor[], sizes: readonly number[], units: readonly number[]): Tensor {
  let places: Operand = 0n;
  indices.forEach((index, i) => {
    places = advance(places, index, BigInt(sizes[i]!), BigInt(units[i]!));
  });
  return places as unknown as Tensor;
}

/** @internal Says which index was wrong, where it can be found out at once. */
export function explained(error: unknown, x: Tensor, axes: readonly number[], indices: readonly Tensor[]): unknown {
  if (!(error instanceof NnError) || error.code !== 'INDEX' || !x.storage.backend.capabilities.syncRead) return error;
  for (const [i, index] of indices.entries()) {
    const size = x.shape[axes[i]!]!;
    for (const place of index.detach().toTypedArraySync()) {
      if (place >= -size && place < size) continue;
      return new NnError('INDEX', `index ${place} is out of bounds for dimension ${axes[i]} with size ${size}`, {
        op: 'at',
        details: { index: Number(place), axis: axes[i], size },
      });
    }
  }
  return error;
}
