import { numelOf, type Shape, type View, type Windows } from '@nn/core';
import { contiguous } from '../../copy.js';
import { allocate, allocateBlank, backendOf, type Op, run, type VjpContext } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { multiply, savesFactors, transposed } from '../linalg/product.js';
import { addWindows, isTrivial, looking, reshaped, windowsOf } from './columns.js';

/*
 * Convolution is one form, linear in each of three tensors: T(x, w, y) = Σ x[n, c, o·stride − before + k·dilation] · w[m, c, k] · y[n, m, o],
 * with c in the group of m. A convolution is its derivative by y, a transposed convolution that by x, the gradient of a weight that by w. So
 * these three are each other's derivatives, to any order, and a kernel of a backend for one of them needs to know nothing of gradients.
 */

/** @internal The windows of w in x, one for each place of y, and how many groups channels fall into. */
export interface Convolution extends Windows {
  readonly groups: number;
}

type Form = 'x' | 'w' | 'y';

/** The operands that a derivative of T by one of the three has left, in their order. */
const operandsOf = { x: ['w', 'y'], w: ['x', 'y'], y: ['x', 'w'] } as const;

/** A derivative of T. A third operand is a bias of the channels that come out. */
function derivative(by: Form, name: string, gradName: string): Op<Convolution> {
  return {
    name,
    gradName,
    saves: savesFactors,
    forward: (inputs, convolution) => {
      backendOf(name, inputs);
      const [a, b, bias] = inputs.map((input) => (input as Tensor).detach());
      return byKernel(by, a!, b!, bias ?? null, convolution) ?? compute[by](a!, b!, bias ?? null, convolution);
    },
    vjp: (context) => gradients(by, context),
  };
}

/** Each operand's gradient is the derivative of T by it, the cotangent in the place of what came out. */
function gradients(by: Form, context: VjpContext<Convolution>): readonly (Tensor | null)[] {
  const { dy, needs, attributes } = context;
  const [first] = operandsOf[by];
  const at = (form: Form): Tensor => (form === by ? dy : form === first ? context.a : context.b);
  return needs.map((wanted, position) => {
    if (!wanted) return null;
    const form = operandsOf[by][position];
    if (form === undefined) return dy.sum(dy.shape.map((_, axis) => axis).filter((axis) => axis !== 1));
    const [one, other] = operandsOf[form];
    return run(backward[form], [at(one), at(other)], attributes);
  });
}

/** @internal (x, w, bias?) → y */
export const convolution: Op<Convolution> = /* @__PURE__ */ derivative('y', 'convolution', 'ConvolutionBackward0');

/** @internal (w, y, bias?) → x */
export const transposedConvolution: Op<Convolution> = /* @__PURE__ */ derivative(
  'x',
  'convTranspose',
  'ConvolutionBackward0',
);

/** The same in a gradient. */
const backward: Readonly<Record<Form, Op<Convolution>>> = {
  x: /* @__PURE__ */ derivative('x', 'convolutionBackward', 'ConvolutionBackwardBackward0'),
  w: /* @__PURE__ */ derivative('w', 'convolutionBackward', 'ConvolutionBackwardBackward0'),
  y: /* @__PURE__ */ derivative('y', 'convolutionBackward', 'ConvolutionBackwardBackward0'),
};

/** The backend's own kernel, where it has one for these operands. Windows of one element are products, and nothing beats those. */
function byKernel(by: Form, a: Tensor, b: Tensor, bias: Tensor | null, convolution: Convolution): Tensor | null {
  const { backend } = a.storage;
  const { convolution: kernel } = backend.kernels;
  if (kernel === undefined || a.dtype !== 'float32' || convolution.kernel.length > 2) return null;
  if ((by !== 'w' && isTrivial(convolution)) || a.numel() === 0 || b.numel() === 0) return null;
  const out = allocateBlank(a, backend, a.dtype, shapeOf[by](a.shape, b.shape, convolution));
  const inputs = [contiguous(a), contiguous(b)];
  if (bias !== null) inputs.push(contiguous(bias));
  kernel(inputs, { ...convolution, by }, [out]);
  return out;
}

/** What comes out of the other two. */
const shapeOf: Readonly<Record<Form, (a: Shape, b: Shape, convolution: Convolution) => Shape>> = {
  x: (w, y, { groups, input }) => [y[0]!, w[1]! * groups, ...input],
  w: (x, y, { groups, kernel }) => [y[1]!, x[1]! / groups, ...kernel],
  y: (x, w, { output }) => [x[0]!, w[0]!, ...output],
};

type Compute = (a: Tensor, b: Tensor, bias: Tensor | null, convolution: Convolution) => Tensor;

/** Each as one batch of matrix products over groups: weights [g, m, c·k], windows [n, g, c·k, o]. */
const compute: Readonly<Record<Form, Compute>> = { x: byX, w: byW, y: byY };

function byY(x: Tensor, w: Tensor, bias: Tensor | null, convolution: Convolution): Tensor {
  const { groups, output } = convolution;
  const left = weightMatrices(w, groups);
  const columns = columnsOf(x, convolution);
  const y = multiply(x, left, columns, [x.shape[0]!, groups, left.shape[1]!, columns.shape[3]!], biasOf(bias, groups));
  return reshaped(y, [x.shape[0]!, w.shape[0]!, ...output]);
}

