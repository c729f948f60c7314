import { NnError } from '@nn/core';
import { type Tensor, zeros } from '@nn/tensor';
import { grad } from '../grad.js';
import { enableGrad } from '../mode.js';
import {
  checkDirection,
  type Differentiated,
  type ForEach,
  type FunctionalOptions,
  type Inputs,
  listOf,
  settled,
  watched,
} from './inputs.js';
import type { ValueAndProduct } from './vjp.js';

/**
 * The value of a function, and J·v: how it changes as the inputs move along v. By differentiating twice, as PyTorch does: the first gradient is
 * linear in what it is given.
 *
 * @param v one for each input, of its shape
 * @throws NnError 'SHAPE' for a v of another shape
 * @example
 * import { jvp, tensor } from '@nn/nn';
 *
 * jvp((x) => x.mul(x), tensor([1, 2]), tensor([1, 10])).product.toArraySync(); // [2, 40]
 */
export function jvp<I extends Inputs>(
  fn: Differentiated<I>,
  inputs: I,
  v: ForEach<I>,
  options: FunctionalOptions = {},
): ValueAndProduct<Tensor> {
  const { createGraph = false } = options;
  return enableGrad(() => {
    const xs = watched(listOf(inputs), createGraph);
    const directions = listOf(v);
    if (directions.length !== xs.length)
      throw new NnError('GRAD', `jvp: got ${xs.length} inputs and ${directions.length} directions`, { op: 'jvp' });
    directions.forEach((direction, i) => checkDirection(direction, xs[i]!, 'jvp'));
    const output = (fn as (...xs: Tensor[]) => Tensor)(...xs);
    const probe = zeros(output.shape, { dtype: output.dtype, device: output.device, requiresGrad: true });
    const gradients = output.requiresGrad
      ? grad([output], xs, { gradOutputs: [probe], createGraph: true, allowUnused: true })
      : [];
    const moved = gradients.flatMap((gradient, i) =>
      gradient?.requiresGrad === true ? [{ gradient, direction: directions[i]! }] : [],
    );
    const [product] = grad(
      moved.map(({ gradient }) => gradient),
      [probe],
      { gradOutputs: moved.map(({ direction }) => direction), createGraph, allowUnused: true },
    );
    return { output: createGraph ? output : output.detach(), product: settled(product, output, createGraph) };
  });
}
