import type { FillLaw } from '@nn/core';
import { initialize } from './initialize.js';
import { matrixShape } from './matrix-shape.js';
import type { InitTarget } from '../target.js';
import { valuesFor } from './values.js';

/** The law of `eye_`. */
export const eyeLaw: FillLaw<object> = {
  name: 'eye_',
  check: () => {},
  resolve(_parameters, shape, dtype) {
    const [rows, columns] = matrixShape('eye_', shape);
    return { kind: 'values', compute: () => identity(valuesFor(dtype, rows * columns), rows, columns) };
  },
};

/**
 * Makes a matrix the identity: ones on the diagonal, zeros elsewhere, so that a linear layer hands on its inputs, as many as there is
 * room for. Nothing is drawn.
 *
 * Source: `torch.nn.init.eye_`.
 *
 * @param target a tensor or parameter of two dimensions and any dtype, or a bare `{ data, shape }`
 * @returns `target`
 * @throws NnError 'SHAPE' for any other number of dimensions
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.eye_(empty([2, 3])).toArraySync(); // [[1, 0, 0], [0, 1, 0]]
 */
export function eye_<T extends InitTarget | null>(target: T): T {
  return initialize(target, eyeLaw, {});
}

function identity<A extends Float32Array | Float64Array>(out: A, rows: number, columns: number): A {
  for (let i = 0; i < Math.min(rows, columns); i++) out[i * columns + i] = 1;
  return out;
}
