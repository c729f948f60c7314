import { type DType, isFloating, normalizeAxis, type ScanAttributes } from '@nn/core';
import { cast } from '../../copy.js';
import { allocateBlank, gradNameOf, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';

export interface ScanOptions {
  /** Convert to this dtype first. @default the input's; int64 for integers and booleans */
  readonly dtype?: DType;
}

/** @internal */
export interface Along {
  readonly axis: number;
}

/** @internal A running fold along an axis, into a fresh tensor. */
export function scanAlong(kind: ScanAttributes['kind'], x: Tensor, axis: number): Tensor {
  const { backend } = x.storage;
  const output = allocateBlank(x, backend, x.dtype, x.shape);
  if (x.ndim === 0) backend.kernels.copy([x], {}, [output]);
  else if (x.numel() > 0) backend.kernels.scan([x], { kind, axis }, [output]);
  return output;
}

const cumsumOp: Op<Along> = {
  name: 'cumsum',
  gradName: gradNameOf('cumsum'),
  saves: 'none',
  forward: (inputs, { axis }) => scanAlong('sum', inputs[0] as Tensor, axis),
  vjp: ({ dy, attributes: { axis } }) => [sumAfter(dy, axis)],
};

/** @internal Σ of an element and all after it, along an axis. */
export function sumAfter(x: Tensor, axis: number): Tensor {
  return x.ndim === 0 ? x : x.flip([axis]).cumsum(axis).flip([axis]);
}

/**
 * Running sums along `dim`. Integers and booleans give int64.
 *
 * @throws NnError 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2, 3]).cumsum(0).toArraySync(); // [1, 3, 6]
 */
export function cumsum(x: Tensor, dim: number, options: ScanOptions = {}): Tensor {
  return run(cumsumOp, [cast(x, scanDType(x, options))], { axis: normalizeAxis(dim, x.ndim, 'cumsum') });
}

/** @internal */
export function scanDType(x: Tensor, options: ScanOptions): DType {
  return options.dtype ?? (isFloating(x.dtype) ? x.dtype : 'int64');
}
