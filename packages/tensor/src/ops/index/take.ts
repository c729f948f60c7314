import { dtypes, NnError, normalizeAxis } from '@nn/core';
import { allocate, gradNameOf, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { indexAt, putAt } from './advanced.js';
import { isIndexDType } from './check-index.js';

/** Elements by their places in row-major order. */
function definePick(name: string): Op<null> {
  return {
    name,
    gradName: gradNameOf(name),
    saves: [1],
    forward: (inputs) => {
      const [x, index] = inputs as readonly [Tensor, Tensor];
      return indexAt(x.detach().reshape([x.numel()]), [0], [index]);
    },
    vjp: ({ dy, b: index, shapes }) => {
      const shape = shapes[0]!;
      const zeros = allocate(dy, dy.storage.backend, dy.dtype, [shape.reduce((product, size) => product * size, 1)]);
      return [putAt(zeros, [0], [index], dy, true).view(shape)];
    },
  };
}

const takeOp: Op<null> = /* @__PURE__ */ definePick('take');
const maskedSelectOp: Op<null> = /* @__PURE__ */ definePick('maskedSelect');

/**
 * The elements at the given places of the tensor, counted in row-major order; negative ones from the end. The result has the index's shape.
 *
 * @param index int64 or int32
 * @throws NnError 'INDEX', 'DTYPE'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 2], [3, 4]]).take(tensor([0n, 3n, -2n])).toArraySync(); // [1, 4, 3]
 */
export function take(x: Tensor, index: Tensor): Tensor {
  if (!isIndexDType(index.dtype)) {
    throw new NnError('DTYPE', `take(): Expected a long tensor for index, but got ${dtypes[index.dtype].torchName}`, {
      op: 'take',
      details: { dtype: index.dtype },
      advice: "Use .to('int64').",
    });
  }
  if (x.numel() === 0 && index.numel() > 0)
    throw new NnError('INDEX', 'take(): tried to take from an empty tensor', { op: 'take' });
  try {
    return run(takeOp, [x, index], null);
  } catch (error) {
    if (!(error instanceof NnError) || error.code !== 'INDEX') throw error;
    throw new NnError(
      'INDEX',
      `out of range: tried to access index ${String(error.details['index'])} on a tensor of ${x.numel()} elements.`,
      {
        op: 'take',
        details: error.details,
      },
    );
  }
}

/** @internal `take` under another name, for places that are known to be right. */
export function takeSelected(x: Tensor, index: Tensor): Tensor {
  return run(maskedSelectOp, [x, index], null);
}

/**
 * `gather` whose index broadcasts: one place for every element of the other axes. Without `dim`, the places of elements in row-major order.
 * It takes what `argsort` and `argmax(…, { keepdim: true })` give.
 *
 * @throws NnError 'AXIS', 'SHAPE', 'DTYPE', 'INDEX'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * const x = tensor([[3, 1, 2]]);
 * x.takeAlongDim(x.argsort(1), 1).toArraySync(); // [[1, 2, 3]]
 */
export function takeAlongDim(x: Tensor, index: Tensor, dim?: number): Tensor {
  if (!isIndexDType(index.dtype)) {
    throw new NnError(
      'DTYPE',
      `torch.take_along_dim(): dtype of indices should be Long but got ${dtypes[index.dtype].torchName}`,
      {
        op: 'takeAlongDim',
        details: { dtype: index.dtype },
        advice: "Use .to('int64').",
      },
    );
  }
  if (dim === undefined) return x.reshape([x.numel()]).gather(0, index.reshape([index.numel()]));
  if (x.ndim !== index.ndim) {
    throw new NnError(
      'SHAPE',
      `torch.take_along_dim(): input and indices should have the same number of dimensions, but got ${x.ndim} dimensions for input, and ${index.ndim} dimensions for indices`,
      { op: 'takeAlongDim', details: { shape: x.shape, index: index.shape } },
    );
  }
  const axis = normalizeAxis(dim, x.ndim, 'takeAlongDim');
  const common = (own: Tensor, other: Tensor): Tensor =>
    own.expand(own.shape.map((size, at) => (at === axis ? size : size === 1 ? other.shape[at]! : size)));
  return common(x, index).gather(axis, common(index, x));
}
