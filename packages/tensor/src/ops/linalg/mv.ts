import { NnError } from '@nn/core';
import { backendOf, gradNameOf, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { mmOp } from './mm.js';
import { checkMultiplies, checkSameDType, multiply, savesFactors, window } from './product.js';

const mvOp: Op<null> = {
  name: 'mv',
  gradName: gradNameOf('mv'),
  saves: savesFactors,
  forward: (inputs) => {
    const a = inputs[0] as Tensor;
    const v = inputs[1] as Tensor;
    backendOf('mv', inputs);
    const y = multiply(a, a, window(v, [v.shape[0]!, 1], [v.strides[0]!, 1]), [a.shape[0]!, 1]);
    return y.over(y.storage, [a.shape[0]!], [1], 0);
  },
  vjp: (context) => [
    context.needs[0] ? context.dy.unsqueeze(1).mul(context.b) : null,
    context.needs[1] ? run(mmOp, [context.a, context.dy.unsqueeze(1)], { ta: true, tb: false }).squeeze(1) : null,
  ],
};

/**
 * A matrix times a vector: [n, k] · [k] → [n].
 *
 * @throws NnError 'SHAPE' where they are no matrix and vector or do not multiply, 'DTYPE' for two dtypes and for booleans
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 2], [3, 4]]).mv(tensor([1, 10])).toArraySync(); // [21, 43]
 */
export function mv(a: Tensor, v: Tensor): Tensor {
  if (a.ndim !== 2 || v.ndim !== 1) {
    throw new NnError('SHAPE', `vector + matrix @ vector expected, got 1, ${a.ndim}, ${v.ndim}`, {
      op: 'mv',
      details: { shapes: [a.shape, v.shape] },
    });
  }
  if (a.shape[1] !== v.shape[0]) {
    throw new NnError('SHAPE', `size mismatch, got ${a.shape[0]}, ${a.shape[0]}x${a.shape[1]},${v.shape[0]}`, {
      op: 'mv',
      details: { shapes: [a.shape, v.shape] },
    });
  }
  checkSameDType(a, v, 'mv');
  checkMultiplies(a, 'addmv_impl_cpu', 'mv');
  return run(mvOp, [a, v], null);
}
