import { dtypes, formatShape, NnError, sameShape } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { checkReduction, reduce, type ReductionOptions } from './reduction.js';

export interface NllLossOptions extends ReductionOptions {
  /** A weight for every class, shape `[C]`. */
  readonly weight?: Tensor | null;
  /** Targets of this class count for nothing. @default -100 */
  readonly ignoreIndex?: number;
}

export interface CrossEntropyOptions extends NllLossOptions {
  /** Share of the target that is spread over all classes. @default 0 */
  readonly labelSmoothing?: number;
}

/**
 * −log p of the right class, from logits: log-softmax over the classes, then the negative log likelihood.
 *
 * @param input logits, shape `[C]`, `[N, C]` or `[N, C, …]`
 * @param target class numbers (int32 or int64) of shape `[]`, `[N]` or `[N, …]`, or probabilities in the shape of the input
 * @throws NnError 'SHAPE', 'DTYPE', 'INDEX' for a class that is not there, 'OPTION'
 * @example
 * import { crossEntropy, tensor } from '@nn/nn';
 *
 * crossEntropy(tensor([[0, 0]]), tensor([1n])).itemSync(); // 0.6931471824645996
 */
export function crossEntropy(input: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const smoothing = options.labelSmoothing ?? 0;
  if (!(smoothing >= 0 && smoothing <= 1)) {
    throw new NnError('OPTION', `label_smoothing must be between 0.0 and 1.0. Got: ${String(smoothing)}`, { op: 'crossEntropy', details: { labelSmoothing: smoothing } });
  }
  const classDim = input.ndim === 1 ? 0 : 1;
  if (input.ndim === 0) throw new NnError('SHAPE', 'crossEntropy: the input has no axis of classes', { op: 'crossEntropy', details: { shape: input.shape } });
  const logProbabilities = input.logSoftmax(classDim);
  if (sameShape(input.shape, target.shape) && dtypes[target.dtype].category === 'floating') return withProbabilities(logProbabilities, target, classDim, smoothing, options);
  const loss = nllLoss(logProbabilities, target, options);
  if (smoothing === 0) return loss;
  return smoothed(loss, logProbabilities, target, classDim, smoothing, options);
}

function withProbabilities(logProbabilities: Tensor, target: Tensor, classDim: number, smoothing: number, options: CrossEntropyOptions): Tensor {
  const classes = logProbabilities.shape[classDim]!;
  const wanted = smoothing === 0 ? target : target.mul(1 - smoothing).add(smoothing / classes);
  const weighted = options.weight == null ? logProbabilities : logProbabilities.mul(alongClasses(options.weight, logProbabilities, classDim));
  const losses = weighted.mul(wanted).sum(classDim).neg();
  const reduction = checkReduction(options.reduction ?? 'mean', 'crossEntropy');
  if (reduction !== 'mean') return reduce(losses, reduction, 'crossEntropy');
  return losses.sum().div(logProbabilities.numel() / classes);
}

/** (1 − ε) · loss + ε/C · the loss against every class, with the weights and the ignored targets of the first part. */
function smoothed(loss: Tensor, logProbabilities: Tensor, target: Tensor, classDim: number, smoothing: number, options: CrossEntropyOptions): Tensor {
  const classes = logProbabilities.shape[classDim]!;
  const weighted = options.weight == null ? logProbabilities : logProbabilities.mul(alongClasses(options.weight, logProbabilities, classDim));
  const ignored = target.eq(options.ignoreIndex ?? -100);
  const uniform = weighted.sum(classDim).neg().maskedFill(ignored, 0);
  const reduction = options.reduction ?? 'mean';
  let spread = reduction === 'none' ? uniform : uniform.sum();
  if (reduction === 'mean') {
    const kept = ignored.logicalNot();
    const count = options.weight == null ? kept.sum().to(logProbabilities.dtype) : gatherWeights(options.weight, target, ignored).sum();
    spread = spread.div(count);
  }
  return loss.mul(1 - smoothing).add(spread.mul(smoothing / classes));
}

/**
 * Negative log likelihood: −w[target] · x[target], averaged over the weights of the targets.
 *
 * @param input log probabilities, shape `[C]`, `[N, C]` or `[N, C, …]`
 * @param target class numbers, the input's shape without its class axis
 * @throws NnError 'SHAPE', 'DTYPE', 'INDEX', 'OPTION'
 * @example
 * import { nllLoss, tensor } from '@nn/nn';
 *
 * nllLoss(tensor([[-1, -2]]), tensor([0n])).itemSync(); // 1
 */
export function nllLoss(input: Tensor, target: Tensor, options: NllLossOptions = {}): Tensor {
  const reduction = checkReduction(options.reduction ?? 'mean', 'nllLoss');
  const classDim = input.ndim === 1 ? 0 : 1;
  checkTargets(input, target, classDim, options);
  const ignored = target.eq(options.ignoreIndex ?? -100);
  const safe = target.maskedFill(ignored, 0);
  const picked = input.gather(classDim, safe.unsqueeze(classDim)).squeeze(classDim).neg();
  const weights = options.weight == null ? null : gatherWeights(options.weight, safe, ignored);
  const losses = weights === null ? picked.maskedFill(ignored, 0) : picked.mul(weights);
  if (reduction !== 'mean') return reduce(losses, reduction, 'nllLoss');
  const count = weights === null ? ignored.logicalNot().sum().to(input.dtype) : weights.sum();
  return losses.sum().div(count);
}

/** The weight of every target's class; 0 where it is ignored. */
function gatherWeights(weight: Tensor, target: Tensor, ignored: Tensor): Tensor {
  const flat = target.maskedFill(ignored, 0).reshape([-1]);
  return weight.gather(0, flat).reshape(target.shape).maskedFill(ignored, 0);
}

function alongClasses(weight: Tensor, x: Tensor, classDim: number): Tensor {
  return weight.reshape(x.shape.map((_, axis) => (axis === classDim ? -1 : 1)));
}

function checkTargets(input: Tensor, target: Tensor, classDim: number, { weight }: NllLossOptions): void {
  const wanted = input.shape.filter((_, axis) => axis !== classDim);
  if (!sameShape(target.shape, wanted)) {
    throw new NnError('SHAPE', `Expected target size ${formatShape(wanted)}, got ${formatShape(target.shape)}`, {
      op: 'nllLoss',
      details: { input: input.shape, target: target.shape },
      advice: 'Class numbers have the shape of the input without its class axis.',
    });
  }
  if (target.dtype !== 'int64' && target.dtype !== 'int32') {
    throw new NnError('DTYPE', `expected scalar type Long but found ${dtypes[target.dtype].torchName}`, {
      op: 'nllLoss',
      details: { dtype: target.dtype },
      advice: 'Class numbers are integers: tensor([0n, 2n]), or .to(\'int64\').',
    });
  }
  const classes = input.shape[classDim]!;
  if (weight != null && !sameShape(weight.shape, [classes])) {
    throw new NnError('SHAPE', `weight tensor should be defined either for all ${classes} classes or no classes but got weight tensor of shape: ${formatShape(weight.shape)}`, {
      op: 'nllLoss',
      details: { classes, weight: weight.shape },
    });
  }
}
