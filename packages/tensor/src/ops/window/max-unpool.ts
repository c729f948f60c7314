import { dtypes, formatShape, NnError } from '@nn/core';
import { backendOf, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { inWords } from '../index/along.js';
import { pickOp, putInto } from './plane.js';
import { checkFloat, perAxis, type PoolName } from './pool-windows.js';
import type { Rank, Size } from './size.js';

export interface MaxUnpoolOptions {
  /** The pool's. @default the kernel */
  readonly stride?: Size | null;
  /** The pool's. @default 0 */
  readonly padding?: Size;
  /** The shape of what was pooled, or its last axes: a pool gives the same for inputs of several sizes. */
  readonly outputSize?: readonly number[];
}

/**
 * A pool of greatest elements undone, as far as that goes: they stand where they were, zeros elsewhere. Of several in one place the last counts.
 *
 * @param indices what `maxPool1d` gave with `returnIndices`
 * @throws NnError 'SHAPE' where shapes do not fit, 'INDEX' for a place outside, 'DTYPE', 'OPTION'
 * @example
 * import { maxPool1d, maxUnpool1d, tensor } from '@nn/nn';
 *
 * const [output, indices] = maxPool1d(tensor([[3, 1, 2, 5]]), 2, { returnIndices: true });
 * maxUnpool1d(output, indices, 2).toArraySync(); // [[3, 0, 0, 5]]
 */
export function maxUnpool1d(x: Tensor, indices: Tensor, kernelSize: Size, options: MaxUnpoolOptions = {}): Tensor {
  return maxUnpool(1, x, indices, kernelSize, options);
}

/**
 * `maxUnpool1d` over two axes.
 *
 * @throws NnError as `maxUnpool1d`
 * @example
 * import { arange, maxPool2d, maxUnpool2d } from '@nn/nn';
 *
 * const [output, indices] = maxPool2d(arange(4).reshape([1, 2, 2]), 2, { returnIndices: true });
 * maxUnpool2d(output, indices, 2).toArraySync(); // [[[0, 0], [0, 3]]]
 */
export function maxUnpool2d(x: Tensor, indices: Tensor, kernelSize: Size, options: MaxUnpoolOptions = {}): Tensor {
  return maxUnpool(2, x, indices, kernelSize, options);
}

/**
 * `maxUnpool1d` over three axes.
 *
 * @throws NnError as `maxUnpool1d`
 * @example
 * import { maxPool3d, maxUnpool3d, ones } from '@nn/nn';
 *
 * const [output, indices] = maxPool3d(ones([1, 2, 4, 5, 6]), 2, { returnIndices: true });
 * maxUnpool3d(output, indices, 2, { outputSize: [4, 5, 6] }).shape; // [1, 2, 4, 5, 6]
 */
export function maxUnpool3d(x: Tensor, indices: Tensor, kernelSize: Size, options: MaxUnpoolOptions = {}): Tensor {
  return maxUnpool(3, x, indices, kernelSize, options);
}

interface UnpoolAttributes {
  readonly op: string;
  readonly plane: readonly number[];
}

function unpoolOp(gradName: string): Op<UnpoolAttributes> {
  return {
    name: 'maxUnpool',
    gradName,
    saves: [1],
    forward: (inputs, { op, plane }) => {
      const [x, indices] = inputs as readonly [Tensor, Tensor];
      backendOf(op, inputs);
      const sentence = (place: unknown): string =>
        `Found an invalid max index: ${String(place)} (output volumes are of size ${plane.join('x')}`;
      let output: Tensor | null = null;
      inWords(op, sentence, () => {
        output = putInto(x, indices, plane, 'set');
      });
      return output!;
    },
    vjp: ({ dy, b: places, attributes: { plane } }) => [
      run(pickOp('pickFromPlane', 'PickFromPlaneBackward0'), [dy], { places, plane }),
      null,
    ],
  };
}

const unpools: readonly Op<UnpoolAttributes>[] = [
  /* @__PURE__ */ unpoolOp('SqueezeBackward1'),
  /* @__PURE__ */ unpoolOp('MaxUnpool2DBackward0'),
  /* @__PURE__ */ unpoolOp('MaxUnpool3DBackward0'),
];

function maxUnpool(rank: Rank, x: Tensor, indices: Tensor, kernelSize: Size, options: MaxUnpoolOptions): Tensor {
  const pool: PoolName = { op: `maxUnpool${rank}d`, name: `max_unpool${rank}d`, rank };
  const { op } = pool;
  const details = { shape: x.shape, indices: indices.shape };
  if (x.ndim !== rank + 1 && x.ndim !== rank + 2) {
    throw new NnError(
      'SHAPE',
      `Input to max_unpooling${rank}d should be a ${rank + 1}d or ${rank + 2}d Tensor, but got a tensor with ${x.ndim} dimensions.`,
      { op, details },
    );
  }
  const kernel = perAxis(pool, 'kernel_size', kernelSize);
  const stride = perAxis(pool, 'stride', options.stride ?? kernel);
  const padding = perAxis(pool, 'padding', options.padding ?? 0);
  const pooled = x.shape.slice(-rank);
  const usual = pooled.map((size, axis) => (size - 1) * stride[axis]! + kernel[axis]! - 2 * padding[axis]!);
  const plane = planeOf(pool, usual, stride, options.outputSize);
  if (indices.dtype !== 'int64') {
    throw new NnError('DTYPE', `elements in indices should be type int64 but got: ${dtypes[indices.dtype].torchName}`, {
      op,
      details: { dtype: indices.dtype },
    });
  }
  if (indices.shape.join() !== x.shape.join()) {
    throw new NnError(
      'SHAPE',
      `Expected shape of indices to be same as that of the input tensor (${formatShape(x.shape)}) but got indices tensor with shape: ${formatShape(indices.shape)}`,
      { op, details },
    );
  }
  const lead = x.ndim - rank - 1;
  x.shape.forEach((size, axis) => {
    if (size > 0 || axis < lead) return;
    throw new NnError(
      'SHAPE',
      `${op}: Expected input to have non-zero size for non-batch dimensions, but got ${formatShape(x.shape)} with dimension ${axis} being empty.`,
      { op, details },
    );
  });
  checkFloat(pool, x);
  return run(unpools[rank - 1]!, [x, indices], { op, plane });
}

/** The sizes to undo the pool to: the given ones, where the pool could have come from them. */
function planeOf(
  { op, rank }: PoolName,
  usual: readonly number[],
  stride: readonly number[],
  given: readonly number[] | undefined,
): readonly number[] {
  if (given === undefined) {
    if (usual.every((size) => size >= 0)) return usual;
    throw new NnError('SHAPE', `Trying to create tensor with negative dimension: ${formatShape(usual)}`, {
      op,
      details: { usual },
    });
  }
  if (given.length !== rank && given.length !== rank + 2) {
    throw new NnError(
      'OPTION',
      `output_size should be a sequence containing ${rank} or ${rank + 2} elements, but it has a length of '${given.length}'`,
      { op, details: { outputSize: given } },
    );
  }
  const plane = given.slice(-rank);
  plane.forEach((size, axis) => {
    const [least, most] = [usual[axis]! - stride[axis]!, usual[axis]! + stride[axis]!];
    if (Number.isInteger(size) && size > least && size < most) return;
    throw new NnError(
      'OPTION',
      `invalid output_size "${formatShape(plane)}" (dim ${axis} must be between ${least} and ${most})`,
      { op, details: { outputSize: given } },
    );
  });
  return plane;
}
