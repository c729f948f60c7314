import { type DType, formatShape, NnError, sameShape, type Shape } from '@nn/core';
import type { Tensor } from '@nn/tensor';

/** What the gradients that a node sends must look like. */
export interface Fitted {
  readonly name: string;
  readonly shapes: readonly Shape[];
  readonly dtypes: readonly (DType | null)[];
}

/**
 * A gradient in its operand's shape and dtype: what broadcasting repeated is summed.
 *
 * @throws NnError 'SHAPE' where the operand does not broadcast to the gradient's shape
 */
export function fit(gradient: Tensor, node: Fitted, position: number): Tensor {
  const shape = node.shapes[position]!;
  const dtype = node.dtypes[position]!;
  const summed = sameShape(gradient.shape, shape) ? gradient : sum(gradient, shape, node, position);
  return summed.dtype === dtype ? summed : summed.to(dtype);
}

function sum(gradient: Tensor, shape: Shape, { name }: Fitted, position: number): Tensor {
  const lead = gradient.ndim - shape.length;
  if (lead < 0 || shape.some((size, axis) => size !== 1 && size !== gradient.shape[axis + lead])) {
    throw new NnError(
      'SHAPE',
      `Function ${name} returned an invalid gradient at index ${position} - got ${formatShape(gradient.shape)} but expected shape compatible with ${formatShape(shape)}`,
      {
        op: 'backward',
        details: { node: name, position, shape, got: gradient.shape },
      },
    );
  }
  return gradient.sumToSize(shape);
}
