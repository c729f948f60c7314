import { dtypes, NnError, sameShape } from '@nn/core';
import { scope, type Tensor } from '@nn/tensor';
import { checkInput, checkWeight, nllLoss, type NllLossOptions, weightsOf } from './nll-loss.js';
import { checkReduction, reduce } from './reduction.js';

export interface CrossEntropyOptions extends NllLossOptions {
  /** Share of the target that is spread over all classes. @default 0 */
  readonly labelSmoothing?: number;
}

/**
 * −log p of the right class, from logits: log-softmax over the classes, then the negative log likelihood.
 *
 * @param input logits, shape `[C]`, `[N, C]` or `[N, C, …]`
 * @param target class numbers (int32, int64 or uint8) of shape `[]`, `[N]` or `[N, …]`, or probabilities in the shape of the input
 * @throws NnError 'SHAPE', 'DTYPE', 'INDEX' for a class that is not there, 'OPTION'
 * @example
 * import { crossEntropy, tensor } from '@nn/nn';
 *
 * crossEntropy(tensor([[0, 0]]), tensor([1n])).itemSync(); // 0.6931471824645996
 */
export function crossEntropy(input: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const smoothing = options.labelSmoothing ?? 0;
  if (!(smoothing >= 0 && smoothing <= 1)) {
    throw new NnError('OPTION', `label_smoothing must be between 0.0 and 1.0. Got: ${String(smoothing)}`, {
      op: 'crossEntropy',
      details: { labelSmoothing: smoothing },
    });
  }
  const classDim = checkInput(input, 'crossEntropy');
  return scope(() => {
    if (sameShape(input.shape, target.shape)) return ofProbabilities(input, target, classDim, smoothing, options);
    const logProbabilities = input.logSoftmax(classDim);
    const loss = nllLoss(logProbabilities, target, options);
    return smoothing === 0 ? loss : smoothed(loss, logProbabilities, target, classDim, smoothing, options);
  });
}

function ofProbabilities(
  input: Tensor,
  target: Tensor,
  classDim: number,
  smoothing: number,
  options: CrossEntropyOptions,
): Tensor {
  const classes = input.shape[classDim]!;
  const reduction = checkReduction(options.reduction ?? 'mean', 'crossEntropy');
  if (!target.isFloatingPoint()) {
    const found = dtypes[target.dtype].torchName;
    const sentence = `Expected floating point type for target with class probabilities, got ${found}`;
    throw new NnError('DTYPE', sentence, {
      op: 'crossEntropy',
      details: { dtype: target.dtype },
      advice: 'Class numbers have the shape of the input without its class axis; probabilities are floats.',
    });
  }
  if ((options.ignoreIndex ?? -1) >= 0) {
    throw new NnError('OPTION', 'ignore_index is not supported for floating point target', {
      op: 'crossEntropy',
      details: { ignoreIndex: options.ignoreIndex },
    });
  }
  checkWeight(options.weight, classes, input, 'crossEntropy');
  const wanted = smoothing === 0 ? target : target.mul(1 - smoothing).add(smoothing / classes);
  const losses = weighted(input.logSoftmax(classDim), classDim, options).mul(wanted).sum(classDim).neg();
  if (reduction !== 'mean') return reduce(losses, reduction, 'crossEntropy');
  return losses.sum().div(input.numel() / classes);
}

/** (1 − ε) · loss + ε/C · the loss against every class, with the weights and the ignored targets of the first part. */
function smoothed(
  loss: Tensor,
  logProbabilities: Tensor,
  target: Tensor,
  classDim: number,
  smoothing: number,
  options: CrossEntropyOptions,
): Tensor {
  const classes = logProbabilities.shape[classDim]!;
  const ignored = target.eq(options.ignoreIndex ?? -100);
  const uniform = weighted(logProbabilities, classDim, options).sum(classDim).neg().maskedFill(ignored, 0);
  const reduction = options.reduction ?? 'mean';
  let spread = reduction === 'none' ? uniform : uniform.sum();
  if (reduction === 'mean')
    spread = spread.div(weightsOf(target, ignored, logProbabilities.dtype, options.weight).sum());
  return loss.mul(1 - smoothing).add(spread.mul(smoothing / classes));
}

/** Every class times its weight. */
function weighted(x: Tensor, classDim: number, { weight }: NllLossOptions): Tensor {
  return weight == null ? x : x.mul(weight.reshape(x.shape.map((_, axis) => (axis === classDim ? -1 : 1))));
}
