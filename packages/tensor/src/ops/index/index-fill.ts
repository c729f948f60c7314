import { NnError, normalizeAxis } from '@nn/core';
import { cast } from '../../copy.js';
import type { Operand } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { defineWrite, type WriteOp } from '../../write-op.js';
import { checkIndexVector } from './along.js';
import { indexAt, putInto } from './advanced.js';
import { scalarLike } from './scalar-like.js';

function define(gradName: string): WriteOp<number> {
  return defineWrite<number>({
    name: 'indexFill',
    gradName,
    saves: [1],
    into: (target, inputs, axis) => {
      const index = inputs[1] as Tensor;
      const whole = target.ndim === 0 ? target.detach().view([1]) : target.detach();
      putInto(whole, [axis], [index.ndim === 0 ? index.view([1]) : index], scalarLike(target, inputs[2]!), false);
    },
    vjp: ({ dy, b: index, attributes: axis, needs }) => [
      needs[0] ? dy.indexFill(axis, index, 0) : null,
      null,
      needs[2] ? (dy.ndim === 0 ? dy : indexAt(dy, [axis], [index])).sum() : null,
    ],
  });
}

const fillWithNumber: WriteOp<number> = /* @__PURE__ */ define('IndexFillBackward0');
const fillWithTensor: WriteOp<number> = /* @__PURE__ */ define('IndexFillBackward1');

/**
 * Fills the slices of an axis that an index vector names with one value, on a copy. Negative places count from the end.
 *
 * @param value a plain value, or a tensor without axes
 * @throws NnError 'AXIS', 'DTYPE', 'SHAPE', 'INDEX'
 * @example
 * import { tensor, zeros } from '@nn/nn';
 *
 * zeros([3]).indexFill(0, tensor([0n, -1n]), 7).toArraySync(); // [7, 0, 7]
 */
export function indexFill(x: Tensor, dim: number, index: Tensor, value: Operand): Tensor {
  const axis = check(x, dim, index, value);
  return typeof value === 'object'
    ? fillWithTensor([x, index, cast(value, x.dtype)], axis)
    : fillWithNumber([x, index, value], axis);
}

/** `indexFill` over the tensor itself. */
export function indexFill_(x: Tensor, dim: number, index: Tensor, value: Operand): Tensor {
  const axis = check(x, dim, index, value);
  return typeof value === 'object'
    ? fillWithTensor.inPlace([x, index, cast(value, x.dtype)], axis)
    : fillWithNumber.inPlace([x, index, value], axis);
}

function check(x: Tensor, dim: number, index: Tensor, value: Operand): number {
  const axis = normalizeAxis(dim, x.ndim, 'indexFill');
  checkIndexVector(index, 'indexFill', {
    dtype: 'index_fill_(): Expected dtype int64 for index.',
    rank: 'Index has to be a vector/scalar',
  });
  if (typeof value === 'object' && value.ndim > 0) {
    throw new NnError(
      'SHAPE',
      `index_fill_ only supports a 0-dimensional value tensor, but got tensor with ${value.ndim} dimension(s).`,
      {
        op: 'indexFill',
        details: { value: value.shape },
      },
    );
  }
  return axis;
}
