import { type DType, isFloating, type Kernel, type NoAttributes, normalizeAxis } from '@nn/core';
import { call, exp } from '@nn/core/expression';
import { cast, contiguous } from '../../copy.js';
import { type Binary, defineElementwise } from '../../elementwise.js';
import { allocate, allocateBlank, gradNameOf, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { foldExtreme } from '../reduce/amax.js';
import { notImplemented } from '../reduce/axes.js';
import { widened } from '../reduce/widened.js';

export interface SoftmaxOptions {
  /** Convert to this floating dtype first. @default the input's */
  readonly dtype?: DType;
}

interface Along {
  readonly axis: number;
}

const expOfDifference: Binary = /* @__PURE__ */ defineElementwise({
  name: 'expOfDifference',
  expression: (x, m) => call(exp, x.sub(m)),
});

/** @internal e^(x − max) along an axis, and the greatest values, the axis kept. Outside the graph. */
export function shiftedExp(x: Tensor, axis: number): { readonly shifted: Tensor; readonly greatest: Tensor } {
  const greatest = foldExtreme('max', x, { axes: [axis], keepdim: true });
  return { shifted: expOfDifference(x.detach(), greatest), greatest };
}

/** @internal Runs a row kernel where the backend has it, on a row-major copy where the input is none: the bits depend on the values alone. */
export function byRows(kernel: Kernel<NoAttributes> | undefined, x: Tensor, axis: number): Tensor | null {
  if (kernel === undefined || x.dtype !== 'float32' || axis !== x.ndim - 1) return null;
  const output = allocateBlank(x, x.storage.backend, x.dtype, x.shape);
  kernel([contiguous(x.detach())], {}, [output]);
  return output;
}

const softmaxOp: Op<Along> = {
  name: 'softmax',
  gradName: gradNameOf('softmax'),
  saves: 'output',
  forward: (inputs, { axis }) => {
    const x = inputs[0] as Tensor;
    if (x.numel() === 0 || x.ndim === 0)
      return x.ndim === 0 ? pointwise(x) : allocate(x, x.storage.backend, x.dtype, x.shape);
    const rows = byRows(x.storage.backend.kernels.softmax, x, axis);
    if (rows !== null) return rows;
    const { shifted } = shiftedExp(x, axis);
    return shifted.div(shifted.sum(axis, { keepdim: true }));
  },
  vjp: ({ dy, y, attributes: { axis } }) => {
    const weighted = dy.mul(y);
    return [weighted.sub(y.mul(weighted.sum(axis, { keepdim: true })))];
  },
};

/** Of one value alone: 1, or NaN of what is not finite. */
function pointwise(x: Tensor): Tensor {
  return expOfDifference(x.detach(), x.detach());
}

/**
 * eˣ / Σ eˣ along `dim`, computed as e^(x − max) so that nothing overflows.
 *
 * The derivative reuses the output: dx = y · (dy − Σ y · dy).
 *
 * @throws NnError 'DTYPE' for integers and booleans without a `dtype`, 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1000, 1000]).softmax(0).toArraySync(); // [0.5, 0.5]
 */
export function softmax(x: Tensor, dim: number, options: SoftmaxOptions = {}): Tensor {
  return normalized(softmaxOp, 'softmax', x, dim, options);
}

/** @internal The checks and conversions that softmax and logSoftmax share. */
export function normalized(op: Op<Along>, kernel: string, x: Tensor, dim: number, options: SoftmaxOptions): Tensor {
  const dtype = options.dtype ?? x.dtype;
  const axis = normalizeAxis(dim, x.ndim, op.name);
  if (!isFloating(dtype)) {
    const form = axis === Math.max(x.ndim, 1) - 1 ? `${kernel}_lastdim_kernel_impl` : 'softmax_kernel_impl';
    throw notImplemented(form, dtype, op.name, "Pass { dtype: 'float32' }.");
  }
  return widened(cast(x, dtype), (wide) => run(op, [wide], { axis }));
}
