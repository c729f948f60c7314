import { normalizeAxes } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { defineView, type ViewDefinition } from '../../view-op.js';

const definition: ViewDefinition<readonly number[]> = {
  name: 'squeeze',
  geometry: (x, axes) => ({
    shape: x.shape.filter((_, axis) => !axes.includes(axis)),
    strides: x.strides.filter((_, axis) => !axes.includes(axis)),
    offset: x.offset,
  }),
  vjp: ({ dy, shapes }) => [dy.reshape(shapes[0]!)],
};

const squeezeAll = /* @__PURE__ */ defineView(definition);
const squeezeNamed = /* @__PURE__ */ defineView({ ...definition, gradName: 'SqueezeBackward1' });

/**
 * A view without axes of size 1: all of them, or those named, of which the ones that are not 1 stay.
 *
 * @throws NnError 'AXIS'
 * @example
 * import { zeros } from '@nn/nn';
 *
 * zeros([2, 1, 3, 1]).squeeze().shape; // [2, 3]
 */
export function squeeze(x: Tensor, dim?: number | readonly number[]): Tensor {
  const axes = normalizeAxes(dim, x.ndim, 'squeeze').filter((axis) => x.shape[axis] === 1);
  return (dim === undefined ? squeezeAll : squeezeNamed)(x, axes);
}
