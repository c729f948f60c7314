import { NnError, normalizeAxis } from '@nn/core';
import { allocate, allocateBlank, backendOf, gradNameOf, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { along, checkIndexVector, inWords } from './along.js';
import { vectorView } from './check-index.js';

const selectOp: Op<number> = {
  name: 'indexSelect',
  gradName: gradNameOf('indexSelect'),
  saves: [1],
  forward: (inputs, axis) => {
    const [x, index] = inputs as readonly [Tensor, Tensor];
    const backend = backendOf('indexSelect', inputs);
    const source = vectorView(x);
    const places = along(index, source.shape, axis);
    const output = allocateBlank(x, backend, x.dtype, x.ndim === 0 ? [] : places.shape);
    if (output.numel() > 0) {
      inWords(
        'indexSelect',
        () => 'index out of range in self',
        () => backend.kernels.gather([source, places], { axis }, [vectorView(output)]),
      );
    }
    return output;
  },
  vjp: ({ dy, b: index, shapes, attributes: axis }) => {
    const zeros = allocate(dy, dy.storage.backend, dy.dtype, shapes[0]!);
    return [zeros.indexAdd(axis, index, dy), null];
  },
};

/**
 * The slices of an axis that an index vector names, in its order. A copy.
 *
 * @param index int64 or int32, one axis
 * @throws NnError 'AXIS', 'DTYPE', 'SHAPE'; 'INDEX' for a place outside the axis (negative ones too)
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 2], [3, 4]]).indexSelect(0, tensor([1n, 1n])).toArraySync(); // [[3, 4], [3, 4]]
 */
export function indexSelect(x: Tensor, dim: number, index: Tensor): Tensor {
  const axis = normalizeAxis(dim, x.ndim, 'indexSelect');
  checkIndexVector(index, 'indexSelect', {
    dtype: 'index_select(): Expected dtype int32 or int64 for index',
    rank: 'index_select(): Index is supposed to be a vector',
  });
  if (x.ndim === 0 && index.numel() !== 1) {
    throw new NnError('SHAPE', `index_select(): Index to scalar can have only 1 value, got ${index.numel()} value(s)`, {
      op: 'indexSelect',
      details: { index: index.shape },
    });
  }
  return run(selectOp, [x, index], axis);
}
