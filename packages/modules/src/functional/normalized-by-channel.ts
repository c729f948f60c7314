import { numelOf } from '@nn/core';
import {
  defineElementwise,
  type Elementwise,
  type Op,
  type Operand,
  run,
  type Tensor,
  type VjpContext,
} from '@nn/tensor';
import { defineFold, isRecorded } from '@nn/tensor/internal';
import { type Moments, momentsOf, standardize } from './standardize.js';

interface ByChannel {
  readonly eps: number;
  /** Whether the moments are those of x itself: then gradients flow through them. */
  readonly own: boolean;
}

type Normalize = Elementwise<readonly [x: Tensor, mean: Tensor, factor: Tensor, weight: Operand, bias: Operand]>;

const normalize: Normalize = /* @__PURE__ */ defineElementwise({
  name: 'batchNorm',
  expression: (x, mean, factor, weight, bias) => x.sub(mean).mul(factor).mul(weight).add(bias),
});

type ToInput = Elementwise<
  readonly [dy: Tensor, x: Tensor, mean: Tensor, factor: Tensor, weight: Operand, dyMean: Tensor, dyzMean: Tensor]
>;

/** Of z = (x − mean) · factor: (dy − mean(dy) − z · mean(dy · z)) · factor · weight. */
const toInput: ToInput = /* @__PURE__ */ defineElementwise({
  name: 'batchNormBackward',
  expression: (dy, x, mean, factor, weight, dyMean, dyzMean) =>
    dy.sub(dyMean).sub(x.sub(mean).mul(factor).mul(dyzMean)).mul(factor.mul(weight)),
});

const distances = /* @__PURE__ */ defineFold({
  name: 'batchNorm',
  kind: 'sum',
  inputs: 2,
  body: ([x, mean]) => [x!.sub(mean!)],
});
const squaredDistances = /* @__PURE__ */ defineFold({
  name: 'batchNorm',
  kind: 'sum',
  inputs: 2,
  body: ([x, mean]) => {
    const distance = x!.sub(mean!);
    return [distance.mul(distance)];
  },
});
const products = /* @__PURE__ */ defineFold({
  name: 'batchNormBackward',
  kind: 'sum',
  inputs: 4,
  body: ([dy, x, mean, factor]) => [dy!.mul(x!.sub(mean!).mul(factor!))],
});

/** (x, mean, factor, weight?, bias?) → y, all of one dtype, and all but x in the shape of the moments; the factor is 1 / √(variance + eps). */
const batchNormOp: Op<ByChannel> = {
  name: 'batchNorm',
  gradName: 'NativeBatchNormBackward0',
  saves: (needs) => (needs.length > 3 ? [0, 1, 2, 3] : [0, 1, 2]),
  forward: (inputs) => {
    const [x, mean, factor, weight, bias] = inputs.map((input) => (input as Tensor).detach());
    return normalize(x!, mean!, factor!, weight ?? 1, bias ?? 0);
  },
  vjp: (context) => {
    const { dy, a: x, needs } = context;
    const weight = needs.length > 3 ? (context.operand(3) as Tensor) : null;
    const operands = weight === null ? [dy, x] : [dy, x, weight];
    const [toX, toWeight, toBias] = isRecorded(operands)
      ? composedGradients(context, weight)
      : gradients(context, weight);
    return [toX, null, null, toWeight, toBias].slice(0, needs.length);
  },
};

type Gradients = readonly [x: Tensor | null, weight: Tensor | null, bias: Tensor | null];

/** In two passes over dy and x, with the sums over channels between. */
function gradients(context: VjpContext<ByChannel>, weight: Tensor | null): Gradients {
  const { dy, a: x, b: mean, c: factor, needs } = context;
  const { own } = context.attributes;
  const dyz = own || needs[3] === true ? foldChannels(products, [dy, x, mean, factor]) : null;
  const dySum = own || needs[4] === true ? sumChannels(dy) : null;
  const count = countOf(x);
  const input = (): Tensor =>
    own
      ? toInput(dy, x, mean, factor, weight ?? 1, dySum!.div(count), dyz!.div(count))
      : dy.mul(weight === null ? factor : factor.mul(weight));
  return [needs[0] === true ? input() : null, needs[3] === true ? dyz : null, needs[4] === true ? dySum : null];
}

