import { contiguousStrides, type DType, type Shape, type View, type Windows } from '@nn/core';
import { buildExpression, type ExpressionGraph } from '@nn/core/expression';
import { allocate } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { elementsAt, leadOf, placesOf, region, windowView } from './windows.js';

/*
 * What windows are made of, below the tape: gathering them and adding them back. Operations on top say what that means for gradients.
 */

/** @internal Fresh or dense memory seen in another shape. */
export function reshaped(x: Tensor, shape: Shape): Tensor {
  return x.over(x.storage, shape, contiguousStrides(shape), x.offset);
}

/** @internal A tensor that looks where a view of its memory looks. */
export function looking(x: Tensor, view: View): Tensor {
  return x.over(x.storage, view.shape, view.strides, view.offset);
}

/** @internal All windows [..., out…, k…], zeros outside: a view of `x`, or of a copy of it with a margin. */
export function windowsOf(x: Tensor, windows: Windows): Tensor {
  const within = margined(x, windows);
  return looking(within, windowView(within, windows));
}

/** @internal `x` with the zeros around it that its windows reach. */
function margined(x: Tensor, windows: Windows): Tensor {
  const { input, output, kernel, stride, dilation, before } = windows;
  const sizes = input.map((size, axis) => {
    const reach = (output[axis]! - 1) * stride[axis]! + (kernel[axis]! - 1) * dilation[axis]! + 1;
    return Math.max(before[axis]! + size, reach);
  });
  if (sizes.every((size, axis) => size === input[axis])) return x;
  const { backend } = x.storage;
  const target = allocate(x, backend, x.dtype, [...leadOf(x.shape, windows), ...sizes]);
  backend.kernels.copy([x], {}, [
    region(
      target,
      before,
      input.map(() => 1),
      input,
    ),
  ]);
  return target;
}

/** @internal True where every element is a window of its own. */
export function isTrivial({ input, output, kernel, stride, before }: Windows): boolean {
  return kernel.every(
    (size, axis) => size === 1 && stride[axis] === 1 && before[axis] === 0 && input[axis] === output[axis],
  );
}

/** @internal Adds the windows […, out…, k…] to the elements of `target` that they stand on: the transpose of looking at them. */
export function addWindows(values: View, windows: Windows, target: Tensor): void {
  if (values.shape.includes(0)) return;
  const graph = additionIn(target.dtype);
  const rank = windows.kernel.length;
  const places = values.shape.length - rank;
  for (const place of placesOf(windows)) {
    const elements = elementsAt(target, windows, place);
    const added: View = {
      storage: values.storage,
      dtype: values.dtype,
      shape: elements.shape,
      strides: values.strides.slice(0, places),
      offset:
        values.offset +
        place.first.reduce((sum, first, axis) => sum + first * values.strides[places - rank + axis]!, 0) +
        place.at.reduce((sum, at, axis) => sum + at * values.strides[places + axis]!, 0),
    };
    target.storage.backend.kernels.expression([elements, added], { graph, scalars: [] }, [elements]);
  }
}

const additions = /* @__PURE__ */ new Map<DType, ExpressionGraph>();

/** @internal a + b of one dtype. */
export function additionIn(dtype: DType): ExpressionGraph {
  let graph = additions.get(dtype);
  if (graph === undefined) {
    graph = buildExpression({ inputs: [dtype, dtype], outputs: [dtype] }, ([a, b]) => [a!.add(b!)]);
    additions.set(dtype, graph);
  }
  return graph;
}
