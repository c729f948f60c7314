import { broadcastShapes, dtypes, NnError, type Shape, type View } from '@nn/core';
import { expandTo } from '../../elementwise.js';
import { allocateBlank, backendOf, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { notImplemented } from '../reduce/axes.js';

/** @internal Which factors are read with their last two axes exchanged. Nothing is copied for it. */
export interface Transposes {
  readonly ta: boolean;
  readonly tb: boolean;
}

/** @internal A window on a tensor's memory, outside the graph. */
export function window(x: Tensor, shape: Shape, strides: readonly number[]): View {
  return { storage: x.storage, dtype: x.dtype, shape, strides, offset: x.offset };
}

/** @internal The last two axes exchanged, as a window. */
export function transposed(x: View): View {
  return { storage: x.storage, dtype: x.dtype, shape: swapped(x.shape), strides: swapped(x.strides), offset: x.offset };
}

/** The last two exchanged. */
function swapped(list: readonly number[]): number[] {
  const result = list.slice();
  const last = result.length - 1;
  const kept = result[last]!;
  result[last] = result[last - 1]!;
  result[last - 1] = kept;
  return result;
}

/** @internal PyTorch refuses to multiply tensors of two dtypes. */
export function checkSameDType(a: Tensor, b: Tensor, op: string): void {
  if (a.dtype === b.dtype) return;
  throw new NnError(
    'DTYPE',
    `expected scalar type ${dtypes[a.dtype].torchName} but found ${dtypes[b.dtype].torchName}`,
    {
      op,
      details: { dtypes: [a.dtype, b.dtype] },
      advice: `Convert one with .to('${a.dtype}').`,
    },
  );
}

/** @internal Booleans are not multiplied. */
export function checkMultiplies(a: Tensor, kernel: string, op: string): void {
  if (a.dtype === 'bool') throw notImplemented(kernel, a.dtype, op, "Convert with .to('int64') first.");
}

/** @internal `mat1 and mat2 shapes cannot be multiplied (2x10 and 4x256)` */
export function cannotMultiply(
  rows: number,
  inner: number,
  found: number,
  columns: number,
  op: string,
  details: Record<string, unknown> = {},
): NnError {
  return new NnError('SHAPE', `mat1 and mat2 shapes cannot be multiplied (${rows}x${inner} and ${found}x${columns})`, {
    op,
    details: { inner, found, ...details },
  });
}

/** @internal Every axis but the last as one, where memory allows it; else `null`. */
export function folded(x: View): View | null {
  const { shape, strides } = x;
  const last = shape.length - 1;
  if (last === 1) return x;
  let rows = 1;
  let stride = shape[last]!;
  for (let axis = last - 1; axis >= 0; axis--) {
    const size = shape[axis]!;
    if (size === 1) continue;
    if (rows === 1) stride = strides[axis]!;
    else if (strides[axis] !== stride * rows) return null;
    rows *= size;
  }
  return {
    storage: x.storage,
    dtype: x.dtype,
    shape: [rows, shape[last]!],
    strides: [stride, strides[last]!],
    offset: x.offset,
  };
}

/** @internal […,m,k]·[…,k,n] (+ bias, to be read as the result) into a fresh tensor of `shape`; shapes were checked. A bias with rows of its own needs a right factor with batches, or none on the left. */
export function multiply(like: Tensor, a: View, b: View, shape: Shape, bias: View | null = null): Tensor {
  const { backend } = like.storage;
  const output = allocateBlank(like, backend, like.dtype, shape);
  if (output.numel() === 0) return output;
  // Where the right factor is one matrix, all rows on the left are one matrix too, if memory allows it.
  const rows = b.shape.length === 2 && a.shape.length > 2 ? folded(a) : null;
  const left = rows ?? a;
  const flat = left.shape.length === 2 && b.shape.length === 2;
  const out: View =
    flat && shape.length !== 2 ? window(output, [left.shape[0]!, b.shape[1]!], [b.shape[1]!, 1]) : output;
  const batch = out.shape.length === 2 ? noAxes : out.shape.slice(0, -2);
  const first = batched(left, batch);
  const second = batched(b, batch);
  const inputs = bias === null ? [first, second] : [first, second, expandTo(bias, out.shape)];
  backend.kernels.matmul(inputs, noAttributes, [out]);
  return output;
}

const noAxes: Shape = [];
const noAttributes = {} as const;

/** Batch axes repeated by stride 0. */
function batched(x: View, batch: Shape): View {
  const rank = batch.length + 2;
  if (rank === 2 && x.shape.length === 2) return x;
  if (x.shape.length === rank && batch.every((size, axis) => x.shape[axis] === size)) return x;
  const lead = rank - x.shape.length;
  const strides = batch.map((size, axis) =>
    axis < lead || x.shape[axis - lead] !== size ? 0 : x.strides[axis - lead]!,
  );
  return {
    storage: x.storage,
    dtype: x.dtype,
    shape: [...batch, ...x.shape.slice(-2)],
    strides: [...strides, ...x.strides.slice(-2)],
    offset: x.offset,
  };
}

const leftFactor = [0];
const rightFactor = [1];
const bothFactors = [0, 1];

/** @internal A product's derivative by one factor reads the other. */
export function savesFactors(needs: readonly boolean[]): readonly number[] {
  return needs[1] ? (needs[0] ? bothFactors : leftFactor) : needs[0] ? rightFactor : noAxes;
}

/**
 * @internal op(A)·op(B) of matrices or of batches of them that broadcast. Derivatives are products of the same kind.
 * A batch on the left with one matrix on the right is one product of all rows.
 */
export function productOp(name: string, gradName: string): Op<Transposes> {
  const op: Op<Transposes> = {
    name,
    gradName,
    saves: savesFactors,
    forward: (inputs, { ta, tb }) => {
      const a = inputs[0] as Tensor;
      const b = inputs[1] as Tensor;
      backendOf(name, inputs);
      const left = ta ? transposed(a) : a;
      const right = tb ? transposed(b) : b;
      return multiply(a, left, right, productShape(left.shape, right.shape));
    },
    vjp: (context) => {
      const { dy, needs, shapes } = context;
      const { ta, tb } = context.attributes;
      const times = (x: Tensor, y: Tensor, tx: boolean, ty: boolean): Tensor => run(op, [x, y], { ta: tx, tb: ty });
      const left = (): Tensor => (ta ? times(context.b, dy, tb, true) : times(dy, context.b, false, !tb));
      const right = (): Tensor => {
        // One matrix for many: its gradient is one product over all rows, not a sum of many.
        const many = shapes[1]!.length === 2 && shapes[0]!.length > 2 && !ta;
        const [a, d] = many ? [rowsAsOne(context.a), rowsAsOne(dy)] : [context.a, dy];
        return tb ? times(d, a, true, ta) : times(a, d, !ta, false);
      };
      return [needs[0] ? left() : null, needs[1] ? right() : null];
    },
  };
  return op;
}

/** @internal How many rows all but the last axis make. */
export function rowsOf(shape: Shape): number {
  let rows = 1;
  for (let axis = 0; axis < shape.length - 1; axis++) rows *= shape[axis]!;
  return rows;
}

/** @internal Every axis but the last as one. */
export function rowsAsOne(x: Tensor): Tensor {
  if (x.ndim === 2) return x;
  return x.reshape([rowsOf(x.shape), x.shape.at(-1)!]);
}

/** Rows of the left, columns of the right, and before them the batch axes that both broadcast to; they are known to. */
function productShape(a: Shape, b: Shape): Shape {
  const rows = a[a.length - 2]!;
  const columns = b[b.length - 1]!;
  if (a.length === 2 && b.length === 2) return [rows, columns];
  return [...broadcastShapes([a.slice(0, -2), b.slice(0, -2)], 'matmul'), rows, columns];
}
