import { formatShape, NnError, normalizeAxis } from '@nn/core';
import { allocate, allocateBlank, backendOf, gradNameOf, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { checkIndexDType, checkIndexRank, vectorView } from './check-index.js';

const gatherOp: Op<number> = {
  name: 'gather',
  gradName: gradNameOf('gather'),
  saves: [1],
  forward: (inputs, axis) => {
    const [x, index] = inputs as readonly [Tensor, Tensor];
    const backend = backendOf('gather', inputs);
    const output = allocateBlank(x, backend, x.dtype, index.shape);
    backend.kernels.gather([vectorView(x), vectorView(index)], { axis }, [vectorView(output)]);
    return output;
  },
  vjp: (ctx) => {
    const zeros = allocate(ctx.dy, ctx.dy.storage.backend, ctx.dy.dtype, ctx.shapes[0]!);
    return [zeros.scatterAdd(ctx.attributes, ctx.b, ctx.dy), null];
  },
};

/**
 * Values picked along an axis, one for every element of `index`: for `dim` 0, y[i][j] = x[index[i][j]][j].
 *
 * @param index int64 or int32, as many axes as `x`, no longer than `x` but along `dim`
 * @throws NnError 'AXIS', 'SHAPE', 'DTYPE'; 'INDEX' for a place outside the axis (negative ones too)
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 2], [3, 4]]).gather(1, tensor([[0n], [1n]])).toArraySync(); // [[1], [4]]
 */
export function gather(x: Tensor, dim: number, index: Tensor): Tensor {
  const axis = normalizeAxis(dim, x.ndim, 'gather');
  checkIndexDType(index, 'gather');
  checkIndexRank(x, index, 'gather');
  for (const [at, size] of index.shape.entries()) {
    if (at === axis || size <= (x.shape[at] ?? 1)) continue;
    throw new NnError(
      'SHAPE',
      `Size does not match at dimension ${at} expected index ${formatShape(index.shape)} to be smaller than self ${formatShape(x.shape)} apart from dimension ${axis}`,
      {
        op: 'gather',
        details: { shape: x.shape, index: index.shape, axis },
      },
    );
  }
  return run(gatherOp, [x, index], axis);
}
