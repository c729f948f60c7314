import { type DType, dtypes, NnError, normalizeAxes, type Shape } from '@nn/core';
import type { Op } from '../../op.js';
import { without } from '../../reduce.js';
import type { Tensor } from '../../tensor.js';
import { defineView } from '../../view-op.js';

export interface ReduceOptions {
  /** Keep reduced axes as size 1. @default false */
  readonly keepdim?: boolean;
}

/** One axis, several, or none for all. */
export type Dim = number | readonly number[];

/** @internal What a reduction did to a shape. */
export interface Reduced {
  /** Ascending, from the front. */
  readonly axes: readonly number[];
  readonly keepdim: boolean;
}

/** @internal The axes that `dim` means: an empty list means all, as in PyTorch. */
export function reducedAxes(x: Tensor, dim: Dim | undefined, op: string): number[] {
  return normalizeAxes(typeof dim === 'object' && dim.length === 0 ? undefined : dim, x.ndim, op);
}

/** @internal How many elements are folded into one. */
export function countOf(shape: Shape, axes: readonly number[]): number {
  let count = 1;
  for (const axis of axes) count *= shape[axis]!;
  return count;
}

const spreadView = /* @__PURE__ */ defineView<Reduced & { readonly shape: Shape }>({
  name: 'expand',
  geometry: (y, { axes, keepdim, shape }) => {
    const strides = shape.map((_, axis) => {
      if (axes.includes(axis)) return 0;
      return y.strides[keepdim ? axis : axis - axes.filter((reduced) => reduced < axis).length]!;
    });
    return { shape, strides, offset: y.offset };
  },
  vjp: ({ dy, attributes: { axes, keepdim } }) => [axes.length === 0 ? dy : dy.sum(axes, { keepdim })],
});

/** @internal A reduced value back over the axes that it came from: a view that repeats it. */
export function spread(y: Tensor, shape: Shape, { axes, keepdim }: Reduced): Tensor {
  return axes.length === 0 ? y : spreadView(y, { axes, keepdim, shape });
}

/** @internal The axes that a reduction made 1, taken away where they are not to be kept. */
export function finishAxes(kept: Tensor, { axes, keepdim }: Reduced): Tensor {
  return keepdim ? kept : without(kept, axes);
}

/**
 * @internal `x(): Expected reduction dim …` where a fold without a neutral element meets no elements.
 *
 * @param said how the message names the axes
 */
export function refuseEmpty(
  x: Tensor,
  axes: readonly number[],
  wholly: boolean,
  op: string,
  said: readonly number[] = axes,
): void {
  if (wholly) {
    if (x.numel() > 0) return;
    const hint = op.startsWith('arg') ? '' : " Specify the reduction dim with the 'dim' argument.";
    throw new NnError('SHAPE', `${op}(): Expected reduction dim to be specified for input.numel() == 0.${hint}`, {
      op,
      details: { shape: x.shape },
    });
  }
  for (const [i, axis] of axes.entries()) {
    if (x.shape[axis] === 0) {
      throw new NnError('SHAPE', `${op}(): Expected reduction dim ${said[i]} to have non-zero size.`, {
        op,
        details: { shape: x.shape, dim: axis },
      });
    }
  }
}

/** @internal `"x" not implemented for 'Half'`: PyTorch's refusal of a dtype. */
export function notImplemented(kernel: string, dtype: DType, op: string, advice?: string): NnError {
  return new NnError('DTYPE', `"${kernel}" not implemented for '${dtypes[dtype].torchName}'`, {
    op,
    details: { dtype },
    ...(advice === undefined ? {} : { advice }),
  });
}

/** @internal PyTorch numbers the nodes of the form without `dim` 0 and of that with it 1, or the other way round. */
export function renamed<A>(op: Op<A>, gradName: string): Op<A> {
  return { ...op, gradName };
}
