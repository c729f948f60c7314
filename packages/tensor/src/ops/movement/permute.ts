import { formatShape, NnError, normalizeAxis } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { defineView } from '../../view-op.js';

const permuteView: (x: Tensor, axes: readonly number[]) => Tensor = /* @__PURE__ */ defineView<readonly number[]>({
  name: 'permute',
  geometry: (x, axes) => ({
    shape: axes.map((axis) => x.shape[axis]!),
    strides: axes.map((axis) => x.strides[axis]!),
    offset: x.offset,
  }),
  vjp: ({ dy, attributes }) => [permuteView(dy, inverse(attributes))],
});

function inverse(axes: readonly number[]): readonly number[] {
  const result = new Array<number>(axes.length);
  axes.forEach((axis, i) => {
    result[axis] = i;
  });
  return result;
}

/**
 * A view with its axes in the given order.
 *
 * @param dims every axis once
 * @throws NnError 'AXIS' for an axis out of range, missing, or named twice
 * @example
 * import { zeros } from '@nn/nn';
 *
 * zeros([2, 3, 4]).permute([2, 0, 1]).shape; // [4, 2, 3]
 */
export function permute(x: Tensor, dims: readonly number[]): Tensor {
  if (dims.length !== x.ndim) {
    throw new NnError(
      'AXIS',
      `permute(): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${x.ndim} is not equal to len(dims) = ${dims.length}`,
      {
        op: 'permute',
        details: { shape: x.shape, dims },
      },
    );
  }
  const axes = dims.map((dim) => normalizeAxis(dim, x.ndim, 'permute'));
  if (new Set(axes).size !== axes.length) {
    throw new NnError('AXIS', 'permute(): duplicate dims are not allowed.', {
      op: 'permute',
      details: { shape: x.shape, dims },
    });
  }
  return permuteView(x, axes);
}

/** @internal All axes in reverse: `x.T`. */
export function reversed(x: Tensor): Tensor {
  return permuteView(
    x,
    x.shape.map((_, axis) => x.ndim - 1 - axis),
  );
}

/**
 * A view with the axes `source` moved to the places `destination`; the others keep their order.
 *
 * @throws NnError 'AXIS' for an axis out of range or named twice, or lists of different lengths
 * @example
 * import { zeros } from '@nn/nn';
 *
 * zeros([2, 3, 4]).movedim(0, -1).shape; // [3, 4, 2]
 */
export function movedim(
  x: Tensor,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  const from = typeof source === 'number' ? [source] : source;
  const to = typeof destination === 'number' ? [destination] : destination;
  if (from.length !== to.length) {
    throw new NnError(
      'AXIS',
      `movedim: Invalid source or destination dims: source (${formatShape(from)} dims) should contain the same number of dims as destination (${formatShape(to)} dims)`,
      {
        op: 'movedim',
        details: { source, destination },
      },
    );
  }
  const sources = distinct(from, x.ndim, 'source');
  const destinations = distinct(to, x.ndim, 'destination');
  const rest = x.shape.map((_, axis) => axis).filter((axis) => !sources.includes(axis));
  let next = 0;
  return permuteView(
    x,
    x.shape.map((_, place) => (destinations.includes(place) ? sources[destinations.indexOf(place)]! : rest[next++]!)),
  );
}

function distinct(dims: readonly number[], rank: number, name: string): readonly number[] {
  const axes = dims.map((dim) => normalizeAxis(dim, rank, 'movedim'));
  if (new Set(axes).size !== axes.length) {
    throw new NnError('AXIS', `movedim: repeated dim in \`${name}\` (${formatShape(dims)})`, {
      op: 'movedim',
      details: { [name]: dims },
    });
  }
  return axes;
}
