/**
 * What the tests of windows compare with: definitions that are slow and obviously right, over row-major arrays. Sources never import it.
 */
import { contiguousStrides, numelOf, type Shape } from '@nn/core';

/** A row-major array of numbers. */
export interface Plain {
  readonly shape: Shape;
  readonly values: readonly number[];
}

/** Every index of a shape, row by row. */
export function* indicesOf(shape: Shape): Generator<number[]> {
  const count = numelOf(shape);
  const strides = contiguousStrides(shape);
  for (let i = 0; i < count; i++) yield shape.map((size, axis) => Math.floor(i / strides[axis]!) % size);
}

/** An element; 0 outside. */
export function elementOf({ shape, values }: Plain, index: readonly number[], outside = 0): number {
  let flat = 0;
  for (const [axis, size] of shape.entries()) {
    if (index[axis]! < 0 || index[axis]! >= size) return outside;
    flat = flat * size + index[axis]!;
  }
  return values[flat]!;
}

/** An array by a rule for its elements. */
export function plain(shape: Shape, rule: (index: number[]) => number): Plain {
  return { shape, values: Array.from(indicesOf(shape), rule) };
}

export interface SlowConvolution {
  readonly stride: readonly number[];
  readonly before: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
}

/** y[n, m, o] = b[m] + Σ x[n, c, o·stride − before + k·dilation] · w[m, c, k] over the channels of m's group and the places of the kernel. */
export function slowConv(
  x: Plain,
  w: Plain,
  b: Plain | null,
  output: readonly number[],
  { stride, before, dilation, groups }: SlowConvolution,
): Plain {
  const [outputs, each, ...kernel] = w.shape as [number, number, ...number[]];
  return plain([x.shape[0]!, outputs, ...output], ([n, m, ...o]) => {
    const group = Math.floor(m! / (outputs / groups));
    let sum = b?.values[m!] ?? 0;
    for (let c = 0; c < each; c++) {
      for (const k of indicesOf(kernel)) {
        const place = o.map((at, axis) => at * stride[axis]! - before[axis]! + k[axis]! * dilation[axis]!);
        sum += elementOf(x, [n!, group * each + c, ...place]) * elementOf(w, [m!, c, ...k]);
      }
    }
    return sum;
  });
}

/** Every input adds its multiple of the kernel to its window of the output: y[n, m, i·stride − before + k·dilation] += x[n, c, i] · w[c, m, k]. */
export function slowConvTranspose(
  x: Plain,
  w: Plain,
  b: Plain | null,
  output: readonly number[],
  { stride, before, dilation, groups }: SlowConvolution,
): Plain {
  const [inputs, each, ...kernel] = w.shape as [number, number, ...number[]];
  const shape = [x.shape[0]!, each * groups, ...output];
  const strides = contiguousStrides(shape);
  const values = plain(shape, ([, m]) => b?.values[m!] ?? 0).values.slice();
  for (const [n, c, ...i] of indicesOf(x.shape)) {
    const group = Math.floor(c! / (inputs / groups));
    for (let m = 0; m < each; m++) {
      for (const k of indicesOf(kernel)) {
        const place = i.map((at, axis) => at * stride[axis]! - before[axis]! + k[axis]! * dilation[axis]!);
        if (place.some((at, axis) => at < 0 || at >= output[axis]!)) continue;
        const index = [n!, group * each + m, ...place];
        const flat = index.reduce((sum, at, axis) => sum + at * strides[axis]!, 0);
        values[flat]! += elementOf(x, [n!, c!, ...i]) * elementOf(w, [c!, m, ...k]);
      }
    }
  }
  return { shape, values };
}

export interface SlowPool {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
}

/** The places of one window that lie in the input, row by row. */
export function placesInside(input: readonly number[], window: readonly number[], pool: SlowPool): number[][] {
  return Array.from(indicesOf(pool.kernel), (k) =>
    window.map((at, axis) => at * pool.stride[axis]! - pool.padding[axis]! + k[axis]! * pool.dilation[axis]!),
  ).filter((place) => place.every((at, axis) => at >= 0 && at < input[axis]!));
}
