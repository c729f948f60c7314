import { NnError, normalizeAxis, type Shape } from '@nn/core';
import { allocate, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { defineView, type Geometry } from '../../view-op.js';

interface UnfoldAttributes {
  readonly axis: number;
  readonly size: number;
  readonly step: number;
}

function windows(x: Tensor, { axis, size, step }: UnfoldAttributes): Geometry {
  if (x.ndim === 0) return { shape: [size], strides: [1], offset: x.offset };
  const stride = x.strides[axis]!;
  return {
    shape: [...x.shape.with(axis, Math.floor((x.shape[axis]! - size) / step) + 1), size],
    strides: [...x.strides.with(axis, stride * step), stride],
    offset: x.offset,
  };
}

const unfoldView: (x: Tensor, attributes: UnfoldAttributes) => Tensor = /* @__PURE__ */ defineView<UnfoldAttributes>({
  name: 'unfold',
  geometry: windows,
  vjp: ({ dy, shapes, attributes }) => [run(foldOp, [dy], { ...attributes, shape: shapes[0]! })],
});

/** Windows added back to where they were taken from. */
const foldOp: Op<UnfoldAttributes & { readonly shape: Shape }> = {
  name: 'unfoldBackward',
  gradName: 'UnfoldBackwardBackward0',
  saves: 'none',
  forward: (inputs, { axis, size, step, shape }) => {
    const dy = (inputs[0] as Tensor).detach();
    const output = allocate(dy, dy.storage.backend, dy.dtype, shape);
    const whole = shape.length === 0 ? output.view([1]) : output;
    const count = shape.length === 0 ? 1 : dy.shape[axis]!;
    if (count === 0) return output;
    for (let place = 0; place < size; place++) {
      const part = dy.select(-1, place);
      whole
        .slice(place, place + (count - 1) * step + 1, { dim: axis, step })
        .add_(shape.length === 0 ? part.view([1]) : part);
    }
    return output;
  },
  vjp: ({ dy, attributes }) => [unfoldView(dy, attributes)],
};

/**
 * A view of all windows of `size` places, `step` apart, along an axis; the windows' own axis is the last. Windows may overlap: the view must
 * not be written to then.
 *
 * @throws NnError 'AXIS', 'SHAPE' where the window is longer than the axis or the step is not positive
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2, 3, 4]).unfold(0, 2, 1).toArraySync(); // [[1, 2], [2, 3], [3, 4]]
 */
export function unfold(x: Tensor, dim: number, size: number, step: number): Tensor {
  const axis = normalizeAxis(dim, x.ndim, 'unfold');
  const refuse = (sentence: string): NnError =>
    new NnError('SHAPE', sentence, { op: 'unfold', details: { shape: x.shape, dim, size, step } });
  if (!Number.isInteger(size) || size < 0) throw refuse(`size is ${size} but must be >= 0`);
  const most = x.ndim === 0 ? 1 : x.shape[axis]!;
  if (size > most) throw refuse(`maximum size for tensor at dimension ${axis} is ${most} but size is ${size}`);
  if (!Number.isInteger(step) || step <= 0) throw refuse(`step is ${step} but must be > 0`);
  return unfoldView(x, { axis, size, step });
}