/** The same in tensor maths, to be differentiated again. */
function composedGradients(context: VjpContext<ByChannel>, weight: Tensor | null): Gradients {
  const { dy, a: x, needs } = context;
  const { eps, own } = context.attributes;
  const axes = axesOf(x);
  const moments = own ? momentsOf(x, axes) : null;
  const mean = moments === null ? context.b : moments.mean;
  const factor = moments === null ? context.c : moments.variance.add(eps).rsqrt();
  const z = x.sub(mean).mul(factor);
  const meanOf = (of: Tensor): Tensor => of.mean(axes, { keepdim: true });
  const input = (): Tensor => {
    const g = weight === null ? dy : dy.mul(weight);
    return (own ? g.sub(meanOf(g)).sub(z.mul(meanOf(g.mul(z)))) : g).mul(factor);
  };
  return [needs[0] === true ? input() : null, needs[3] === true ? dy.mul(z) : null, needs[4] === true ? dy : null];
}

/** All axes but that of the channels. */
function axesOf(x: Tensor): number[] {
  return x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
}

/** How many values a channel has. */
function countOf(x: Tensor): number {
  return x.numel() / x.shape[1]!;
}

type Fold = ReturnType<typeof defineFold>;

/** Folds operands, of which the first says the shape, to `[1, C, 1, …]`: what lies behind the channels first, in one pass. */
function foldChannels(fold: Fold, operands: readonly [Tensor, ...Tensor[]]): Tensor {
  const { shape } = operands[0];
  const behind = shape.map((_, axis) => axis).slice(2);
  if (numelOf(shape.slice(2)) === 1) return fold(operands, shape, axesOf(operands[0]))[0]!;
  return fold(operands, shape, behind)[0]!.sum(0, { keepdim: true });
}

function sumChannels(x: Tensor): Tensor {
  const behind = x.shape.map((_, axis) => axis).slice(2);
  const folded = behind.length === 0 ? x : x.sum(behind, { keepdim: true });
  return folded.sum(0, { keepdim: true });
}

/**
 * @internal Mean, biased and unbiased variance of every channel, outside the graph: in two passes over x, so that a large mean costs no
 * accuracy, and with the error taken out that the rounding of the mean makes.
 */
export function channelMoments(x: Tensor): Moments & { readonly unbiased: Tensor } {
  const values = x.detach();
  const count = countOf(values);
  const mean = sumChannels(values).div(count);
  const distance = foldChannels(distances, [values, mean]);
  const squares = foldChannels(squaredDistances, [values, mean]).sub(distance.mul(distance).div(count));
  return { mean, variance: squares.div(count), unbiased: squares.div(Math.max(0, count - 1)) };
}

/**
 * @internal (x − mean) / √(variance + eps) · weight + bias, channel by channel (axis 1), in one pass, and in two for all gradients. `own`: the
 * moments are those of x. Vectors in the shape of the moments.
 */
export function normalizedByChannel(
  x: Tensor,
  { mean, variance }: Moments,
  own: boolean,
  { weight, bias, eps }: { readonly weight: Tensor | null; readonly bias: Tensor | null; readonly eps: number },
): Tensor {
  if (!own && isRecorded([mean, variance])) {
    const scaled = standardize(x, { mean, variance }, eps);
    const weighted = weight === null ? scaled : scaled.mul(weight);
    return bias === null ? weighted : weighted.add(bias);
  }
  const operands = [x, mean.detach(), variance.detach().add(eps).rsqrt()];
  if (weight !== null) operands.push(weight);
  if (weight !== null && bias !== null) operands.push(bias);
  const y = run(batchNormOp, operands, { eps, own });
  return weight === null && bias !== null ? y.add(bias) : y;
}
