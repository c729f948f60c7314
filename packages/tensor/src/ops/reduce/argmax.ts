import { type ArgReduceAttributes, normalizeAxis } from '@nn/core';
import { allocate } from '../../op.js';
import { without } from '../../reduce.js';
import type { Tensor } from '../../tensor.js';
import { notImplemented, type ReduceOptions, refuseEmpty } from './axes.js';
import { lined } from './pick.js';

/** @internal Where the extreme of every row along `axis` is, the axis kept: the first of equals, NaN the most extreme. int64. */
export function argExtreme(kind: ArgReduceAttributes['kind'], x: Tensor, axis: number): Tensor {
  const source = lined(x);
  const { backend } = source.storage;
  const output = allocate(source, backend, 'int64', source.shape.with(axis, 1));
  backend.kernels.argReduce([source], { kind, axis }, [output]);
  return output;
}

/**
 * Where the greatest element is, along `dim`, or row by row in the whole tensor: int64, the first of equals; NaN counts as the greatest.
 *
 * @throws NnError 'SHAPE' where there is nothing to compare, 'DTYPE' for booleans, 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 5], [3, 4]]).argmax(1).toArraySync(); // [1, 1]
 */
export function argmax(x: Tensor, dim?: number, options: ReduceOptions = {}): Tensor {
  return find('argmax', x, dim, options);
}

/**
 * Where the smallest element is, along `dim`, or row by row in the whole tensor: int64, the first of equals; NaN counts as the smallest.
 *
 * @throws NnError 'SHAPE' where there is nothing to compare, 'DTYPE' for booleans, 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 5], [3, 4]]).argmin().itemSync(); // 0
 */
export function argmin(x: Tensor, dim?: number, options: ReduceOptions = {}): Tensor {
  return find('argmin', x, dim, options);
}

function find(kind: ArgReduceAttributes['kind'], x: Tensor, dim: number | undefined, options: ReduceOptions): Tensor {
  const axis = dim === undefined ? 0 : normalizeAxis(dim, x.ndim, kind);
  refuseEmpty(x, [axis], dim === undefined, kind);
  if (x.dtype === 'bool') throw notImplemented(`${kind}_cpu`, x.dtype, kind, "Convert with .to('uint8') first.");
  if (dim === undefined) {
    const found = argExtreme(kind, x.detach().reshape([-1]), 0);
    return found.over(
      found.storage,
      options.keepdim === true ? x.shape.map(() => 1) : [],
      options.keepdim === true ? x.shape.map(() => 1) : [],
      0,
    );
  }
  const found = argExtreme(kind, x, axis);
  return options.keepdim === true && x.ndim > 0 ? found : without(found, [axis]);
}
