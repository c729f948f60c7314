import { NnError } from '@nn/core';
import type { BackwardOptions, Tensor } from '@nn/tensor';
import { walk } from './engine.js';
import { edgeOf, Node } from './node.js';

export interface GradOptions extends BackwardOptions {
  /** Gradients of the outputs; a scalar's is 1. */
  readonly gradOutputs?: readonly (Tensor | null)[];
  /** Give `null` for an input that the outputs do not depend on, rather than refuse. @default false */
  readonly allowUnused?: boolean;
}

/**
 * The derivatives of outputs with respect to inputs, leaves or not, without touching any `grad`.
 *
 * @throws NnError 'GRAD' where an input needs no gradient or does not take part
 * @example
 * import { grad, tensor } from '@nn/nn';
 *
 * const x = tensor(3, { requiresGrad: true });
 * const [first] = grad([x.mul(x).mul(x)], [x], { createGraph: true }); // 3x² = 27
 * grad([first!], [x])[0]!.itemSync(); // 6x = 18
 */
export function grad(outputs: readonly Tensor[], inputs: readonly Tensor[], options: GradOptions = {}): (Tensor | null)[] {
  const found = new Map<Tensor | Node, Tensor>();
  const edges = inputs.map((input) => {
    const edge = edgeOf(input);
    if (edge === null) throw new NnError('GRAD', 'One of the differentiated Tensors does not require grad', { op: 'grad', advice: 'Make it with { requiresGrad: true }.' });
    return edge;
  });
  const watched = new Set<Tensor | Node>(edges);
  walk(outputs, options.gradOutputs ?? [], options, {
    leaf: (leaf, gradient) => {
      if (watched.has(leaf)) found.set(leaf, gradient);
    },
    node: (node, gradient) => {
      if (watched.has(node)) found.set(node, gradient);
    },
  });
  return edges.map((edge) => {
    const gradient = found.get(edge) ?? null;
    if (gradient === null && options.allowUnused !== true) {
      throw new NnError('GRAD', 'One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior.', {
        op: 'grad',
        advice: 'Pass { allowUnused: true } to get null for it.',
      });
    }
    return gradient;
  });
}
