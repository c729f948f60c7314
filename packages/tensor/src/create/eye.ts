import { NnError } from '@nn/core';
import type { Tensor } from '../tensor.js';
import { unset } from './empty.js';
import { finish, type TensorOptions } from './options.js';

/**
 * Ones on the main diagonal, zeros elsewhere; `n` rows and as many columns, or `m`. float32 unless told otherwise.
 *
 * @throws NnError 'SHAPE' for negative sizes
 * @example
 * import { eye } from '@nn/nn';
 *
 * eye(2, 3).toArraySync(); // [[1, 0, 0], [0, 1, 0]]
 */
export function eye(n: number, options?: TensorOptions): Tensor;
export function eye(n: number, m: number, options?: TensorOptions): Tensor;
export function eye(n: number, m: number | TensorOptions = n, more: TensorOptions = {}): Tensor {
  const [columns, options] = typeof m === 'number' ? [m, more] : [n, m];
  for (const [name, size] of [
    ['n', n],
    ['m', columns],
  ] as const) {
    if (size < 0)
      throw new NnError('SHAPE', `${name} must be greater or equal to 0, got ${size}`, {
        op: 'eye',
        details: { n, m: columns },
      });
  }
  const matrix = unset([n, columns], { ...options, requiresGrad: false });
  const length = Math.min(n, columns);
  if (length > 0) {
    const diagonal = matrix.over(matrix.storage, [length], [columns + 1], 0);
    matrix.storage.backend.kernels.fill([], { value: 1 }, [diagonal]);
  }
  return finish(matrix, options);
}
