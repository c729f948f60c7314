import { NnError, type Storage } from '@nn/core';
import type { BackwardOptions, Tensor } from '@nn/tensor';
import { afterAccumulation } from './hooks.js';
import { isInferenceModeEnabled, withMode } from './mode.js';
import { Pass } from './pass.js';
import { startsOf, targetOf } from './roots.js';

/**
 * `backward` of several tensors at once: accumulates into every leaf the sum of their derivatives. Where it throws, every `grad` is as before.
 *
 * @param gradients one for each tensor; `null`, or none at all, for scalars
 * @throws NnError as `Tensor.backward`
 * @example
 * import { backward, tensor } from '@nn/nn';
 *
 * const x = tensor([1, 2], { requiresGrad: true });
 * backward([x.mul(2), x.mul(x)], [tensor([1, 1]), tensor([1, 1])]);
 * x.grad?.toArraySync(); // [4, 6]
 */
export function backward(
  tensors: readonly Tensor[],
  gradients: readonly (Tensor | null)[] = [],
  options: BackwardOptions = {},
): void {
  const { createGraph = false, retainGraph = createGraph, inputs } = options;
  const wanted = inputs === undefined ? null : new Map(inputs.map((input) => [targetOf(input, 'backward'), input]));
  if (wanted?.size === 0)
    throw new NnError('GRAD', "'inputs' argument to backward() cannot be empty.", { op: 'backward' });
  withMode(
    createGraph,
    () => {
      const starts = startsOf(tensors, gradients, 'backward');
      const pass = new Pass({ retainGraph, createGraph, targets: wanted === null ? null : new Set(wanted.keys()) });
      for (const gradient of gradients) if (gradient !== null) pass.expose(gradient);
      pass.run(starts);
      const arrived =
        wanted === null
          ? pass.arrived.map(({ leaf, gradient }) => [leaf.tensor, gradient] as const)
          : [...pass.captured].map(([node, gradient]) => [wanted.get(node)!, gradient] as const);
      commit(pass, arrived, createGraph);
    },
    'backward',
  );
}

/** Everything has been computed: from here on nothing is refused. */
function commit(pass: Pass, gradients: readonly (readonly [Tensor, Tensor])[], createGraph: boolean): void {
  // A leaf may have given its gradient up since the graph was made.
  const taking = gradients.filter(([tensor]) => tensor.requiresGrad);
  const overwritten = new Set<Storage>();
  for (const [{ grad }] of taking) if (grad !== null) overwritten.add(grad.storage);
  const apart = (gradient: Tensor): Tensor => (overwritten.has(gradient.storage) ? gradient.clone() : gradient);
  const shares = taking.map(
    ([tensor, gradient]) => [tensor, tensor.grad === null ? pass.own(gradient) : apart(gradient)] as const,
  );
  const retained = pass.retained.map(({ tensor, gradient }) => [tensor, gradient.clone()] as const);
  for (const [tensor, gradient] of [...shares, ...retained]) accumulate(tensor, gradient, createGraph);
  for (const [tensor] of taking) afterAccumulation(tensor);
}

function accumulate(tensor: Tensor, gradient: Tensor, createGraph: boolean): void {
  const { grad } = tensor;
  if (grad === null) tensor.grad = gradient;
  else if (createGraph || grad.requiresGrad || !isWritable(grad)) tensor.grad = grad.add(gradient);
  else grad.add_(gradient);
}

/** False for what a user has assigned and nothing may be added to: expanded tensors, those of `inferenceMode`. */
function isWritable({ shape, strides, isInference }: Tensor): boolean {
  return (
    (!isInference || isInferenceModeEnabled()) && strides.every((stride, axis) => stride !== 0 || shape[axis]! <= 1)
  );
}
