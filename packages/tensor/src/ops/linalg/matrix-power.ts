import { NnError } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { filled } from '../reduce/filled.js';
import { diagonalMask } from './eigh.js';
import { checkSquare } from './host/run-on-host.js';
import { inv } from './inv.js';

/**
 * A square matrix (or a batch of them) times itself, n times; negative n: its inverse.
 *
 * @throws NnError 'SHAPE' for what is not square, 'OPTION' for a fractional n, 'VALUE' for the inverse of a singular matrix
 * @example
 * import { linalg, tensor } from '@nn/nn';
 *
 * linalg.matrixPower(tensor([[1, 1], [0, 1]]), 5).toArraySync(); // [[1, 5], [0, 1]]
 */
export function matrixPower(x: Tensor, n: number): Tensor {
  checkSquare(x, 'matrix_power');
  if (!Number.isInteger(n))
    throw new NnError('OPTION', `linalg.matrix_power: n is a whole number, got ${n}`, {
      op: 'matrixPower',
      details: { n },
    });
  if (n === 0)
    return diagonalMask(x)
      .to(x.dtype)
      .expand(x.shape)
      .add(filled(x, [], 0));
  let square = n < 0 ? inv(x) : x;
  let result: Tensor | null = null;
  for (let rest = Math.abs(n); ; square = square.matmul(square)) {
    if (rest % 2 === 1) result = result === null ? square : result.matmul(square);
    rest = Math.floor(rest / 2);
    if (rest === 0) return result!;
  }
}
