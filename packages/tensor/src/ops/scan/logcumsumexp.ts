import { isFloating, normalizeAxis } from '@nn/core';
import { gradNameOf, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { where } from '../elementwise/where.js';
import { cat } from '../join/cat.js';
import { notImplemented } from '../reduce/axes.js';
import { widened } from '../reduce/widened.js';
import type { Along } from './cumsum.js';

/** The logarithm of as good as 0, from which infinities do not follow. */
const nothing = { float32: -1e37, float64: -1e300 } as const;

const logcumsumexpOp: Op<Along> = {
  name: 'logcumsumexp',
  gradName: gradNameOf('logcumsumexp'),
  saves: 'both',
  forward: (inputs, { axis }) => doubling((inputs[0] as Tensor).detach(), axis),
  // Σ_{k ≥ i} dyₖ e^(xᵢ − yₖ), its positive and negative terms each as the logarithm of a sum from the end, so that nothing overflows.
  vjp: ({ a, y, dy, attributes: { axis } }) => {
    if (a.ndim === 0) return [dy];
    const part = (weights: Tensor): Tensor => {
      const logs = where(
        weights.gt(0),
        weights.log(),
        nothing[weights.dtype === 'float64' ? 'float64' : 'float32'],
      ).sub(y);
      return logs.flip([axis]).logcumsumexp(axis).flip([axis]).add(a).exp();
    };
    return [part(dy).sub(part(dy.neg()))];
  },
};

/** Every element joins with the one 1, then 2, then 4 … places before it: log n steps, each stable, on any backend. */
function doubling(x: Tensor, axis: number): Tensor {
  if (x.ndim === 0 || x.numel() === 0) return x.clone();
  const size = x.shape[axis]!;
  let y = x.clone();
  for (let distance = 1; distance < size; distance *= 2) {
    const before = y.narrow(axis, 0, size - distance);
    y = cat([y.narrow(axis, 0, distance), y.narrow(axis, distance, size - distance).logaddexp(before)], axis);
  }
  return y;
}

/**
 * The logarithm of running sums of exponentials along `dim`: yₖ = log Σ_{j ≤ k} e^(xⱼ), without overflow.
 *
 * @throws NnError 'DTYPE' for integers and booleans, 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1000, -1000]).logcumsumexp(0).toArraySync(); // [1000, 1000]
 */
export function logcumsumexp(x: Tensor, dim: number): Tensor {
  const axis = normalizeAxis(dim, x.ndim, 'logcumsumexp');
  if (!isFloating(x.dtype))
    throw notImplemented('logcumsumexp_out_cpu', x.dtype, 'logcumsumexp', "Convert with .to('float32') first.");
  return widened(x, (wide) => run(logcumsumexpOp, [wide], { axis }));
}
