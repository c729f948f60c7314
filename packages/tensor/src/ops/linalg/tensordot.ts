import { NnError, normalizeAxis } from '@nn/core';
import type { Tensor } from '../../tensor.js';

/** How many axes, or which of the first and which of the second. */
export type ContractedAxes = number | readonly [first: readonly number[], second: readonly number[]];

/**
 * Sums the products over some axes of the one tensor and as many of the other: what remains are the first one's other axes, then the second's.
 *
 * @param dims a number n: the last n axes of the first with the first n of the second; or two lists of axes
 * @throws NnError 'SHAPE' where sizes differ, 'DTYPE' for two dtypes, 'AXIS'
 * @example
 * import { ones, tensordot } from '@nn/nn';
 *
 * tensordot(ones([2, 3, 4]), ones([4, 3, 5]), [[1, 2], [1, 0]]).shape; // [2, 5]
 */
export function tensordot(a: Tensor, b: Tensor, dims: ContractedAxes = 2): Tensor {
  const [ofA, ofB] = axesOf(a, b, dims);
  let [left, right] = [a, b];
  ofA.forEach((axis, i) => {
    const other = ofB[i]!;
    const [n, m] = [left.shape[axis]!, right.shape[other]!];
    // An axis of size 1 broadcasts: the other side is summed first.
    if (n === 1 && m !== 1) right = right.sum(other, { keepdim: true });
    else if (m === 1 && n !== 1) left = left.sum(axis, { keepdim: true });
    else if (n !== m) {
      const given = typeof dims === 'number' ? [axis - a.ndim, other] : [dims[0][i], dims[1][i]];
      throw new NnError(
        'SHAPE',
        `contracted dimensions need to match, but first has size ${n} in dim ${given[0]} and second has size ${m} in dim ${given[1]}`,
        {
          op: 'tensordot',
          details: { shapes: [a.shape, b.shape], dims },
        },
      );
    }
  });
  const restA = left.shape.map((_, axis) => axis).filter((axis) => !ofA.includes(axis));
  const restB = right.shape.map((_, axis) => axis).filter((axis) => !ofB.includes(axis));
  const size = (x: Tensor, axes: readonly number[]): number =>
    axes.reduce((product, axis) => product * x.shape[axis]!, 1);
  const inner = size(left, ofA);
  const rows = left.permute([...restA, ...ofA]).reshape([size(left, restA), inner]);
  const columns = right.permute([...ofB, ...restB]).reshape([inner, size(right, restB)]);
  return rows
    .mm(columns)
    .reshape([...restA.map((axis) => left.shape[axis]!), ...restB.map((axis) => right.shape[axis]!)]);
}

function axesOf(a: Tensor, b: Tensor, dims: ContractedAxes): readonly [readonly number[], readonly number[]] {
  const refuse = (message: string): NnError =>
    new NnError('AXIS', message, { op: 'tensordot', details: { shapes: [a.shape, b.shape], dims } });
  if (typeof dims === 'number') {
    if (!Number.isInteger(dims) || dims < 0) throw refuse(`tensordot expects dims >= 0, but got dims=${dims}`);
    const counted = Array.from({ length: dims }, (_, i) => i);
    return [
      counted.map((i) => normalizeAxis(i - dims, a.ndim, 'tensordot')),
      counted.map((i) => normalizeAxis(i, b.ndim, 'tensordot')),
    ];
  }
  const [first, second] = dims;
  if (first.length !== second.length) throw refuse('both dimension lists should have same length');
  const axes = [
    first.map((axis) => normalizeAxis(axis, a.ndim, 'tensordot')),
    second.map((axis) => normalizeAxis(axis, b.ndim, 'tensordot')),
  ] as const;
  for (const list of axes) {
    const repeated = list.find((axis, i) => list.indexOf(axis) !== i);
    if (repeated !== undefined) throw refuse(`dim ${repeated} appears multiple times in the list of dims`);
  }
  return axes;
}
