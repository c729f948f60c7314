import { dtypes, isFloating, NnError, sameShape } from '@nn/core';
import type { Tensor } from '../../tensor.js';

export interface CloseOptions {
  /** Relative to the second tensor. @default 1e-5 */
  readonly rtol?: number;
  /** @default 1e-8 */
  readonly atol?: number;
  /** NaN equal NaN. @default false */
  readonly equalNan?: boolean;
}

/**
 * Whether |a − b| ≤ atol + rtol · |b|, element by element; infinities equal themselves only.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast, 'DTYPE' for two dtypes, 'OPTION' for negative tolerances
 * @example
 * import { isclose, tensor } from '@nn/nn';
 *
 * isclose(tensor([1, 2]), tensor([1.000001, 2.1])).toArraySync(); // [true, false]
 */
export function isclose(a: Tensor, b: Tensor, options: CloseOptions = {}): Tensor {
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options;
  if (a.dtype !== b.dtype) {
    throw new NnError('DTYPE', `${dtypes[a.dtype].torchName} did not match ${dtypes[b.dtype].torchName}`, {
      op: 'isclose',
      details: { dtypes: [a.dtype, b.dtype] },
      advice: `Convert one with .to('${a.dtype}').`,
    });
  }
  for (const [name, value] of [
    ['rtol', rtol],
    ['atol', atol],
  ] as const) {
    if (!(value >= 0))
      throw new NnError('OPTION', `${name} must be greater than or equal to zero, but got ${value}`, {
        op: 'isclose',
        details: { [name]: value },
      });
  }
  const [x, y] = [a.detach(), b.detach()];
  let close = x.eq(y);
  if (equalNan && isFloating(x.dtype)) close = close.logicalOr(x.isnan().logicalAnd(y.isnan()));
  if (rtol === 0 && atol === 0) return close;
  const [left, right] = isFloating(x.dtype) ? [x, y] : [x.to('float64'), y.to('float64')];
  const distance = left.sub(right).abs();
  return close.logicalOr(distance.le(right.mul(rtol).abs().add(atol)).logicalAnd(distance.isfinite()));
}

/**
 * Whether all elements are close: `isclose(a, b).all()`, read at once.
 *
 * @throws NnError 'SYNC_READ' on devices that cannot be read at once: use `allcloseAsync`; and as `isclose`
 * @example
 * import { allclose, tensor } from '@nn/nn';
 *
 * allclose(tensor([1, 2]), tensor([1.000001, 2])); // true
 */
export function allclose(a: Tensor, b: Tensor, options: CloseOptions = {}): boolean {
  return Boolean(isclose(a, b, options).all().itemSync());
}

/**
 * `allclose` on any device.
 *
 * @example
 * import { allcloseAsync, tensor } from '@nn/nn';
 *
 * await allcloseAsync(tensor([1, 2]), tensor([1.000001, 2])); // true
 */
export async function allcloseAsync(a: Tensor, b: Tensor, options: CloseOptions = {}): Promise<boolean> {
  return Boolean(await isclose(a, b, options).all().item());
}

/**
 * Whether two tensors have one shape and equal elements. NaN equal nothing; dtypes do not matter.
 *
 * @throws NnError 'SYNC_READ' on devices that cannot be read at once: use `equalAsync`
 * @example
 * import { equal, tensor } from '@nn/nn';
 *
 * equal(tensor([1, 2]), tensor([1, 2])); // true
 */
export function equal(a: Tensor, b: Tensor): boolean {
  return sameShape(a.shape, b.shape) && Boolean(a.detach().eq(b.detach()).all().itemSync());
}

/**
 * `equal` on any device.
 *
 * @example
 * import { equalAsync, tensor } from '@nn/nn';
 *
 * await equalAsync(tensor([1, 2]), tensor([1, 3])); // false
 */
export async function equalAsync(a: Tensor, b: Tensor): Promise<boolean> {
  return sameShape(a.shape, b.shape) && Boolean(await a.detach().eq(b.detach()).all().item());
}
