import { formatShape, NnError, normalizeAxis } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { defineView } from '../../view-op.js';
import { defineEmbed, type Embed } from './embed.js';

interface SelectAttributes {
  readonly axis: number;
  readonly index: number;
}

const embed: Embed = /* @__PURE__ */ defineEmbed('selectBackward');

const selectView: (x: Tensor, attributes: SelectAttributes) => Tensor = /* @__PURE__ */ defineView<SelectAttributes>({
  name: 'select',
  geometry: (x, { axis, index }) => ({
    shape: x.shape.toSpliced(axis, 1),
    strides: x.strides.toSpliced(axis, 1),
    offset: x.offset + index * x.strides[axis]!,
  }),
  vjp: ({ dy, shapes, attributes }) => [embed(dy, shapes[0]!, (whole) => selectView(whole, attributes))],
});

/**
 * A view of one place along an axis, which goes away. Negative indices count from the end.
 *
 * @throws NnError 'AXIS', 'INDEX' where there is no such place
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 2], [3, 4]]).select(1, -1).toArraySync(); // [2, 4]
 */
export function select(x: Tensor, dim: number, index: number): Tensor {
  if (x.ndim === 0)
    throw new NnError('INDEX', 'select() cannot be applied to a 0-dim tensor.', {
      op: 'select',
      details: { dim, index },
    });
  const axis = normalizeAxis(dim, x.ndim, 'select');
  const size = x.shape[axis]!;
  if (!Number.isInteger(index) || index < -size || index >= size) {
    throw new NnError(
      'INDEX',
      `select(): index ${index} out of range for tensor of size ${formatShape(x.shape)} at dimension ${axis}`,
      {
        op: 'select',
        details: { shape: x.shape, axis, index },
      },
    );
  }
  return selectView(x, { axis, index: index < 0 ? index + size : index });
}
