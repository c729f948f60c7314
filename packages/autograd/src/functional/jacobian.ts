import { stack, type Tensor, zeros } from '@nn/tensor';
import { grad } from '../grad.js';
import { enableGrad } from '../mode.js';
import {
  type Differentiated,
  type ForEach,
  forEach,
  type FunctionalOptions,
  type Inputs,
  listOf,
  settled,
  watched,
} from './inputs.js';

/**
 * All partial derivatives of a function: for each input a tensor of the output's shape followed by the input's.
 *
 * @param inputs one tensor, or an array of them; the result is alike
 * @throws NnError as `grad`
 * @example
 * import { jacobian, tensor } from '@nn/nn';
 *
 * jacobian((x) => x.mul(x), tensor([1, 2])).toArraySync(); // [[2, 0], [0, 4]]
 */
export function jacobian<I extends Inputs>(
  fn: Differentiated<I>,
  inputs: I,
  options: FunctionalOptions = {},
): ForEach<I> {
  const { createGraph = false } = options;
  return enableGrad(() => {
    const xs = watched(listOf(inputs), createGraph);
    const output = (fn as (...xs: Tensor[]) => Tensor)(...xs);
    const elements = output.reshape([-1]);
    const rows = Array.from({ length: elements.numel() }, (_, row) =>
      elements.requiresGrad
        ? grad([elements.select(0, row)], xs, { createGraph, retainGraph: true, allowUnused: true })
        : [],
    );
    const jacobians = xs.map((x, i) => {
      const shape = [...output.shape, ...x.shape];
      if (rows.length === 0) return zeros(shape, { dtype: x.dtype, device: x.device });
      return stack(rows.map((row) => settled(row[i], x, createGraph))).reshape(shape);
    });
    return forEach(inputs, jacobians);
  });
}
