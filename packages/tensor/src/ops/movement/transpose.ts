import { NnError, normalizeAxis } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { defineView, type Geometry, type ViewDefinition } from '../../view-op.js';

type Pair = readonly [number, number];

function swapped(x: Tensor, [a, b]: Pair): Geometry {
  const swap = (list: readonly number[]): readonly number[] =>
    a === b ? list : list.with(a, list[b]!).with(b, list[a]!);
  return { shape: swap(x.shape), strides: swap(x.strides), offset: x.offset };
}

const definition: ViewDefinition<Pair> = {
  name: 'transpose',
  geometry: swapped,
  vjp: ({ dy, attributes: [a, b] }) => [dy.transpose(a, b)],
};

const transposeView = /* @__PURE__ */ defineView<Pair>(definition);
const matrixView = /* @__PURE__ */ defineView<Pair>({ ...definition, name: 't' });

/**
 * A view with two axes swapped.
 *
 * @throws NnError 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 2, 3], [4, 5, 6]]).transpose(0, 1).toArraySync(); // [[1, 4], [2, 5], [3, 6]]
 */
export function transpose(x: Tensor, dim0: number, dim1: number): Tensor {
  return transposeView(x, [normalizeAxis(dim0, x.ndim, 'transpose'), normalizeAxis(dim1, x.ndim, 'transpose')]);
}

/**
 * A matrix transposed; a vector or a 0-d tensor as it is. A view.
 *
 * @throws NnError 'SHAPE' for more than two axes
 * @example
 * import { ones } from '@nn/nn';
 *
 * ones([2, 3]).t().shape; // [3, 2]
 */
export function t(x: Tensor): Tensor {
  if (x.ndim > 2) {
    throw new NnError('SHAPE', `t() expects a tensor with <= 2 dimensions, but self is ${x.ndim}D`, {
      op: 't',
      details: { shape: x.shape },
      advice: 'Use transpose(dim0, dim1), or mT for the last two axes.',
    });
  }
  return matrixView(x, x.ndim === 2 ? [0, 1] : [0, 0]);
}

/** @internal The last two axes swapped: `x.mT`. */
export function matrixTranspose(x: Tensor): Tensor {
  if (x.ndim < 2) {
    throw new NnError(
      'SHAPE',
      `tensor.mT is only supported on matrices or batches of matrices. Got ${x.ndim}-D tensor.`,
      {
        op: 'mT',
        details: { shape: x.shape },
      },
    );
  }
  return transposeView(x, [x.ndim - 2, x.ndim - 1]);
}
