import { contiguousStrides, formatShape, isFloating, NnError, sameShape, Storage } from '@nn/core';
import { Tensor } from '@nn/tensor';
import { edgeOf } from './leaf.js';
import type { Node } from './node.js';

/** Where a pass starts, and with which gradient. */
export interface Start {
  readonly edge: Node;
  readonly gradient: Tensor;
}

/**
 * The starts of a pass.
 *
 * @param gradients one for each root, `null` for a scalar's 1; or none at all
 * @throws NnError 'GRAD' for roots outside the graph and for non-scalars without a gradient; 'SHAPE', 'DTYPE', 'DEVICE' for gradients that do not fit
 */
export function startsOf(roots: readonly Tensor[], gradients: readonly (Tensor | null)[], op: string): Start[] {
  if (gradients.length > 0 && gradients.length !== roots.length) {
    throw new NnError('GRAD', `got ${roots.length} tensors and ${gradients.length} gradients`, {
      op,
      advice: 'Give one for each tensor: null for a scalar.',
    });
  }
  const started: Tensor[] = [];
  for (let i = 0; i < roots.length; i++) started.push(gradients[i] ?? implicit(roots[i]!, op));
  const starts: Start[] = [];
  for (let i = 0; i < roots.length; i++) {
    const edge = edgeOf(roots[i]!);
    if (edge === null) {
      throw new NnError('GRAD', `element ${i} of tensors does not require grad and does not have a grad_fn`, {
        op,
        advice: 'Make a leaf with { requiresGrad: true }, and compute outside noGrad.',
      });
    }
    starts.push({ edge, gradient: checked(started[i]!, roots[i]!, i, op) });
  }
  return starts;
}

/**
 * The node at which an input's gradient is to be had.
 *
 * @throws NnError 'GRAD' where it wants none
 */
export function targetOf(input: Tensor, op: string): Node {
  const edge = edgeOf(input);
  if (edge === null)
    throw new NnError('GRAD', 'One of the differentiated Tensors does not require grad', {
      op,
      advice: 'Make it with { requiresGrad: true }.',
    });
  return edge;
}

function implicit(root: Tensor, op: string): Tensor {
  if (root.numel() === 1) return one(root);
  throw new NnError('GRAD', 'grad can be implicitly created only for scalar outputs', {
    op,
    details: { shape: root.shape },
    advice: `This one has shape ${formatShape(root.shape)}: reduce it first (.sum()), or pass a gradient of that shape.`,
  });
}

/** A fresh 1 in the shape of a tensor of one element. */
function one({ shape, dtype, storage: { backend } }: Tensor): Tensor {
  const gradient = Tensor.wrap(new Storage(backend, dtype, 1), shape, contiguousStrides(shape));
  backend.kernels.fill([], { value: 1 }, [gradient]);
  return gradient;
}

function checked(gradient: Tensor, root: Tensor, position: number, op: string): Tensor {
  if (!sameShape(gradient.shape, root.shape)) {
    throw new NnError(
      'SHAPE',
      `Mismatch in shape: grad_output[${position}] has a shape of ${formatShape(gradient.shape)} and output[${position}] has a shape of ${formatShape(root.shape)}.`,
      { op, details: { position, gradient: gradient.shape, output: root.shape } },
    );
  }
  if (gradient.storage.backend !== root.storage.backend) {
    throw new NnError(
      'DEVICE',
      `the gradient of output ${position} is on device '${gradient.device}', the output on '${root.device}'`,
      {
        op,
        advice: `Move it with .to('${root.device}').`,
      },
    );
  }
  return gradient.dtype === root.dtype || !isFloating(root.dtype) ? gradient : gradient.to(root.dtype);
}
