import { formatShape, NnError, type Scalar, sameShape } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { promoteTypes, resultType } from '../../promotion.js';
import { where } from '../elementwise/where.js';
import { filled } from '../reduce/filled.js';

export interface BucketOptions {
  /** The place behind equal elements, not before them. @default false */
  readonly right?: boolean;
  /** Give int32 instead of int64. @default false */
  readonly outInt32?: boolean;
}

export interface SearchOptions extends BucketOptions {
  /** `'right'` is `right: true`. */
  readonly side?: 'left' | 'right';
  /** The order in which `sequence` is sorted: its `argsort`. */
  readonly sorter?: Tensor;
}

/**
 * Where values belong in a sorted sequence, so that it stays sorted: before equal elements, or behind them (`right`). int64.
 *
 * @param sequence sorted along its last axis: one row for all values, or as many rows as `values` has
 * @param values a tensor, or one number
 * @throws NnError 'SHAPE' where the rows differ, 'OPTION' for opposite sides
 * @example
 * import { searchsorted, tensor } from '@nn/nn';
 *
 * searchsorted(tensor([1, 3, 5]), tensor([0, 3, 6])).toArraySync(); // [0, 1, 3]
 */
export function searchsorted(sequence: Tensor, values: Tensor | Scalar, options: SearchOptions = {}): Tensor {
  const { side, right = false } = options;
  if (side !== undefined && side !== 'left' && side !== 'right')
    throw refuse('OPTION', `side can only be 'left' or 'right' but got ${String(side)}`);
  if (side === 'left' && right)
    throw refuse('OPTION', "side and right can't be set to opposites, got side of left while right was True");
  const shape = typeof values === 'object' ? values.shape : [];
  if (sequence.ndim === 0)
    throw refuse('SHAPE', 'boundaries tensor should have positive dimension, but got 0 dimension');
  if (sequence.ndim !== 1) {
    if (shape.length === 0) {
      throw refuse(
        'SHAPE',
        `input value can be a scalar only when boundaries tensor dimension is 1, but we got boundaries tensor dim(${sequence.ndim}) and input value's dim(0) numel(1)`,
      );
    }
    if (!sameShape(sequence.shape.slice(0, -1), shape.slice(0, -1))) {
      throw refuse(
        'SHAPE',
        `boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and input value tensor must match, but we got boundaries tensor ${formatShape(sequence.shape)} and input value tensor ${formatShape(shape)}`,
      );
    }
  }
  const dtype =
    typeof values === 'object' ? promoteTypes(sequence.dtype, values.dtype) : resultType([sequence, values]);
  const row = (options.sorter === undefined ? sequence.detach() : sequence.detach().gather(-1, options.sorter)).to(
    dtype,
  );
  const wanted = typeof values === 'object' ? values.detach().to(dtype) : filled(sequence, [], values, dtype);
  const found = search(row, row.ndim === 1 ? wanted.reshape([-1]) : wanted, right || side === 'right').reshape(shape);
  return options.outInt32 === true ? found.to('int32') : found;
}

/**
 * Which of the intervals between sorted boundaries every value is in: `searchsorted` with the values first.
 *
 * @throws NnError 'SHAPE' for boundaries that are no vector
 * @example
 * import { bucketize, tensor } from '@nn/nn';
 *
 * bucketize(tensor([0.5, 1.5, 2.5]), tensor([1, 2])).toArraySync(); // [0, 1, 2]
 */
export function bucketize(values: Tensor | Scalar, boundaries: Tensor, options: BucketOptions = {}): Tensor {
  if (boundaries.ndim !== 1) {
    throw new NnError('SHAPE', `boundaries tensor must be 1 dimension, but got dim(${boundaries.ndim})`, {
      op: 'bucketize',
      details: { shape: boundaries.shape },
    });
  }
  return searchsorted(boundaries, values, options);
}

/** Halving, for all values at once: log n steps of comparisons, on any backend. */
function search(row: Tensor, wanted: Tensor, right: boolean): Tensor {
  const size = row.shape.at(-1)!;
  let low = filled(row, wanted.shape, 0, 'int64');
  if (size === 0 || wanted.numel() === 0) return low;
  let high = filled(row, wanted.shape, size, 'int64');
  for (let width = size; width > 0; width = Math.floor(width / 2)) {
    const middle = low.add(high).div(2, { roundingMode: 'floor' });
    const at = row.gather(-1, middle.clamp(null, size - 1));
    // Written so that NaN stands behind everything.
    const goesOn = (right ? at.gt(wanted) : at.ge(wanted)).logicalNot().logicalAnd(low.lt(high));
    low = where(goesOn, middle.add(1), low);
    high = where(goesOn, high, middle.minimum(high));
  }
  return low;
}

function refuse(code: 'SHAPE' | 'OPTION', what: string): NnError {
  return new NnError(code, `torch.searchsorted(): ${what}`, { op: 'searchsorted' });
}
