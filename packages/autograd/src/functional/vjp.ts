import { NnError } from '@nn/core';
import { ones, type Tensor } from '@nn/tensor';
import { grad } from '../grad.js';
import { enableGrad } from '../mode.js';
import {
  checkDirection,
  type Differentiated,
  type ForEach,
  forEach,
  type FunctionalOptions,
  type Inputs,
  listOf,
  settled,
  watched,
} from './inputs.js';

/** The value of a function and a product with its Jacobian. */
export interface ValueAndProduct<Product> {
  readonly output: Tensor;
  readonly product: Product;
}

/**
 * The value of a function, and vᵀJ: what `backward(v)` gives each input.
 *
 * @param v of the output's shape; `null` for 1, where the output is one value
 * @throws NnError 'SHAPE' for a v of another shape, 'GRAD' for none where one is needed
 * @example
 * import { tensor, vjp } from '@nn/nn';
 *
 * vjp((x) => x.mul(x), tensor([1, 2]), tensor([1, 10])).product.toArraySync(); // [2, 40]
 */
export function vjp<I extends Inputs>(
  fn: Differentiated<I>,
  inputs: I,
  v: Tensor | null = null,
  options: FunctionalOptions = {},
): ValueAndProduct<ForEach<I>> {
  const { createGraph = false } = options;
  return enableGrad(() => {
    const xs = watched(listOf(inputs), createGraph);
    const output = (fn as (...xs: Tensor[]) => Tensor)(...xs);
    if (v !== null) checkDirection(v, output, 'vjp');
    else if (output.numel() !== 1) {
      throw new NnError(
        'GRAD',
        'The vector v can only be None if the user-provided function returns a single Tensor with a single element.',
        { op: 'vjp', details: { shape: output.shape } },
      );
    }
    const gradients = output.requiresGrad
      ? grad([output], xs, { gradOutputs: [v ?? onesOf(output)], createGraph, allowUnused: true })
      : [];
    return {
      output: createGraph ? output : output.detach(),
      product: forEach(
        inputs,
        xs.map((x, i) => settled(gradients[i], x, createGraph)),
      ),
    };
  });
}

function onesOf(x: Tensor): Tensor {
  return ones(x.shape, { dtype: x.dtype, device: x.device });
}
