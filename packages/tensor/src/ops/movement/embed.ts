import type { Shape } from '@nn/core';
import { allocate, gradNameOf, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';

interface EmbedAttributes {
  readonly shape: Shape;
  readonly region: (x: Tensor) => Tensor;
}

/** @internal Zeros of `shape` with `values` where the view `region` looks. */
export type Embed = (values: Tensor, shape: Shape, region: (x: Tensor) => Tensor) => Tensor;

/**
 * @internal Defines an operation that writes its operand into zeros, where a view looks that shows no element twice: the transpose of the
 * view. Its own derivative is the view.
 */
export function defineEmbed(name: string): Embed {
  const op: Op<EmbedAttributes> = {
    name,
    gradName: gradNameOf(name),
    saves: 'none',
    forward: (inputs, { shape, region }) => {
      const values = inputs[0] as Tensor;
      const output = allocate(values, values.storage.backend, values.dtype, shape);
      values.storage.backend.kernels.copy([values], {}, [region(output)]);
      return output;
    },
    vjp: ({ dy, attributes }) => [attributes.region(dy)],
  };
  return (values, shape, region) => run(op, [values], { shape, region });
}
