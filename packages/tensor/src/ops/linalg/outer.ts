import { NnError } from '@nn/core';
import type { Tensor } from '../../tensor.js';

/**
 * Every element of one vector times every element of another: [n], [m] → [n, m].
 *
 * @throws NnError 'SHAPE' where they are no vectors
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2]).outer(tensor([1, 10])).toArraySync(); // [[1, 10], [2, 20]]
 */
export function outer(a: Tensor, b: Tensor): Tensor {
  for (const [name, x] of [
    ['self', a],
    ['vec2', b],
  ] as const) {
    if (x.ndim !== 1)
      throw new NnError('SHAPE', `outer: Expected 1-D argument ${name}, but got ${x.ndim}-D`, {
        op: 'outer',
        details: { shapes: [a.shape, b.shape] },
      });
  }
  return a.unsqueeze(1).mul(b);
}
