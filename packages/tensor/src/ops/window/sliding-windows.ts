import { checkShape, NnError, type Shape, type Windows } from '@nn/core';
import { allocate, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { defineView } from '../../view-op.js';
import { addWindows } from './columns.js';
import { checkWhole, type Size, spread } from './size.js';
import { windowCount, windowView } from './windows.js';

export interface SlidingWindowsOptions {
  /** From one window to the next. @default 1 */
  readonly stride?: Size;
  /** From one place of a window to the next. @default 1 */
  readonly dilation?: Size;
}

const view: (x: Tensor, windows: Windows) => Tensor = /* @__PURE__ */ defineView<Windows>({
  name: 'slidingWindows',
  geometry: windowView,
  vjp: ({ dy, shapes, attributes }) => [run(addBack, [dy], { ...attributes, shape: shapes[0]! })],
});

/** Windows added back to where they were taken from. */
const addBack: Op<Windows & { readonly shape: Shape }> = {
  name: 'slidingWindowsBackward',
  gradName: 'SlidingWindowsBackwardBackward0',
  saves: 'none',
  forward: (inputs, { shape, ...windows }) => {
    const dy = inputs[0] as Tensor;
    const output = allocate(dy, dy.storage.backend, dy.dtype, shape);
    addWindows(dy, windows, output);
    return output;
  },
  vjp: ({ dy, attributes }) => [view(dy, attributes)],
};

/**
 * A view of all windows that slide over the last axes, one axis of `kernelSize` each: […, in…] → […, out…, k…]. Nothing is copied.
 * Windows may overlap: the view must not be written to then.
 *
 * @throws NnError 'SHAPE' where a window is longer than its axis, 'OPTION' for a stride or a dilation that is not positive
 * @example
 * import { slidingWindows, tensor } from '@nn/nn';
 *
 * slidingWindows(tensor([1, 2, 3, 4]), [2]).toArraySync(); // [[1, 2], [2, 3], [3, 4]]
 * slidingWindows(tensor([1, 2, 3, 4]), [2], { dilation: 2 }).toArraySync(); // [[1, 3], [2, 4]]
 */
export function slidingWindows(x: Tensor, kernelSize: readonly number[], options: SlidingWindowsOptions = {}): Tensor {
  const op = 'slidingWindows';
  const kernel = checkShape(kernelSize, op);
  const rank = kernel.length;
  const input = x.shape.slice(x.ndim - rank);
  if (x.ndim < rank) {
    throw new NnError('SHAPE', `slidingWindows: windows over ${rank} axes of a tensor that has ${x.ndim}`, {
      op,
      details: { shape: x.shape, kernelSize },
    });
  }
  const [stride, dilation] = (['stride', 'dilation'] as const).map((name) => {
    const values = spread(options[name] ?? 1, rank);
    if (values?.every((value) => value > 0) !== true) {
      throw new NnError(
        'OPTION',
        `slidingWindows: ${name} must be positive, one number or one for each of ${rank} axes`,
        {
          op,
          details: { [name]: options[name] },
        },
      );
    }
    checkWhole(values, name, op);
    return values;
  }) as [readonly number[], readonly number[]];
  const output = kernel.map((size, axis) => windowCount(input[axis]!, 0, size, stride[axis]!, dilation[axis]!));
  if (kernel.includes(0) || output.some((count) => count < 1)) {
    throw new NnError('SHAPE', 'slidingWindows: a window is empty, or longer than its axis', {
      op,
      details: { shape: x.shape, kernelSize, stride, dilation },
    });
  }
  return view(x, { input, output, kernel, stride, dilation, before: kernel.map(() => 0) });
}
