import type { Tensor } from '@nn/tensor';
import { type Edge, Node } from './node.js';

/** Where the gradients of a leaf arrive. There is one for each leaf, made when it is first needed. */
export class Leaf extends Node {
  readonly name = 'AccumulateGrad';
  readonly edges: readonly Edge[] = [];

  constructor(readonly tensor: Tensor) {
    super();
  }

  /** A pass hands the gradient to who asked for it, when it is over. */
  override propagate(): void {}
}

/** The node behind a tensor, or of the leaf; `null` where no gradient is wanted. */
export function edgeOf(x: Tensor): Edge {
  const maker = x.gradFn;
  if (maker !== null) return maker as Node;
  return x.requiresGrad ? accumulatorOf(x) : null;
}

export function accumulatorOf(leaf: Tensor): Leaf {
  return (leaf.accumulator ??= new Leaf(leaf)) as Leaf;
}
