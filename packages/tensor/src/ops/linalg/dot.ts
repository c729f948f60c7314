import { dtypes, NnError } from '@nn/core';
import { backendOf, gradNameOf, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { checkMultiplies, multiply, savesFactors, window } from './product.js';

const dotOp: Op<null> = {
  name: 'dot',
  gradName: gradNameOf('dot'),
  saves: savesFactors,
  forward: (inputs) => {
    const a = inputs[0] as Tensor;
    const b = inputs[1] as Tensor;
    backendOf('dot', inputs);
    const n = a.shape[0]!;
    const y = multiply(a, window(a, [1, n], [n, a.strides[0]!]), window(b, [n, 1], [b.strides[0]!, 1]), [1, 1]);
    return y.over(y.storage, [], [], 0);
  },
  vjp: (context) => [
    context.needs[0] ? context.b.mul(context.dy) : null,
    context.needs[1] ? context.a.mul(context.dy) : null,
  ],
};

/**
 * Σ a·b of two vectors of one length.
 *
 * @throws NnError 'SHAPE' where they are no vectors or differ in length, 'DTYPE' for two dtypes and for booleans
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2, 3]).dot(tensor([1, 1, 1])).itemSync(); // 6
 */
export function dot(a: Tensor, b: Tensor): Tensor {
  const details = { shapes: [a.shape, b.shape] };
  if (a.ndim !== 1 || b.ndim !== 1) {
    throw new NnError('SHAPE', `1D tensors expected, but got ${a.ndim}D and ${b.ndim}D tensors`, {
      op: 'dot',
      details,
      advice: 'Use matmul for other ranks.',
    });
  }
  if (a.dtype !== b.dtype) {
    throw new NnError(
      'DTYPE',
      `dot : expected both vectors to have same dtype, but found ${dtypes[a.dtype].torchName} and ${dtypes[b.dtype].torchName}`,
      {
        op: 'dot',
        details: { dtypes: [a.dtype, b.dtype] },
        advice: `Convert one with .to('${a.dtype}').`,
      },
    );
  }
  const [n, m] = [a.shape[0]!, b.shape[0]!];
  if (n !== m) {
    throw new NnError(
      'SHAPE',
      `inconsistent tensor size, expected tensor [${n}] and src [${m}] to have the same number of elements, but got ${n} and ${m} elements respectively`,
      {
        op: 'dot',
        details,
      },
    );
  }
  checkMultiplies(a, 'dot', 'dot');
  return run(dotOp, [a, b], null);
}
