import { type Elementwise, defineElementwise } from '../../elementwise.js';
import { allocate, gradNameOf, type Op } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { byRows, normalized, shiftedExp, type SoftmaxOptions } from './softmax.js';

/** (x − m) − l: the two are not added first, since l is small beside m. */
const lessBoth: Elementwise<readonly [x: Tensor, m: Tensor, l: Tensor]> = /* @__PURE__ */ defineElementwise({
  name: 'lessBoth',
  expression: (x, m, l) => x.sub(m).sub(l),
});

const logSoftmaxOp: Op<{ readonly axis: number }> = {
  name: 'logSoftmax',
  gradName: gradNameOf('logSoftmax'),
  saves: 'output',
  forward: (inputs, { axis }) => {
    const x = inputs[0] as Tensor;
    if (x.ndim === 0) return x.detach().sub(x.detach());
    if (x.numel() === 0) return allocate(x, x.storage.backend, x.dtype, x.shape);
    const rows = byRows(x.storage.backend.kernels.logSoftmax, x, axis);
    if (rows !== null) return rows;
    const { shifted, greatest } = shiftedExp(x, axis);
    return lessBoth(x.detach(), greatest, shifted.sum(axis, { keepdim: true }).log());
  },
  vjp: ({ dy, y, attributes: { axis } }) => [dy.sub(y.exp().mul(dy.sum(axis, { keepdim: true })))],
};

/**
 * log(eˣ / Σ eˣ) along `dim`, computed as (x − max) − log Σ e^(x − max): right also where the softmax underflows to 0.
 *
 * The derivative reuses the output: dx = dy − eʸ · Σ dy.
 *
 * @throws NnError 'DTYPE' for integers and booleans without a `dtype`, 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0, -1000]).logSoftmax(0).toArraySync(); // [0, -1000]
 */
export function logSoftmax(x: Tensor, dim: number, options: SoftmaxOptions = {}): Tensor {
  return normalized(logSoftmaxOp, 'log_softmax', x, dim, options);
}
