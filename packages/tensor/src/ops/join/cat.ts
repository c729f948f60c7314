import { type DType, formatShape, NnError, normalizeAxis, type Shape } from '@nn/core';
import { allocateBlank, backendOf, gradNameOf, type Op, run } from '../../op.js';
import { resultType } from '../../promotion.js';
import type { Tensor } from '../../tensor.js';

interface JoinAttributes {
  readonly axis: number;
  readonly dtype: DType;
}

const catOp: Op<JoinAttributes> = {
  name: 'cat',
  gradName: gradNameOf('cat'),
  saves: 'none',
  forward: (inputs, { axis, dtype }) => {
    const parts = inputs as readonly Tensor[];
    const real = parts.filter((part) => !countsAsNothing(part.shape));
    const first = real[0] ?? parts[0]!;
    const total = real.reduce((sum, part) => sum + part.shape[axis]!, 0);
    const backend = backendOf('cat', parts);
    const output = allocateBlank(first, backend, dtype, first.shape.with(axis, total));
    let start = 0;
    for (const part of real) {
      const length = part.shape[axis]!;
      backend.kernels.copy([part], {}, [output.narrow(axis, start, length)]);
      start += length;
    }
    return output;
  },
  vjp: ({ dy, attributes: { axis }, shapes, needs }) => {
    let start = 0;
    return shapes.map((shape, i) => {
      if (countsAsNothing(shape)) return needs[i] ? dy.flatten().narrow(0, 0, 0) : null;
      const length = shape[axis]!;
      start += length;
      return needs[i] ? dy.narrow(axis, start - length, length) : null;
    });
  },
};

/** A vector of no elements fits anything: PyTorch has kept it from the time when every empty tensor was one. */
function countsAsNothing(shape: Shape): boolean {
  return shape.length === 1 && shape[0] === 0;
}

/**
 * Tensors one after the other along an axis that is there already. Dtypes promote. Empty vectors of shape [0] count as nothing.
 *
 * @throws NnError 'SHAPE' where other axes differ, or for no tensors
 * @example
 * import { cat, tensor } from '@nn/nn';
 *
 * cat([tensor([1, 2]), tensor([3])]).toArraySync(); // [1, 2, 3]
 */
export function cat(tensors: readonly Tensor[], dim = 0): Tensor {
  if (tensors.length === 0)
    throw new NnError('SHAPE', 'torch.cat(): expected a non-empty list of Tensors', { op: 'cat' });
  const scalarAt = tensors.findIndex((x) => x.ndim === 0);
  if (scalarAt >= 0) {
    throw new NnError('SHAPE', `zero-dimensional tensor (at position ${scalarAt}) cannot be concatenated`, {
      op: 'cat',
      advice: 'Use stack.',
    });
  }
  const first = tensors.find((x) => !countsAsNothing(x.shape)) ?? tensors[0]!;
  const axis = normalizeAxis(dim, first.ndim, 'cat');
  tensors.forEach((x, i) => {
    if (!countsAsNothing(x.shape)) checkJoins(first, x, axis, i);
  });
  return run(catOp, tensors, { axis, dtype: resultType(tensors) });
}

function checkJoins(first: Tensor, part: Tensor, axis: number, position: number): void {
  const details = { shapes: [first.shape, part.shape], axis, position };
  if (part.ndim !== first.ndim) {
    throw new NnError('SHAPE', `Tensors must have same number of dimensions: got ${first.ndim} and ${part.ndim}`, {
      op: 'cat',
      details,
    });
  }
  for (const [at, size] of part.shape.entries()) {
    if (at === axis || size === first.shape[at]) continue;
    throw new NnError(
      'SHAPE',
      `Sizes of tensors must match except in dimension ${axis}. Expected size ${first.shape[at]} but got size ${size} for tensor number ${position} in the list.`,
      {
        op: 'cat',
        details,
      },
    );
  }
}

const stackOp: Op<JoinAttributes> = {
  name: 'stack',
  gradName: gradNameOf('stack'),
  saves: 'none',
  forward: (inputs, { axis, dtype }) => {
    const parts = inputs as readonly Tensor[];
    const backend = backendOf('stack', parts);
    const output = allocateBlank(parts[0]!, backend, dtype, parts[0]!.shape.toSpliced(axis, 0, parts.length));
    parts.forEach((part, i) => backend.kernels.copy([part], {}, [output.select(axis, i)]));
    return output;
  },
  vjp: ({ dy, attributes: { axis }, needs }) => needs.map((needed, i) => (needed ? dy.select(axis, i) : null)),
};

/**
 * Tensors of one shape along a new axis. Dtypes promote.
 *
 * @throws NnError 'SHAPE' where shapes differ, or for no tensors
 * @example
 * import { stack, tensor } from '@nn/nn';
 *
 * stack([tensor([1, 2]), tensor([3, 4])], 1).toArraySync(); // [[1, 3], [2, 4]]
 */
export function stack(tensors: readonly Tensor[], dim = 0): Tensor {
  const first = tensors[0];
  if (first === undefined) throw new NnError('SHAPE', 'stack expects a non-empty TensorList', { op: 'stack' });
  const axis = normalizeAxis(dim, first.ndim + 1, 'stack');
  for (const [i, part] of tensors.entries()) {
    if (formatShape(part.shape) === formatShape(first.shape)) continue;
    throw new NnError(
      'SHAPE',
      `stack expects each tensor to be equal size, but got ${formatShape(first.shape)} at entry 0 and ${formatShape(part.shape)} at entry ${i}`,
      {
        op: 'stack',
        details: { shapes: [first.shape, part.shape], position: i },
      },
    );
  }
  return run(stackOp, tensors, { axis, dtype: resultType(tensors) });
}
