import { normalizeAxis } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { defineView } from '../../view-op.js';

const unsqueezeView = /* @__PURE__ */ defineView<number>({
  name: 'unsqueeze',
  geometry: (x, axis) => ({
    shape: x.shape.toSpliced(axis, 0, 1),
    strides: x.strides.toSpliced(axis, 0, axis < x.ndim ? x.shape[axis]! * x.strides[axis]! : 1),
    offset: x.offset,
  }),
  vjp: ({ dy, attributes }) => [dy.squeeze(attributes)],
});

/**
 * A view with a new axis of size 1 before `dim`.
 *
 * @throws NnError 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2]).unsqueeze(1).shape; // [2, 1]
 */
export function unsqueeze(x: Tensor, dim: number): Tensor {
  return unsqueezeView(x, normalizeAxis(dim, x.ndim + 1, 'unsqueeze'));
}
