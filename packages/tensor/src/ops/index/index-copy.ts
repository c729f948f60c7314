import { dtypes, NnError, normalizeAxis } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { defineWrite } from '../../write-op.js';
import { checkIndexVector, scatterAlong } from './along.js';
import { vectorView } from './check-index.js';

const copyWrite = /* @__PURE__ */ defineWrite<number>({
  name: 'indexCopy',
  saves: [1],
  into: (target, inputs, axis) => {
    const size = target.shape[axis] ?? 1;
    const sentence = (place: unknown): string =>
      `index_copy_(): index ${String(place)} is out of bounds for dimension ${axis} with size ${size}`;
    scatterAlong(target, axis, inputs[1] as Tensor, vectorView(inputs[2] as Tensor), 'set', {
      op: 'indexCopy',
      sentence,
    });
  },
  vjp: ({ dy, b: index, attributes: axis, needs, shapes }) => [
    needs[0] ? dy.indexFill(axis, index, 0) : null,
    null,
    needs[2] ? dy.indexSelect(axis, index).reshape(shapes[2]!) : null,
  ],
});

/**
 * Replaces the slices of an axis that an index vector names, on a copy; where places repeat, the last wins.
 *
 * @param index int64 or int32, one axis, as long as `source` along `dim`
 * @throws NnError 'AXIS', 'DTYPE', 'SHAPE'; 'INDEX' for a place outside the axis (negative ones too)
 * @example
 * import { tensor, zeros } from '@nn/nn';
 *
 * zeros([3]).indexCopy(0, tensor([2n, 0n]), tensor([5, 6])).toArraySync(); // [6, 0, 5]
 */
export function indexCopy(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  return copyWrite([x, index, source], check(x, dim, index, source));
}

/** `indexCopy` over the tensor itself. */
export function indexCopy_(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  return copyWrite.inPlace([x, index, source], check(x, dim, index, source));
}

function check(x: Tensor, dim: number, index: Tensor, source: Tensor): number {
  const axis = normalizeAxis(dim, x.ndim, 'indexCopy');
  const details = { shape: x.shape, index: index.shape, source: source.shape, axis };
  checkIndexVector(index, 'indexCopy', {
    dtype: 'index_copy_(): Expected a long tensor for index, but got ' + dtypes[index.dtype].torchName,
    rank: `index_copy_(): Index should have dimension 1 or 0 (got ${index.ndim})`,
  });
  if (source.dtype !== x.dtype) {
    throw new NnError(
      'DTYPE',
      `index_copy_(): self and source expected to have the same dtype, but got (self) ${dtypes[x.dtype].torchName} and (source) ${dtypes[source.dtype].torchName}`,
      { op: 'indexCopy', details: { dtype: x.dtype, source: source.dtype }, advice: `Use source.to('${x.dtype}').` },
    );
  }
  if (x.ndim !== source.ndim && x.ndim > 0 && source.ndim > 0) {
    throw new NnError(
      'SHAPE',
      `index_copy_(): When source and destination are not scalars, their dimensionality must match. Source dimensionality (${source.ndim}), destination dimensionality (${x.ndim})`,
      { op: 'indexCopy', details },
    );
  }
  const length = source.shape[axis] ?? 1;
  if (length !== index.numel()) {
    throw new NnError(
      'SHAPE',
      `index_copy_(): Number of indices (${index.numel()}) should be equal to source.size(dim) (${length})`,
      { op: 'indexCopy', details },
    );
  }
  const slice = x.shape.toSpliced(axis, 1);
  const given = source.shape.toSpliced(axis, 1);
  if (slice.join() !== given.join()) {
    throw new NnError(
      'SHAPE',
      `index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: ${slice.join(' ')} at dimension ${axis} and source slice shape: ${given.join(' ')} at dimension 0.`,
      { op: 'indexCopy', details },
    );
  }
  return axis;
}
