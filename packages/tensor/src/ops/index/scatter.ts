import {
  contiguousStrides,
  formatShape,
  NnError,
  normalizeAxis,
  type Scalar,
  type ScatterAttributes,
  Storage,
  type View,
} from '@nn/core';
import type { Operand } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { defineWrite } from '../../write-op.js';
import { checkIndexDType, checkIndexRank, vectorView } from './check-index.js';

const scatterWrite = /* @__PURE__ */ defineWrite<ScatterAttributes>({
  name: 'scatter',
  saves: [1],
  into: write,
  vjp: ({ dy, b: index, attributes: { axis, mode }, needs }) => {
    if (mode === 'multiply') {
      throw new NnError('GRAD', "the derivative for 'scatter with reduce: multiply' is not implemented.", {
        op: 'scatter',
      });
    }
    return [needs[0] ? dy.scatter(axis, index, 0) : null, null, needs[2] ? dy.gather(axis, index) : null];
  },
});

const scatterAddWrite = /* @__PURE__ */ defineWrite<ScatterAttributes>({
  name: 'scatterAdd',
  saves: [1],
  into: write,
  vjp: ({ dy, b: index, attributes: { axis }, needs }) => [dy, null, needs[2] ? dy.gather(axis, index) : null],
});

function write(target: Tensor, inputs: readonly Operand[], attributes: ScatterAttributes): void {
  const index = inputs[1] as Tensor;
  const values = inputs[2]!;
  const source = typeof values === 'object' ? vectorView(values) : repeated(target, values, vectorView(index).shape);
  target.storage.backend.kernels.scatter([vectorView(index), source], attributes, [vectorView(target)]);
}

/** One value in a shape, held once. */
function repeated(like: Tensor, value: Scalar, shape: readonly number[]): View {
  const { backend } = like.storage;
  const storage = new Storage(backend, like.dtype, 1);
  const one: View = { storage, dtype: like.dtype, shape: [1], strides: contiguousStrides([1]), offset: 0 };
  backend.kernels.fill([], { value }, [one]);
  return { ...one, shape, strides: shape.map(() => 0) };
}

export interface ScatterOptions {
  /** What to do with the value that is there: replace it, or combine. */
  readonly reduce?: 'add' | 'multiply';
}

/**
 * Writes values to places along an axis, on a copy: for `dim` 0, y[index[i][j]][j] = source[i][j]. Where places repeat, the last wins.
 *
 * @param source a tensor of the same dtype, at least as long as `index` along every axis, or one plain value
 * @throws NnError 'AXIS', 'SHAPE', 'DTYPE'; 'INDEX' for a place outside the axis (negative ones too)
 * @example
 * import { tensor, zeros } from '@nn/nn';
 *
 * zeros([2, 3]).scatter(1, tensor([[2n], [0n]]), 7).toArraySync(); // [[0, 0, 7], [7, 0, 0]]
 */
export function scatter(x: Tensor, dim: number, index: Tensor, source: Operand, options: ScatterOptions = {}): Tensor {
  const { axis, values, mode } = prepare(x, dim, index, source, 'scatter', options);
  return (mode === 'add' ? scatterAddWrite : scatterWrite)([x, index, values], { axis, mode });
}

/** `scatter` over the tensor itself. */
export function scatter_(x: Tensor, dim: number, index: Tensor, source: Operand, options: ScatterOptions = {}): Tensor {
  const { axis, values, mode } = prepare(x, dim, index, source, 'scatter', options);
  return (mode === 'add' ? scatterAddWrite : scatterWrite).inPlace([x, index, values], { axis, mode });
}

/**
 * Adds values to places along an axis, on a copy: for `dim` 0, y[index[i][j]][j] += source[i][j]. Repeated places add up.
 *
 * @throws NnError 'AXIS', 'SHAPE', 'DTYPE'; 'INDEX' for a place outside the axis (negative ones too)
 * @example
 * import { ones, tensor, zeros } from '@nn/nn';
 *
 * zeros([3]).scatterAdd(0, tensor([2n, 0n, 2n]), ones([3])).toArraySync(); // [1, 0, 2]
 */
export function scatterAdd(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  const { axis, values } = prepare(x, dim, index, source, 'scatterAdd', {});
  return scatterAddWrite([x, index, values], { axis, mode: 'add' });
}

/** `scatterAdd` over the tensor itself. */
export function scatterAdd_(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  const { axis, values } = prepare(x, dim, index, source, 'scatterAdd', {});
  return scatterAddWrite.inPlace([x, index, values], { axis, mode: 'add' });
}

interface Prepared {
  readonly axis: number;
  readonly values: Operand;
  readonly mode: ScatterAttributes['mode'];
}

function prepare(
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Operand,
  op: string,
  { reduce }: ScatterOptions,
): Prepared {
  const axis = normalizeAxis(dim, x.ndim, op);
  const mode = reduce ?? 'set';
  if (mode !== 'set' && mode !== 'add' && mode !== 'multiply') {
    throw new NnError('OPTION', 'reduce argument must be either add or multiply.', { op, details: { reduce } });
  }
  checkIndexDType(index, op);
  if (index.numel() === 0) return { axis, values: typeof source === 'object' ? index.to(x.dtype) : source, mode };
  checkIndexRank(x, index, op, 'self');
  if (typeof source !== 'object') {
    checkSizes(x, index, null, axis, op);
    return { axis, values: source, mode };
  }
  if (source.dtype !== x.dtype) {
    throw new NnError('DTYPE', `${op}(): Expected self.dtype to be equal to src.dtype`, {
      op,
      details: { dtype: x.dtype, source: source.dtype },
      advice: `Use source.to('${x.dtype}').`,
    });
  }
  checkIndexRank(x, source, op, 'self');
  checkSizes(x, index, source, axis, op);
  return { axis, values: cropped(source, index), mode };
}

function checkSizes(x: Tensor, index: Tensor, source: Tensor | null, axis: number, op: string): void {
  for (const [at, size] of index.shape.entries()) {
    if ((at === axis || size <= (x.shape[at] ?? 1)) && (source === null || size <= (source.shape[at] ?? 1))) continue;
    const than = source === null ? '' : ` and to be smaller size than src ${formatShape(source.shape)}`;
    throw new NnError(
      'SHAPE',
      `Expected index ${formatShape(index.shape)} to be smaller than self ${formatShape(x.shape)} apart from dimension ${axis}${than}`,
      {
        op,
        details: { shape: x.shape, index: index.shape, source: source?.shape ?? null, axis },
      },
    );
  }
}

/** The part of the source that the index speaks of. */
function cropped(source: Tensor, index: Tensor): Tensor {
  let part = source;
  for (const [at, size] of index.shape.entries())
    if (part.shape[at] !== size && part.ndim > 0) part = part.narrow(at, 0, size);
  return part;
}
