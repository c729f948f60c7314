import { NnError, type Storage } from '@nn/core';
import type { BackwardOptions, Tensor } from '@nn/tensor';
import { afterAccumulation } from './hooks.js';
import { isInferenceModeEnabled, withMode } from './mode.js';
import { type Arrived, letGo, Pass } from './pass.js';
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
          ? pass.arrived
          : [...pass.captured].map(([node, gradient]) => ({ tensor: wanted.get(node)!, gradient }));
      commit(pass, arrived, createGraph);
    },
    'backward',
  );
}

/** Everything has been computed: from here on nothing is refused. */
function commit(pass: Pass, gradients: readonly Arrived[], createGraph: boolean): void {
  // A leaf may have given its gradient up since the graph was made.
  const taking = gradients.filter(({ tensor }) => tensor.requiresGrad);
  const overwritten = storagesOf(taking);
  const shares = taking.map(({ tensor, gradient }) => {
    if (tensor.heldGrad === null) return pass.own(gradient);
    return overwritten.has(gradient.storage) ? gradient.clone() : gradient;
  });
  const retained = pass.retained.map(({ gradient }) => gradient.clone());
  for (let i = 0; i < taking.length; i++) {
    const { tensor, gradient } = taking[i]!;
    const share = shares[i]!;
    const isPrivate = !createGraph && (share !== gradient || gradient.uses > 0);
    if (tensor.heldGrad === null && isPrivate) tensor.holdGrad(share);
    else accumulate(tensor, share, createGraph);
    if (tensor.heldGrad !== share) letGo(gradient);
  }
  for (let i = 0; i < retained.length; i++) accumulate(pass.retained[i]!.tensor, retained[i]!, createGraph);
  for (const { tensor } of taking) afterAccumulation(tensor);
}

/** Of the gradients that are there already. */
function storagesOf(taking: readonly Arrived[]): ReadonlySet<Storage> {
  if (taking.every(({ tensor }) => tensor.heldGrad === null)) return none;
  return new Set(taking.flatMap(({ tensor: { heldGrad } }) => (heldGrad === null ? [] : [heldGrad.storage])));
}

const none: ReadonlySet<Storage> = /* @__PURE__ */ new Set();

function accumulate(tensor: Tensor, gradient: Tensor, createGraph: boolean): void {
  const grad = tensor.heldGrad;
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
