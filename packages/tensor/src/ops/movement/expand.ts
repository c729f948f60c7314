import { checkShape, dtypes, expandStrides, formatShape, NnError, type Shape } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { defineView } from '../../view-op.js';

const expandView = /* @__PURE__ */ defineView<Shape>({
  name: 'expand',
  geometry: (x, shape) => ({ shape, strides: expandStrides(x.shape, x.strides, shape), offset: x.offset }),
  vjp: ({ dy, shapes }) => [dy.sumToSize(shapes[0]!)],
});

/**
 * A view that repeats axes of size 1 (and new leading axes) without copying. −1 keeps an axis as it is.
 *
 * @throws NnError 'SHAPE' where an axis that is not 1 would change
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1], [2]]).expand([2, 3]).toArraySync(); // [[1, 1, 1], [2, 2, 2]]
 */
export function expand(x: Tensor, shape: Shape): Tensor {
  return expandView(x, resolve(x, shape));
}

/**
 * `expand` to the shape of another tensor.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1]).expandAs(tensor([2, 3])).toArraySync(); // [1, 1]
 */
export function expandAs(x: Tensor, other: Tensor): Tensor {
  return expand(x, other.shape);
}

/**
 * `expand`, as NumPy names it.
 *
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1]).broadcastTo([2]).toArraySync(); // [1, 1]
 */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  return expand(x, shape);
}

function resolve(x: Tensor, wanted: Shape): Shape {
  const lead = wanted.length - x.ndim;
  if (lead < 0) {
    throw new NnError(
      'SHAPE',
      `expand(torch.${dtypes[x.dtype].torchName}Tensor{${formatShape(x.shape)}}, size=${formatShape(wanted)}): the number of sizes provided (${wanted.length}) must be greater or equal to the number of dimensions in the tensor (${x.ndim})`,
      {
        op: 'expand',
        details: { shape: x.shape, wanted },
      },
    );
  }
  const shape = wanted.map((size, axis) => {
    if (size === -1 && axis >= lead) return x.shape[axis - lead]!;
    if (size === -1) {
      throw new NnError(
        'SHAPE',
        `The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension ${axis}`,
        {
          op: 'expand',
          details: { shape: x.shape, wanted, axis },
        },
      );
    }
    const own = axis < lead ? 1 : x.shape[axis - lead]!;
    if (own !== 1 && own !== size) {
      throw new NnError(
        'SHAPE',
        `The expanded size of the tensor (${size}) must match the existing size (${own}) at non-singleton dimension ${axis}.  Target sizes: ${formatShape(wanted)}.  Tensor sizes: ${formatShape(x.shape)}`,
        {
          op: 'expand',
          details: { shape: x.shape, wanted, axis },
        },
      );
    }
    return size;
  });
  return checkShape(shape, 'expand');
}
