import { contiguousStrides, formatShape, NnError, type Shape, type View } from '@nn/core';
import {
  allocate,
  allocateBlank,
  backendOf,
  gradNameOf,
  type Op,
  type Operand,
  run,
  type VjpContext,
} from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { defineWrite } from '../../write-op.js';
import { explained, planIndex } from './plan.js';

/** Positions of the index tensors among the operands: all from `first` on. */
const from = (first: number): readonly number[] => Array.from({ length: 64 }, (_, i) => first + i);

/** The same memory row by row in another shape. */
function reshaped(x: Tensor, shape: Shape): View {
  return { storage: x.storage, dtype: x.dtype, shape, strides: contiguousStrides(shape), offset: x.offset };
}

const indexOp: Op<readonly number[]> = {
  name: 'index',
  gradName: gradNameOf('index'),
  saves: /* @__PURE__ */ from(1),
  forward: (inputs, axes) => {
    const [x, ...indices] = inputs as readonly [Tensor, ...Tensor[]];
    const backend = backendOf('at', inputs);
    const plan = planIndex(x, axes, indices);
    const output = allocateBlank(x, backend, x.dtype, plan.shape);
    if (output.numel() === 0) return output;
    try {
      backend.kernels.gather([plan.view, plan.index], { axis: plan.axis }, [reshaped(output, plan.index.shape)]);
    } catch (error) {
      throw explained(error, x, axes, indices);
    }
    return output;
  },
  vjp: (ctx) => {
    const zeros = allocate(ctx.dy, ctx.dy.storage.backend, ctx.dy.dtype, ctx.shapes[0]!);
    return [putAt(zeros, ctx.attributes, indicesOf(ctx, 1), ctx.dy, true)];
  },
};

function indicesOf<A>(ctx: VjpContext<A>, first: number): readonly Tensor[] {
  return ctx.shapes.slice(first).map((_, i) => ctx.operand(first + i) as Tensor);
}

/** @internal The elements that index tensors name: `indices` belong to `axes`, ascending. */
export function indexAt(x: Tensor, axes: readonly number[], indices: readonly Tensor[]): Tensor {
  return run(indexOp, [x, ...indices], axes);
}

interface PutAttributes {
  readonly axes: readonly number[];
  readonly accumulate: boolean;
}

const put = /* @__PURE__ */ defineWrite<PutAttributes>({
  name: 'indexPut',
  saves: /* @__PURE__ */ from(2),
  into: (target, inputs, { axes, accumulate }) => {
    const [, values, ...indices] = inputs as readonly Tensor[];
    putInto(target, axes, indices, values!, accumulate);
  },
  vjp: (ctx) => {
    const { axes, accumulate } = ctx.attributes;
    const indices = indicesOf(ctx, 2);
    const rest = (): Tensor => putAt(ctx.dy, axes, indices, zero(ctx.dy), false);
    return [ctx.needs[0] ? (accumulate ? ctx.dy : rest()) : null, ctx.needs[1] ? indexAt(ctx.dy, axes, indices) : null];
  },
});

function zero(like: Tensor): Tensor {
  return allocate(like, like.storage.backend, like.dtype, []);
}

function broadcastTo(values: Tensor, shape: Shape): Tensor {
  const lead = shape.length - values.ndim;
  if (lead >= 0 && values.shape.every((size, axis) => size === 1 || size === shape[lead + axis]))
    return values.detach().expand(shape);
  throw new NnError(
    'SHAPE',
    `shape mismatch: value tensor of shape ${formatShape(values.shape)} cannot be broadcast to indexing result of shape ${formatShape(shape)}`,
    { op: 'indexPut', details: { value: values.shape, result: shape } },
  );
}

/** @internal Writes, or adds, values to the elements that index tensors name: only that, no checks of the target, no record. */
export function putInto(
  target: Tensor,
  axes: readonly number[],
  indices: readonly Tensor[],
  values: Tensor,
  accumulate: boolean,
): void {
  const backend = backendOf('indexPut', [target, values, ...indices]);
  const plan = planIndex(target, axes, indices);
  const source = broadcastTo(values, plan.shape).contiguous();
  if (source.numel() === 0) return;
  const mode = accumulate ? 'add' : 'set';
  try {
    backend.kernels.scatter([plan.index, reshaped(source, plan.index.shape)], { axis: plan.axis, mode }, [plan.view]);
  } catch (error) {
    throw explained(error, target, axes, indices);
  }
}

/** @internal `putInto` as an operation, on a copy. */
export function putAt(
  x: Tensor,
  axes: readonly number[],
  indices: readonly Tensor[],
  values: Tensor,
  accumulate: boolean,
): Tensor {
  return put([x, values, ...(indices as readonly Operand[])], { axes, accumulate });
}

/** @internal `putInto` as an operation, in place. */
export function putAt_(
  x: Tensor,
  axes: readonly number[],
  indices: readonly Tensor[],
  values: Tensor,
  accumulate: boolean,
): Tensor {
  return put.inPlace([x, values, ...(indices as readonly Operand[])], { axes, accumulate });
}
