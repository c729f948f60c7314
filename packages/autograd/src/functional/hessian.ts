import { NnError } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { grad } from '../grad.js';
import {
  type Differentiated,
  type ForEach,
  forEach,
  type FunctionalOptions,
  type Inputs,
  listOf,
  settled,
} from './inputs.js';
import { jacobian } from './jacobian.js';

/**
 * All second derivatives of a function with one value: for each pair of inputs a tensor of the first's shape followed by the second's.
 *
 * @param inputs one tensor, or an array of them: then `hessian(…)[i][j]`
 * @throws NnError 'GRAD' where the function gives more than one value
 * @example
 * import { hessian, tensor } from '@nn/nn';
 *
 * hessian((x) => x.mul(x).mul(x).sum(), tensor([1, 2])).toArraySync(); // [[6, 0], [0, 12]]
 */
export function hessian<I extends Inputs>(
  fn: Differentiated<I>,
  inputs: I,
  options: FunctionalOptions = {},
): ForEach<I, ForEach<I>> {
  const list = listOf(inputs);
  const rows = list.map((_, i) => {
    const gradient = (...xs: Tensor[]): Tensor => {
      const output = (fn as (...xs: Tensor[]) => Tensor)(...xs);
      if (output.numel() !== 1) {
        throw new NnError(
          'GRAD',
          'The Tensor returned by the function given to hessian should contain a single element',
          { op: 'hessian', details: { shape: output.shape } },
        );
      }
      return settled(
        output.requiresGrad ? grad([output], [xs[i]!], { createGraph: true, allowUnused: true })[0] : null,
        xs[i]!,
        true,
      );
    };
    return forEach(inputs, jacobian(gradient, list, options));
  });
  return forEach(inputs, rows) as ForEach<I, ForEach<I>>;
}
