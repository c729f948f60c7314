import type { Shape, View } from '@nn/core';
import { hostTensor } from '../../from-host.js';
import { allocate, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { additionIn } from './columns.js';

/** @internal The part of an axis that an output place of an adaptive pool sees. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** @internal As PyTorch divides an axis: parts of sizes that differ by one at most, overlapping where they must. */
export function spansOf(size: number, count: number): readonly Span[] {
  return Array.from({ length: count }, (_, place) => ({
    start: Math.floor((place * size) / count),
    end: Math.ceil(((place + 1) * size) / count),
  }));
}

interface Spans {
  /** Of the last axes, each one's. */
  readonly spans: readonly (readonly Span[])[];
  /** Of the input. */
  readonly shape: Shape;
}

const ops = /* @__PURE__ */ new Map<string, Op<Spans>>();

function meanOp(name: string, gradName: string): Op<Spans> {
  let op = ops.get(gradName);
  if (op === undefined) {
    op = {
      name,
      gradName,
      saves: 'none',
      forward: ([x], { spans, shape }) => {
        const lead = shape.length - spans.length;
        return spans.reduce((y, own, axis) => meansAlong(y, lead + axis, own), (x as Tensor).detach());
      },
      vjp: ({ dy, attributes }) => [run(spreadOp, [dy], attributes)],
    };
    ops.set(gradName, op);
  }
  return op;
}

const spreadOp: Op<Spans> = {
  name: 'adaptiveAvgPoolBackward',
  gradName: 'AdaptiveAvgPool2DBackwardBackward0',
  saves: 'none',
  forward: ([dy], { spans, shape }) => {
    const lead = shape.length - spans.length;
    return spans.reduceRight(
      (dx, own, axis) => spreadAlong(dx, lead + axis, own, shape[lead + axis]!),
      (dy as Tensor).detach(),
    );
  },
  vjp: ({ dy, attributes }) => [run(meanOp('adaptiveAvgPool', 'AdaptiveAvgPool2DBackward0'), [dy], attributes)],
};

function meansAlong(x: Tensor, axis: number, spans: readonly Span[]): Tensor {
  const { backend } = x.storage;
  const output = allocate(x, backend, x.dtype, x.shape.with(axis, spans.length));
  if (output.numel() === 0) return output;
  spans.forEach(({ start, end }, place) => {
    backend.kernels.reduce([part(x, axis, start, end)], { kind: 'sum', axes: [axis] }, [
      part(output, axis, place, place + 1),
    ]);
  });
  return output.div_(lengths(x, axis, spans));
}

function spreadAlong(dy: Tensor, axis: number, spans: readonly Span[], size: number): Tensor {
  const { backend } = dy.storage;
  const output = allocate(dy, backend, dy.dtype, dy.shape.with(axis, size));
  if (output.numel() === 0) return output;
  const shares = dy.div(lengths(dy, axis, spans));
  const graph = additionIn(dy.dtype);
  spans.forEach(({ start, end }, place) => {
    const target = part(output, axis, start, end);
    const share = part(shares, axis, place, place + 1);
    const repeated = { ...share, shape: target.shape, strides: share.strides.with(axis, 0) };
    backend.kernels.expression([target, repeated], { graph, scalars: [] }, [target]);
  });
  return output;
}

function part(x: Tensor, axis: number, start: number, end: number): View {
  const { storage, dtype, shape, strides, offset } = x;
  return { storage, dtype, shape: shape.with(axis, end - start), strides, offset: offset + start * strides[axis]! };
}

function lengths(x: Tensor, axis: number, spans: readonly Span[]): Tensor {
  const shape = x.shape.map((_, at) => (at === axis ? spans.length : 1));
  const values = Float64Array.from(spans, ({ start, end }) => end - start);
  return hostTensor(x, x.dtype, shape, values, 'float64');
}

/** @internal Means over spans of the last axes, one axis after the other: where spans are a grid, the mean of means is the mean. */
export function meansOverSpans(x: Tensor, spans: readonly (readonly Span[])[], name: string, gradName: string): Tensor {
  return run(meanOp(name, gradName), [x], { spans, shape: x.shape });
}
