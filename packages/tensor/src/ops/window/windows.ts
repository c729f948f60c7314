import { NnError, type Shape, type View, type Windows } from '@nn/core';

/** @internal How many windows there are between `size` elements and their padding; 0 or less where not even one. */
export function windowCount(size: number, padding: number, kernel: number, stride: number, dilation: number): number {
  return Math.floor((size + padding - dilation * (kernel - 1) - 1) / stride) + 1;
}

/** @internal One place of the kernel, and the windows in which it stands on an element rather than outside. */
export interface Place {
  /** Where in the kernel. */
  readonly at: readonly number[];
  /** The first such window. */
  readonly first: readonly number[];
  /** How many such windows. */
  readonly count: readonly number[];
  /** The element on which the place stands in the first such window. */
  readonly start: readonly number[];
}

/** @internal Every place of the kernel, row by row, that stands on an element in some window. */
export function* placesOf(windows: Windows): Generator<Place> {
  const { kernel } = windows;
  const axes = kernel.map((size, axis) => Array.from({ length: size }, (_, at) => alongAxis(windows, axis, at)));
  if (kernel.includes(0)) return;
  const at = kernel.map(() => 0);
  for (;;) {
    const parts = axes.map((places, axis) => places[at[axis]!]!);
    if (parts.every((part) => part.count > 0)) {
      yield {
        at: [...at],
        first: parts.map((part) => part.first),
        count: parts.map((part) => part.count),
        start: parts.map((part) => part.start),
      };
    }
    let axis = kernel.length - 1;
    while (axis >= 0 && ++at[axis]! === kernel[axis]) at[axis--] = 0;
    if (axis < 0) return;
  }
}

function alongAxis(windows: Windows, axis: number, at: number): { first: number; count: number; start: number } {
  const stride = windows.stride[axis]!;
  const shift = at * windows.dilation[axis]! - windows.before[axis]!;
  const first = Math.max(0, Math.ceil(-shift / stride));
  const last = Math.min(windows.output[axis]! - 1, Math.floor((windows.input[axis]! - 1 - shift) / stride));
  return { first, count: last - first + 1, start: first * stride + shift };
}

/** @internal The first element that each window stands on, along an axis; refuses windows of padding only. */
export function firstInside(windows: Windows, axis: number, op: string): Int32Array {
  const dilation = windows.dilation[axis]!;
  return Int32Array.from({ length: windows.output[axis]! }, (_, window) => {
    const start = window * windows.stride[axis]! - windows.before[axis]!;
    const first = start < 0 ? start + Math.ceil(-start / dilation) * dilation : start;
    const last = start + (windows.kernel[axis]! - 1) * dilation;
    if (first <= last && first < windows.input[axis]!) return first;
    throw new NnError('SHAPE', `${op}: a window holds nothing but padding`, {
      op,
      details: { axis, window, input: windows.input, kernel: windows.kernel, dilation: windows.dilation },
    });
  });
}

/** @internal The elements on which a place stands, one for each of its windows. */
export function elementsAt(x: View, windows: Windows, { start, count }: Place): View {
  return region(x, start, windows.stride, count);
}

/** @internal What belongs to the windows of a place, in a view with an element for each window. */
export function windowsAt(y: View, { first, count }: Place): View {
  return region(
    y,
    first,
    first.map(() => 1),
    count,
  );
}

/** @internal Some places of the last axes: from `start` on, `step` apart, `count` of them. */
export function region(x: View, start: readonly number[], step: readonly number[], count: readonly number[]): View {
  const lead = x.shape.length - start.length;
  let { offset } = x;
  const strides = x.strides.map((stride, axis) => {
    if (axis < lead) return stride;
    offset += start[axis - lead]! * stride;
    return step[axis - lead]! * stride;
  });
  return { storage: x.storage, dtype: x.dtype, shape: [...x.shape.slice(0, lead), ...count], strides, offset };
}

/** @internal All axes but those that windows slide over. */
export function leadOf(shape: Shape, windows: Windows): Shape {
  return shape.slice(0, shape.length - windows.input.length);
}

/** @internal Every window as a view […, out…, k…] of a tensor that all of them stand in. */
export function windowView(x: View, { output, kernel, stride, dilation }: Windows): View {
  const lead = x.shape.length - kernel.length;
  const own = x.strides.slice(lead);
  return {
    storage: x.storage,
    dtype: x.dtype,
    shape: [...x.shape.slice(0, lead), ...output, ...kernel],
    strides: [
      ...x.strides.slice(0, lead),
      ...own.map((size, axis) => size * stride[axis]!),
      ...own.map((size, axis) => size * dilation[axis]!),
    ],
    offset: x.offset,
  };
}
