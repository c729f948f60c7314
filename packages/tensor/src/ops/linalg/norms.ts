import { dtypes, NnError, normalizeAxis } from '@nn/core';
import { cast } from '../../copy.js';
import type { Tensor } from '../../tensor.js';
import type { Dim } from '../reduce/axes.js';
import { type NormOptions, vectorNormOf } from '../reduce/norm.js';
import { checkFloat, checkMatrix } from './host/run-on-host.js';
import { svdvals } from './svd.js';

/** Norms of matrices: of all elements (`'fro'`), the sum of the singular values (`'nuc'`), the greatest or smallest of them (±2), of the sums of
 * columns (±1) or rows (±∞). */
export type MatrixOrder = 'fro' | 'nuc' | number;

export interface MatrixNormOptions extends NormOptions {
  /** The two axes of the matrices. @default the last two */
  readonly dim?: readonly [number, number];
}

/**
 * The p-norm of the elements over `dim`, or of all: (Σ |x|ᵖ)^(1/p). p = ∞ is the greatest |x|, −∞ the smallest, 0 counts what is not 0.
 *
 * @param ord @default 2
 * @throws NnError 'DTYPE' for integers and booleans, 'SHAPE' for ±∞ of no elements, 'AXIS'
 * @example
 * import { linalg, tensor } from '@nn/nn';
 *
 * linalg.vectorNorm(tensor([3, 4])).itemSync(); // 5
 */
export function vectorNorm(x: Tensor, ord = 2, dim?: Dim, options: NormOptions = {}): Tensor {
  if (options.dtype === undefined && dtypes[x.dtype].category !== 'floating') checkFloat(x, 'vector_norm');
  if (x.numel() === 0 && (ord < 0 || ord === Number.POSITIVE_INFINITY)) {
    const name = ord === Number.POSITIVE_INFINITY ? 'inf' : ord === Number.NEGATIVE_INFINITY ? '-inf' : String(ord);
    throw new NnError(
      'SHAPE',
      `linalg.vector_norm cannot compute the ${name} norm on an empty tensor because the operation does not have an identity`,
      {
        op: 'vectorNorm',
        details: { shape: x.shape, ord },
      },
    );
  }
  return vectorNormOf(x, ord, dim, options);
}

/**
 * A norm of matrices, batches included: `'fro'` √Σ x², `'nuc'` the sum of the singular values, ±2 the greatest or smallest of them, ±1 the greatest or
 * smallest sum of a column's absolute values, ±∞ of a row's.
 *
 * @param ord @default 'fro'
 * @throws NnError 'OPTION' for another order, 'SHAPE' for what is no matrix, 'DTYPE' for integers and booleans, 'AXIS'
 * @example
 * import { linalg, tensor } from '@nn/nn';
 *
 * linalg.matrixNorm(tensor([[1, -2], [3, 4]]), 1).itemSync(); // 6
 */
export function matrixNorm(x: Tensor, ord: MatrixOrder = 'fro', options: MatrixNormOptions = {}): Tensor {
  checkMatrix(options.dtype === undefined ? x : cast(x, options.dtype), 'matrix_norm');
  const given = options.dim ?? [-2, -1];
  const [row, column] = [normalizeAxis(given[0], x.ndim, 'matrixNorm'), normalizeAxis(given[1], x.ndim, 'matrixNorm')];
  if (row === column)
    throw new NnError('AXIS', `linalg.matrix_norm: dims must be different. Got (${given[0]}, ${given[1]})`, {
      op: 'matrixNorm',
      details: { dim: given },
    });
  const wide = options.dtype === undefined ? x : cast(x, options.dtype);
  const keepdim = options.keepdim ?? false;
  if (ord === 'fro') return vectorNormOf(wide, 2, [row, column], { keepdim });
  if (ord === 'nuc' || ord === 2 || ord === -2) {
    const values = svdvals(wide.movedim([row, column], [-2, -1]));
    const folded = ord === 'nuc' ? values.sum(-1) : ord === 2 ? values.amax(-1) : values.amin(-1);
    if (!keepdim) return folded;
    return folded.reshape(x.shape.map((size, axis) => (axis === row || axis === column ? 1 : size)));
  }
  if (Math.abs(ord) !== 1 && Math.abs(ord) !== Number.POSITIVE_INFINITY) {
    throw new NnError('OPTION', `linalg.matrix_norm: Order ${String(ord)} not supported.`, {
      op: 'matrixNorm',
      details: { ord },
    });
  }
  const [summed, left] = Math.abs(ord) === 1 ? [row, column] : [column, row];
  const sums = vectorNormOf(wide, 1, summed, { keepdim });
  const axis = keepdim || left < summed ? left : left - 1;
  return ord > 0 ? sums.amax(axis, { keepdim }) : sums.amin(axis, { keepdim });
}

/**
 * Without `ord`: the 2-norm over `dim`, or of all elements. With it: a norm of vectors over one axis, of matrices over two; by the tensor's rank
 * where `dim` is missing.
 *
 * @throws NnError 'SHAPE' where the rank does not say which norm is meant, 'OPTION', 'DTYPE', 'AXIS'
 * @example
 * import { linalg, tensor } from '@nn/nn';
 *
 * linalg.norm(tensor([[3, 0], [0, 4]])).itemSync(); // 5
 */
export function norm(x: Tensor, ord?: MatrixOrder, dim?: Dim, options: NormOptions = {}): Tensor {
  if (ord === undefined) return vectorNorm(x, 2, dim, options);
  const axes = typeof dim === 'number' ? [dim] : dim;
  if (axes === undefined && x.ndim !== 1 && x.ndim !== 2) {
    throw new NnError(
      'SHAPE',
      `linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got ${x.ndim}D.`,
      { op: 'norm', details: { shape: x.shape } },
    );
  }
  if (axes !== undefined && axes.length !== 1 && axes.length !== 2) {
    throw new NnError(
      'AXIS',
      `linalg.norm: If dim is specified, it must be of length 1 or 2. Got [${axes.join(', ')}]`,
      { op: 'norm', details: { dim } },
    );
  }
  const matrix = axes === undefined ? x.ndim === 2 : axes.length === 2;
  if (matrix || typeof ord === 'string') {
    return matrixNorm(x, ord, axes === undefined ? options : { ...options, dim: [axes[0]!, axes[1] ?? axes[0]!] });
  }
  return vectorNorm(x, ord, dim, options);
}
