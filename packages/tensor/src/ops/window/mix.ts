import type { DType, Shape } from '@nn/core';
import { hostTensor } from '../../from-host.js';
import { allocate, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';

/** @internal One share in every output place of an axis: which input place it comes from, and how much of it. */
export interface Share {
  readonly from: Int32Array;
  /** `null` for all of it. */
  readonly weight: Float64Array | null;
}

/** @internal What becomes of an axis: each output place is a sum of shares. */
export interface AxisMix {
  readonly axis: number;
  readonly shares: readonly Share[];
}

interface Mix {
  readonly axes: readonly AxisMix[];
  /** Of the input. */
  readonly shape: Shape;
}

const ops = /* @__PURE__ */ new Map<string, Op<Mix>>();

function mixOp(name: string, gradName: string): Op<Mix> {
  let op = ops.get(gradName);
  if (op === undefined) {
    op = {
      name,
      gradName,
      saves: 'none',
      forward: ([x], { axes }) => axes.reduce((y, axis) => forth(y, axis), (x as Tensor).detach()),
      vjp: ({ dy, attributes }) => [run(backOp, [dy], attributes)],
    };
    ops.set(gradName, op);
  }
  return op;
}

const backOp: Op<Mix> = {
  name: 'mixBackward',
  gradName: 'MixBackwardBackward0',
  saves: 'none',
  forward: ([dy], { axes, shape }) =>
    axes.reduceRight((dx, axis) => back(dx, axis, shape[axis.axis]!), (dy as Tensor).detach()),
  vjp: ({ dy, attributes }) => [run(mixOp('mix', 'MixBackward0'), [dy], attributes)],
};

function forth(x: Tensor, { axis, shares }: AxisMix): Tensor {
  let sum: Tensor | null = null;
  for (const { from, weight } of shares) {
    const part = weighted(x.indexSelect(axis, places(x, from)), axis, weight);
    sum = sum === null ? part : sum.add_(part);
  }
  return sum!;
}

function back(dy: Tensor, { axis, shares }: AxisMix, size: number): Tensor {
  const dx = allocate(dy, dy.storage.backend, dy.dtype, dy.shape.with(axis, size));
  for (const { from, weight } of shares) dx.indexAdd_(axis, places(dy, from), weighted(dy, axis, weight));
  return dx;
}

function weighted(x: Tensor, axis: number, weight: Float64Array | null): Tensor {
  if (weight === null) return x;
  const shape = x.shape.map((size, at) => (at === axis ? size : 1));
  return x.mul(hostTensor(x, x.dtype, shape, weight, 'float64'));
}

function places(x: Tensor, from: Int32Array): Tensor {
  return hostTensor(x, 'int32', [from.length], from, 'int32');
}

/** @internal Mixes places along axes, one axis after the other. Linear, and so is its derivative: each is the other's. */
export function mix(x: Tensor, axes: readonly AxisMix[], name: string, gradName: string): Tensor {
  return run(mixOp(name, gradName), [x], { axes, shape: x.shape });
}

/** @internal How PyTorch rounds on the way to places and weights: in the dtype of the tensor. */
export function rounding(dtype: DType): (value: number) => number {
  return dtype === 'float64' ? (value) => value : Math.fround;
}
