import { NnError } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { giveAway } from '@nn/tensor/internal';
import { withMode } from './mode.js';
import { Pass } from './pass.js';
import { startsOf, targetOf } from './roots.js';

export interface GradOptions {
  /** Keep saved values, so that the graph can be differentiated again. @default createGraph */
  readonly retainGraph?: boolean;
  /** Record the differentiation itself, for higher derivatives. @default false */
  readonly createGraph?: boolean;
  /** Gradients of the outputs; a scalar's is 1. */
  readonly gradOutputs?: readonly (Tensor | null)[];
  /** Give `null` for an input that the outputs do not depend on, rather than refuse. @default false */
  readonly allowUnused?: boolean;
}

/**
 * The derivatives of outputs with respect to inputs, leaves or not, without touching the `grad` of any leaf. Only what leads to the inputs is
 * visited, and freed.
 *
 * @throws NnError 'GRAD' where an input needs no gradient or does not take part; else as `Tensor.backward`
 * @example
 * import { grad, tensor } from '@nn/nn';
 *
 * const x = tensor(3, { requiresGrad: true });
 * const [first] = grad([x.mul(x).mul(x)], [x], { createGraph: true });
 * first?.itemSync(); // 27
 * grad([first!], [x])[0]?.itemSync(); // 18
 */
export function grad(
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
  options: GradOptions = {},
): (Tensor | null)[] {
  const { createGraph = false, retainGraph = createGraph, gradOutputs = [], allowUnused = false } = options;
  if (inputs.length === 0) throw new NnError('GRAD', 'grad requires non-empty inputs.', { op: 'grad' });
  const nodes = inputs.map((input) => targetOf(input, 'grad'));
  return withMode(
    createGraph,
    () => {
      const starts = startsOf(outputs, gradOutputs, 'grad');
      const pass = new Pass({ retainGraph, createGraph, targets: new Set(nodes) });
      for (const gradient of gradOutputs) if (gradient !== null) pass.expose(gradient);
      pass.run(starts);
      if (!allowUnused && nodes.some((node) => !pass.captured.has(node))) throw unused();
      for (const { tensor, gradient } of pass.retained)
        tensor.grad = tensor.grad === null ? gradient.clone() : tensor.grad.add(gradient);
      const own = new Map([...pass.captured].map(([node, gradient]) => [node, pass.own(gradient)]));
      for (const gradient of own.values()) giveAway(gradient);
      return nodes.map((node) => own.get(node) ?? null);
    },
    'grad',
  );
}

function unused(): NnError {
  return new NnError(
    'GRAD',
    'One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior.',
    {
      op: 'grad',
      advice: 'Pass { allowUnused: true } to get null for it.',
    },
  );
}