function byX(w: Tensor, y: Tensor, bias: Tensor | null, convolution: Convolution): Tensor {
  const { groups, input, output, kernel } = convolution;
  const left = transposed(weightMatrices(w, groups));
  const [batch, outputs] = y.shape as readonly [number, number];
  const places = numelOf(output);
  const rows = reshaped(contiguous(y), [batch, groups, outputs / groups, places]);
  const channels = w.shape[1]! * groups;
  const columns = multiply(y, left, rows, [batch, groups, left.shape[1]!, places]);
  const shape = [batch, channels, ...input];
  if (isTrivial(convolution) && bias === null) return reshaped(columns, shape);
  const target = allocate(y, y.storage.backend, y.dtype, shape);
  if (bias !== null) fillChannels(target, bias);
  const rank = kernel.length;
  const windows = reshaped(columns, [batch, channels, ...kernel, ...output]);
  addWindows(swapped(windows, rank), convolution, target);
  return target;
}

/** Sums over the batch too, so it stands in the long axis of the product. */
function byW(x: Tensor, y: Tensor, _bias: Tensor | null, convolution: Convolution): Tensor {
  const { groups, kernel } = convolution;
  const [batch, channels] = x.shape as readonly [number, number];
  const outputs = y.shape[1]!;
  const places = batch * numelOf(convolution.output);
  const columns = contiguous(
    batchInside(swapped(windowsOf(grouped(x, groups), convolution), kernel.length), kernel.length),
  );
  const rows = contiguous(batchInside(grouped(y, groups), 0));
  const left = reshaped(rows, [groups, outputs / groups, places]);
  const right = reshaped(columns, [groups, (channels / groups) * numelOf(kernel), places]);
  const w = multiply(x, left, transposed(right), [groups, left.shape[1]!, right.shape[1]!]);
  return reshaped(w, [outputs, channels / groups, ...kernel]);
}

/** Windows as the columns of matrices: [n, g, c·k, o]. Copied, where they are not that already. */
function columnsOf(x: Tensor, convolution: Convolution): Tensor {
  const { groups, kernel, output } = convolution;
  const [batch, channels] = x.shape as readonly [number, number];
  const shape = [batch, groups, (channels / groups) * numelOf(kernel), numelOf(output)];
  if (isTrivial(convolution)) return reshaped(contiguous(x), shape);
  return reshaped(contiguous(swapped(windowsOf(grouped(x, groups), convolution), kernel.length)), shape);
}

/** [m, c, k…] → [g, m/g, c·k] */
function weightMatrices(w: Tensor, groups: number): Tensor {
  const outputs = w.shape[0]! / groups;
  return reshaped(contiguous(w), [groups, outputs, numelOf(w.shape.slice(1))]);
}

/** A bias as columns [g, m/g, 1]. */
function biasOf(bias: Tensor | null, groups: number): View | null {
  if (bias === null) return null;
  const step = bias.strides[0]!;
  const own = bias.shape[0]! / groups;
  return {
    storage: bias.storage,
    dtype: bias.dtype,
    shape: [groups, own, 1],
    strides: [own * step, step, 0],
    offset: bias.offset,
  };
}

function fillChannels(target: Tensor, bias: Tensor): void {
  const { storage, dtype, offset } = bias;
  const strides = target.shape.map((_, axis) => (axis === 1 ? bias.strides[0]! : 0));
  target.storage.backend.kernels.copy([{ storage, dtype, shape: target.shape, strides, offset }], {}, [target]);
}

/** [n, c, …] → [n, g, c/g, …], whatever the strides. */
function grouped(x: Tensor, groups: number): Tensor {
  const [batch, channels, ...sizes] = x.shape as readonly [number, number, ...number[]];
  const [step, own, ...rest] = x.strides as readonly [number, number, ...number[]];
  const each = channels / groups;
  const shape = [batch, groups, each, ...sizes];
  return x.over(x.storage, shape, [step, own * each, own, ...rest], x.offset);
}

/** [n, g, c, k…, o…] → [g, c, k…, n, o…] */
function batchInside(x: Tensor, kernelAxes: number): Tensor {
  const axes = x.shape.map((_, axis) => axis);
  const order = [...axes.slice(1, 3 + kernelAxes), 0, ...axes.slice(3 + kernelAxes)];
  return ordered(x, order);
}

/** The last two times `rank` axes exchanged: […, o…, k…] ↔ […, k…, o…]. */
function swapped(x: Tensor, rank: number): Tensor {
  const axes = x.shape.map((_, axis) => axis);
  const lead = x.ndim - 2 * rank;
  return ordered(x, [...axes.slice(0, lead), ...axes.slice(lead + rank), ...axes.slice(lead, lead + rank)]);
}

function ordered(x: Tensor, axes: readonly number[]): Tensor {
  const { storage, dtype, shape, strides, offset } = x;
  return looking(x, {
    storage,
    dtype,
    shape: axes.map((axis) => shape[axis]!),
    strides: axes.map((axis) => strides[axis]!),
    offset,
  });
}
