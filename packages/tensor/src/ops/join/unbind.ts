import { NnError, normalizeAxis } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { defineView } from '../../view-op.js';
import { defineEmbed, type Embed } from '../movement/embed.js';

interface PlaceAttributes {
  readonly axis: number;
  readonly index: number;
}

const embed: Embed = /* @__PURE__ */ defineEmbed('unbindBackward');

const placeView: (x: Tensor, attributes: PlaceAttributes) => Tensor = /* @__PURE__ */ defineView<PlaceAttributes>({
  name: 'unbind',
  geometry: (x, { axis, index }) => ({
    shape: x.shape.toSpliced(axis, 1),
    strides: x.strides.toSpliced(axis, 1),
    offset: x.offset + index * x.strides[axis]!,
  }),
  vjp: ({ dy, shapes, attributes }) => [embed(dy, shapes[0]!, (whole) => placeView(whole, attributes))],
});

/**
 * Views of every place along an axis, which goes away.
 *
 * @throws NnError 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 2], [3, 4]]).unbind(1).map((part) => part.toArraySync()); // [[1, 3], [2, 4]]
 */
export function unbind(x: Tensor, dim = 0): Tensor[] {
  if (x.ndim === 0)
    throw new NnError('AXIS', `Dimension specified as ${dim} but tensor has no dimensions`, {
      op: 'unbind',
      details: { dim },
    });
  const axis = normalizeAxis(dim, x.ndim, 'unbind');
  return Array.from({ length: x.shape[axis]! }, (_, index) => placeView(x, { axis, index }));
}
