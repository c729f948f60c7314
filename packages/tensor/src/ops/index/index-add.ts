import { broadcastShapes, dtypes, formatShape, NnError, normalizeAxis } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { defineWrite } from '../../write-op.js';
import { checkIndexVector, scatterAlong } from './along.js';
import { vectorView } from './check-index.js';
import type { AlphaOptions } from '../elementwise/add.js';

const words = { op: 'indexAdd', sentence: (): string => 'index out of range in self' };

const addWrite = /* @__PURE__ */ defineWrite<number>({
  name: 'indexAdd',
  saves: [1],
  into: (target, inputs, axis) =>
    scatterAlong(target, axis, inputs[1] as Tensor, vectorView(inputs[2] as Tensor), 'add', words),
  vjp: ({ dy, b: index, attributes: axis, needs, shapes }) => [
    dy,
    null,
    needs[2] ? dy.indexSelect(axis, index).reshape(shapes[2]!) : null,
  ],
});

/**
 * Adds slices to those of an axis that an index vector names, on a copy; repeated places add up.
 *
 * @param index int64 or int32, one axis, as long as `source` along `dim`
 * @throws NnError 'AXIS', 'DTYPE', 'SHAPE'; 'INDEX' for a place outside the axis (negative ones too)
 * @example
 * import { ones, tensor, zeros } from '@nn/nn';
 *
 * zeros([3]).indexAdd(0, tensor([0n, 0n, 2n]), ones([3])).toArraySync(); // [2, 0, 1]
 */
export function indexAdd(x: Tensor, dim: number, index: Tensor, source: Tensor, options: AlphaOptions = {}): Tensor {
  const axis = check(x, dim, index, source);
  return addWrite([x, index, scaled(source, options)], axis);
}

/** `indexAdd` over the tensor itself. */
export function indexAdd_(x: Tensor, dim: number, index: Tensor, source: Tensor, options: AlphaOptions = {}): Tensor {
  const axis = check(x, dim, index, source);
  return addWrite.inPlace([x, index, scaled(source, options)], axis);
}

function scaled(source: Tensor, { alpha }: AlphaOptions): Tensor {
  return alpha === undefined || alpha === 1 ? source : source.mul(alpha);
}

function check(x: Tensor, dim: number, index: Tensor, source: Tensor): number {
  const axis = normalizeAxis(dim, x.ndim, 'indexAdd');
  checkIndexVector(index, 'indexAdd', {
    dtype: `index_add_(): Expected dtype int32/int64 for index but got: ${dtypes[index.dtype].torchName}`,
    rank: `index_add_(): Index is supposed to be a vector, but got dim: ${index.ndim} with type: ${dtypes[index.dtype].torchName} and size: ${formatShape(index.shape)}`,
  });
  if (source.dtype !== x.dtype) {
    throw new NnError(
      'DTYPE',
      `index_add_(): self (${dtypes[x.dtype].torchName}) and source (${dtypes[source.dtype].torchName}) must have the same scalar type`,
      { op: 'indexAdd', details: { dtype: x.dtype, source: source.dtype }, advice: `Use source.to('${x.dtype}').` },
    );
  }
  const length = source.ndim === 0 ? 1 : (source.shape[axis] ?? 1);
  if (length !== index.numel()) {
    throw new NnError(
      'SHAPE',
      `index_add_(): Number of indices (${index.numel()}) should be equal to source.size(dim): (${length}), for dim: ${axis}`,
      {
        op: 'indexAdd',
        details: { index: index.shape, source: source.shape, axis },
      },
    );
  }
  if (x.ndim > 0) {
    const expected = x.shape.with(axis, index.numel());
    broadcastShapes([expected, source.shape], 'indexAdd');
    if (formatShape(expected) !== formatShape(source.shape)) {
      throw new NnError(
        'SHAPE',
        `index_add_(): the source has shape ${formatShape(source.shape)}, expected ${formatShape(expected)}`,
        {
          op: 'indexAdd',
          details: { source: source.shape, expected },
        },
      );
    }
  }
  return axis;
}
