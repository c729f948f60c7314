import { normalizeAxis } from '@nn/core';
import { cast } from '../../copy.js';
import { gradNameOf, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { filled } from '../reduce/filled.js';
import { type Along, scanAlong, scanDType, type ScanOptions, sumAfter } from './cumsum.js';

const cumprodOp: Op<Along> = {
  name: 'cumprod',
  gradName: gradNameOf('cumprod'),
  saves: 'inputs',
  forward: (inputs, { axis }) => scanAlong('prod', inputs[0] as Tensor, axis),
  vjp: ({ a, dy, attributes: { axis } }) => {
    if (a.ndim === 0 || a.numel() === 0) return [dy];
    return [a.isRecorded() || dy.isRecorded() ? throughEveryProduct(a, dy, axis) : inOnePass(a, dy, axis)];
  },
};

/**
 * dxᵢ = Σ_{k ≥ i} dyₖ · (the product up to k without xᵢ). Before the first 0 that is Σ dyₖ yₖ / xᵢ. At it, the products with that 0 left out count, up to
 * the second 0. After it, nothing does.
 */
function inOnePass(x: Tensor, dy: Tensor, axis: number): Tensor {
  const zeros = x.eq(0);
  const zerosSoFar = zeros.cumsum(axis);
  const first = zeros.logicalAnd(zerosSoFar.eq(1));
  const beforeFirst = sumAfter(dy.mul(x.cumprod(axis)), axis).div(x);
  const upToSecond = dy.mul(x.maskedFill(first, 1).cumprod(axis)).maskedFill(zerosSoFar.ne(1), 0);
  const atFirst = upToSecond.sum(axis, { keepdim: true }).mul(first);
  return beforeFirst.maskedFill(zerosSoFar.ne(0), 0).add(atFirst);
}

/** The same by all n² products, for higher derivatives, which the short way would not have at zeros. */
function throughEveryProduct(x: Tensor, dy: Tensor, axis: number): Tensor {
  const last = x.movedim(axis, -1);
  const n = last.shape.at(-1)!;
  // Row i: all factors but xᵢ.
  const rows = last.unsqueeze(-2).expand([...last.shape.slice(0, -1), n, n]);
  const place = filled(x, [n], 1, 'int64').cumsum(0);
  const own = place.unsqueeze(1).eq(place);
  const products = rows.maskedFill(own, 1).cumprod(-1).triu();
  return products.mul(dy.movedim(axis, -1).unsqueeze(-2)).sum(-1).movedim(-1, axis);
}

/**
 * Running products along `dim`. Integers and booleans give int64. The derivative is right where some factors are 0.
 *
 * @throws NnError 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2, 3, 4]).cumprod(0).toArraySync(); // [1, 2, 6, 24]
 */
export function cumprod(x: Tensor, dim: number, options: ScanOptions = {}): Tensor {
  return run(cumprodOp, [cast(x, scanDType(x, options))], { axis: normalizeAxis(dim, x.ndim, 'cumprod') });
}
