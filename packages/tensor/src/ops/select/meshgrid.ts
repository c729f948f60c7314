import { dtypes, formatShape, NnError } from '@nn/core';
import { stack } from '../join/cat.js';
import type { Tensor } from '../../tensor.js';

export interface MeshgridOptions {
  /** Which of the first two tensors runs down the rows: `'ij'` the first, `'xy'` the second. @default 'ij' */
  readonly indexing?: 'ij' | 'xy';
}

/**
 * Vectors as coordinates of a grid: of every vector a view that repeats it along the other axes.
 *
 * @throws NnError 'SHAPE', 'DTYPE', 'OPTION'
 * @example
 * import { meshgrid, tensor } from '@nn/nn';
 *
 * meshgrid([tensor([1, 2]), tensor([3, 4])]).map((x) => x.toArraySync()); // [[[1, 1], [2, 2]], [[3, 4], [3, 4]]]
 */
export function meshgrid(tensors: readonly Tensor[], options: MeshgridOptions = {}): Tensor[] {
  const { indexing = 'ij' } = options;
  const first = tensors[0];
  if (first === undefined) throw new NnError('SHAPE', 'meshgrid expects a non-empty TensorList', { op: 'meshgrid' });
  if (indexing !== 'ij' && indexing !== 'xy') {
    throw new NnError(
      'OPTION',
      `torch.meshgrid: indexing must be one of "xy" or "ij", but received: ${String(indexing)}`,
      { op: 'meshgrid', details: { indexing } },
    );
  }
  for (const x of tensors) {
    if (x.ndim > 1) {
      throw new NnError(
        'SHAPE',
        `torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: ${formatShape(x.shape)}`,
        { op: 'meshgrid', details: { shape: x.shape } },
      );
    }
    if (x.dtype !== first.dtype) {
      throw new NnError('DTYPE', 'meshgrid expects all tensors to have the same dtype', {
        op: 'meshgrid',
        details: { dtypes: [dtypes[first.dtype].name, x.dtype] },
      });
    }
  }
  if (indexing === 'xy' && tensors.length >= 2) {
    const swap = (list: readonly Tensor[]): Tensor[] => [list[1]!, list[0]!, ...list.slice(2)];
    return swap(meshgrid(swap(tensors)));
  }
  const shape = tensors.map((x) => x.numel());
  return tensors.map((x, axis) => x.view(shape.map((size, at) => (at === axis ? size : 1))).expand(shape));
}

/**
 * All combinations of one element of every vector, as rows; the last vector runs fastest. A single vector as it is.
 *
 * @throws NnError 'SHAPE'
 * @example
 * import { cartesianProd, tensor } from '@nn/nn';
 *
 * cartesianProd([tensor([1, 2]), tensor([3, 4])]).toArraySync(); // [[1, 3], [1, 4], [2, 3], [2, 4]]
 */
export function cartesianProd(tensors: readonly Tensor[]): Tensor {
  for (const x of tensors) {
    if (x.ndim !== 1)
      throw new NnError('SHAPE', `Expect a 1D vector, but got shape ${formatShape(x.shape)}`, {
        op: 'cartesianProd',
        details: { shape: x.shape },
      });
  }
  if (tensors.length === 1) return tensors[0]!;
  return stack(
    meshgrid(tensors).map((grid) => grid.flatten()),
    1,
  );
}
