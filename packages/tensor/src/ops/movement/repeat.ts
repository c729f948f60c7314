import { checkShape, NnError, type Shape } from '@nn/core';
import { allocateBlank, gradNameOf, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';

const repeatOp: Op<Shape> = {
  name: 'repeat',
  gradName: gradNameOf('repeat'),
  saves: 'none',
  forward: (inputs, repeats) => {
    const x = (inputs[0] as Tensor).detach();
    const shape = repeats.map((count, axis) => count * x.shape[axis]!);
    const output = allocateBlank(x, x.storage.backend, x.dtype, shape);
    if (output.numel() === 0) return output;
    const pairs = repeats.flatMap((count, axis) => [count, x.shape[axis]!]);
    const source = x.view(x.shape.flatMap((size) => [1, size])).expand(pairs);
    x.storage.backend.kernels.copy([source], {}, [output.view(pairs)]);
    return output;
  },
  vjp: ({ dy, attributes: repeats, shapes }) => {
    const pairs = repeats.flatMap((count, axis) => [count, shapes[0]![axis]!]);
    return [repeats.length === 0 ? dy : dy.reshape(pairs).sum(repeats.map((_, axis) => 2 * axis))];
  },
};

/**
 * Copies side by side: `repeats[i]` times along axis i. More repeats than axes make new leading axes.
 *
 * @throws NnError 'SHAPE' for fewer repeats than axes, or negative ones
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2]).repeat([2, 2]).toArraySync(); // [[1, 2, 1, 2], [1, 2, 1, 2]]
 */
export function repeat(x: Tensor, repeats: Shape): Tensor {
  const lead = repeats.length - x.ndim;
  if (lead < 0) {
    throw new NnError(
      'SHAPE',
      'Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor',
      {
        op: 'repeat',
        details: { shape: x.shape, repeats },
      },
    );
  }
  const padded = lead === 0 ? x : x.view([...new Array<number>(lead).fill(1), ...x.shape]);
  checkShape(
    repeats.map((count, axis) => count * padded.shape[axis]!),
    'repeat',
  );
  return run(repeatOp, [padded], [...checkShape(repeats, 'repeat')]);
}

/**
 * `repeat`, with ones in front where there are fewer repeats than axes.
 *
 * @throws NnError 'SHAPE'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 2]]).tile([2]).toArraySync(); // [[1, 2, 1, 2]]
 */
export function tile(x: Tensor, repeats: Shape): Tensor {
  const lead = x.ndim - repeats.length;
  return repeat(x, lead > 0 ? [...new Array<number>(lead).fill(1), ...repeats] : repeats);
}
