import { formatShape, NnError } from '@nn/core';
import type { Tensor } from '../../tensor.js';

/**
 * The product of several matrices in the order that needs the fewest multiplications. The first may be a row vector, the last a column vector.
 *
 * @throws NnError 'SHAPE' where there are fewer than two, or neighbours do not multiply
 * @example
 * import { linalg, ones } from '@nn/nn';
 *
 * linalg.multiDot([ones([2, 3]), ones([3, 4]), ones([4])]).toArraySync(); // [12, 12]
 */
export function multiDot(matrices: readonly Tensor[]): Tensor {
  const count = matrices.length;
  if (count < 2)
    throw new NnError('SHAPE', `multi_dot(): expected at least 2 tensors but got ${count}`, { op: 'multiDot' });
  const first = matrices[0]!;
  const last = matrices[count - 1]!;
  const factors = matrices.map((x, i) => {
    if (x.ndim === 1 && i === 0) return x.unsqueeze(0);
    if (x.ndim === 1 && i === count - 1) return x.unsqueeze(1);
    if (x.ndim === 2) return x;
    const kind = i === 0 || i === count - 1 ? '1D or 2D' : '2D';
    throw new NnError(
      'SHAPE',
      `multi_dot(): ${i === 0 ? 'the first' : i === count - 1 ? 'the last' : `tensor ${i}`} tensor must be ${kind} but got ${x.ndim}D`,
      { op: 'multiDot', details: { shape: x.shape } },
    );
  });
  for (let i = 1; i < count; i++) {
    if (factors[i - 1]!.shape[1] === factors[i]!.shape[0]) continue;
    throw new NnError(
      'SHAPE',
      `multi_dot(): tensors ${i - 1} and ${i} with shapes ${formatShape(factors[i - 1]!.shape)} and ${formatShape(factors[i]!.shape)} cannot be multiplied`,
      {
        op: 'multiDot',
        details: { shapes: matrices.map((x) => x.shape) },
      },
    );
  }
  const product = inBestOrder(factors);
  const shape = [...(first.ndim === 1 ? [] : [product.shape[0]!]), ...(last.ndim === 1 ? [] : [product.shape[1]!])];
  return shape.length === 2 ? product : product.reshape(shape);
}

/** The textbook's dynamic programme: the cheapest way to bracket every run of factors. */
function inBestOrder(factors: readonly Tensor[]): Tensor {
  const count = factors.length;
  const sizes = [factors[0]!.shape[0]!, ...factors.map((x) => x.shape[1]!)];
  const cost = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  const cut = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  for (let length = 1; length < count; length++) {
    for (let i = 0, j = length; j < count; i++, j++) {
      cost[i]![j] = Number.POSITIVE_INFINITY;
      for (let k = i; k < j; k++) {
        const total = cost[i]![k]! + cost[k + 1]![j]! + sizes[i]! * sizes[k + 1]! * sizes[j + 1]!;
        if (total >= cost[i]![j]!) continue;
        cost[i]![j] = total;
        cut[i]![j] = k;
      }
    }
  }
  const product = (i: number, j: number): Tensor =>
    i === j ? factors[i]! : product(i, cut[i]![j]!).mm(product(cut[i]![j]! + 1, j));
  return product(0, count - 1);
}
