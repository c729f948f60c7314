import { NnError } from '@nn/core';
import { gradNameOf, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';

interface RotationAttributes {
  readonly turns: number;
  readonly plane: readonly [number, number];
}

const rot90Op: Op<RotationAttributes> = {
  name: 'rot90',
  gradName: gradNameOf('rot90'),
  saves: 'none',
  forward: (inputs, { turns, plane: [a, b] }) => {
    const x = (inputs[0] as Tensor).detach();
    if (turns === 1) return x.flip(b).transpose(a, b).contiguous();
    if (turns === 2) return x.flip([a, b]);
    if (turns === 3) return x.flip(a).transpose(a, b).contiguous();
    return x.clone();
  },
  vjp: ({ dy, attributes: { turns, plane } }) => [dy.rot90(-turns, plane)],
};

/**
 * A copy turned by `k` times 90 degrees in the plane of two axes, from the first towards the second.
 *
 * @throws NnError 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 2], [3, 4]]).rot90().toArraySync(); // [[2, 4], [1, 3]]
 */
export function rot90(x: Tensor, k = 1, dims: readonly number[] = [0, 1]): Tensor {
  const refuse = (sentence: string): NnError =>
    new NnError('AXIS', sentence, { op: 'rot90', details: { shape: x.shape, k, dims } });
  if (dims.length !== 2) throw refuse(`expected total rotation dims == 2, but got dims = ${dims.length}`);
  if (x.ndim < 2) throw refuse(`expected total dims >= 2, but got total dims = ${x.ndim}`);
  const [first, second] = dims as readonly [number, number];
  if (first === second || Math.abs(first - second) === x.ndim) {
    throw refuse(`expected rotation dims to be different, but got dim0 = ${first} and dim1 = ${second}`);
  }
  for (const [i, dim] of dims.entries()) {
    if (!Number.isInteger(dim) || dim < -x.ndim || dim >= x.ndim)
      throw refuse(`Rotation dim${i} out of range, dim${i} = ${dim}`);
  }
  if (!Number.isSafeInteger(k)) throw refuse(`rot90: k must be a whole number, got ${k}`);
  const axis = (dim: number): number => (dim < 0 ? dim + x.ndim : dim);
  return run(rot90Op, [x], { turns: ((k % 4) + 4) % 4, plane: [axis(first), axis(second)] });
}
