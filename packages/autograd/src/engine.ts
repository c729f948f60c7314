import { formatShape, NnError, sameShape, type Storage } from '@nn/core';
import { onesLike, type BackwardOptions, type Tensor } from '@nn/tensor';
import { withMode } from './mode.js';
import { type Edge, edgeOf, Node } from './node.js';

let passes = 0;

/** What takes the gradients that arrive at leaves and at watched tensors. */
export interface Sink {
  /** A leaf's share of this pass, complete. */
  readonly leaf: (leaf: Tensor, gradient: Tensor) => void;
  /** The gradient at a node's output, complete, before it is differentiated. */
  readonly node?: (node: Node, gradient: Tensor) => void;
}

/** Walks the graph from the roots, newest operation first, and hands every leaf its gradient. */
export function walk(roots: readonly Tensor[], gradients: readonly (Tensor | null)[], options: BackwardOptions, sink: Sink): void {
  const starts = roots.map((root, i) => ({ edge: startOf(root), gradient: startGradient(root, gradients[i] ?? null) }));
  const order = reachable(starts.map((start) => start.edge));
  const leaves = new Map<Tensor, Tensor>();
  const createGraph = options.createGraph ?? false;
  const retain = options.retainGraph ?? createGraph;

  const send = (edge: Edge, gradient: Tensor): void => {
    if (edge instanceof Node) edge.gradient = edge.gradient === null ? gradient : edge.gradient.add(gradient);
    else if (edge !== null) {
      const known = leaves.get(edge);
      leaves.set(edge, known === undefined ? gradient : known.add(gradient));
    }
  };

  withMode(createGraph, () => {
    try {
      for (const { edge, gradient } of starts) send(edge, gradient);
      for (const node of order) {
        const { gradient } = node;
        node.gradient = null;
        if (gradient === null) continue;
        sink.node?.(node, gradient);
        node.differentiate(gradient).forEach((dx, i) => {
          if (dx !== null && node.needs[i] === true) send(node.edges[i]!, fit(dx, node, i));
        });
        if (!retain) node.release();
      }
    } finally {
      for (const node of order) node.gradient = null;
    }
    for (const [leaf, gradient] of leaves) sink.leaf(leaf, gradient);
  }, 'backward');
}

/** A gradient in its operand's shape and dtype: what broadcasting repeated is summed. */
function fit(gradient: Tensor, node: Node, position: number): Tensor {
  const shape = node.shapes[position]!;
  const dtype = node.dtypes[position]!;
  const summed = sameShape(gradient.shape, shape) ? gradient : gradient.sumToSize(shape);
  return summed.dtype === dtype ? summed : summed.to(dtype);
}

function startOf(root: Tensor): Edge {
  const edge = edgeOf(root);
  if (edge === null) {
    throw new NnError('GRAD', 'element 0 of tensors does not require grad and does not have a grad_fn', {
      op: 'backward',
      advice: 'Make a leaf with { requiresGrad: true }, and compute outside noGrad.',
    });
  }
  return edge;
}

function startGradient(root: Tensor, gradient: Tensor | null): Tensor {
  if (gradient === null) {
    if (root.numel() !== 1) {
      throw new NnError('GRAD', 'grad can be implicitly created only for scalar outputs', {
        op: 'backward',
        details: { shape: root.shape },
        advice: `This one has shape ${formatShape(root.shape)}: reduce it first (.sum()), or pass a gradient of that shape.`,
      });
    }
    return onesLike(root);
  }
  if (!sameShape(gradient.shape, root.shape)) {
    throw new NnError('SHAPE', `Mismatch in shape: grad_output[0] has a shape of ${formatShape(gradient.shape)} and output[0] has a shape of ${formatShape(root.shape)}.`, {
      op: 'backward',
      details: { gradient: gradient.shape, output: root.shape },
    });
  }
  return gradient;
}

/** Every node behind the starts, newest first. */
function reachable(starts: readonly Edge[]): Node[] {
  const pass = ++passes;
  const nodes: Node[] = [];
  const stack = starts.filter((edge): edge is Node => edge instanceof Node);
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (node.pass === pass) continue;
    node.pass = pass;
    nodes.push(node);
    for (const edge of node.edges) if (edge instanceof Node && edge.pass !== pass) stack.push(edge);
  }
  return nodes.sort((a, b) => b.id - a.id);
}

/** Adds gradients to the `grad` of leaves. A leaf never shares memory with another's gradient, nor with what was passed in. */
export function accumulate(roots: readonly Tensor[], gradients: readonly (Tensor | null)[], options: BackwardOptions): void {
  const taken = new Set<Storage>();
  for (const gradient of gradients) if (gradient !== null) taken.add(gradient.storage);
  walk(roots, gradients, options, {
    leaf: (leaf, gradient) => {
      if (leaf.grad !== null) {
        leaf.grad = leaf.grad.add(gradient);
        return;
      }
      const shared = taken.has(gradient.storage) || !gradient.isContiguous() || gradient.numel() !== gradient.storage.length;
      leaf.grad = shared ? gradient.clone() : gradient;
      taken.add(leaf.grad.storage);
    },
  });
}
