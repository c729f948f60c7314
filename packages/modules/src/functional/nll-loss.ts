import { type DType, dtypes, formatShape, NnError, sameShape, type Shape } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { checkReduction, reduce, type ReductionOptions } from './reduction.js';

export interface NllLossOptions extends ReductionOptions {
  /** A weight for every class, shape `[C]`. */
  readonly weight?: Tensor | null;
  /** Targets of this class count for nothing. @default -100 */
  readonly ignoreIndex?: number;
}

/**
 * Negative log likelihood: −w[target] · x[target], averaged over the weights of the targets.
 *
 * @param input log probabilities, shape `[C]`, `[N, C]` or `[N, C, …]`
 * @param target class numbers (int32, int64 or uint8), the input's shape without its class axis
 * @throws NnError 'SHAPE', 'DTYPE', 'INDEX' for a class that is not there, 'OPTION'
 * @example
 * import { nllLoss, tensor } from '@nn/nn';
 *
 * nllLoss(tensor([[-1, -2]]), tensor([0n])).itemSync(); // 1
 */
export function nllLoss(input: Tensor, target: Tensor, options: NllLossOptions = {}): Tensor {
  const reduction = checkReduction(options.reduction ?? 'mean', 'nllLoss');
  const classDim = checkInput(input, 'nllLoss');
  checkTarget(input, target, classDim);
  checkWeight(options.weight, input.shape[classDim]!, input, 'nllLoss');
  const ignored = target.eq(options.ignoreIndex ?? -100);
  const losses = pick(input, target, ignored, classDim).neg();
  if (options.weight == null && reduction !== 'mean')
    return reduce(losses.maskedFill(ignored, 0), reduction, 'nllLoss');
  const weights = weightsOf(target, ignored, input.dtype, options.weight);
  const weighted = options.weight == null ? losses.maskedFill(ignored, 0) : losses.mul(weights);
  return reduction === 'mean' ? weighted.sum().div(weights.sum()) : reduce(weighted, reduction, 'nllLoss');
}

/** The value of every target's class; that of class 0 where the target is ignored. */
function pick(input: Tensor, target: Tensor, ignored: Tensor, classDim: number): Tensor {
  try {
    return input.gather(classDim, classNumbers(target, ignored).unsqueeze(classDim)).squeeze(classDim);
  } catch (error) {
    const index = error instanceof NnError && error.code === 'INDEX' ? error.details['index'] : undefined;
    if (typeof index !== 'number' && typeof index !== 'bigint') throw error;
    throw new NnError('INDEX', `Target ${index} is out of bounds.`, {
      op: 'nllLoss',
      details: { target: index, classes: input.shape[classDim]! },
      advice: `There are ${input.shape[classDim]!} classes, counted from 0.`,
    });
  }
}

/** Targets as indices; 0 where they are ignored. */
function classNumbers(target: Tensor, ignored: Tensor): Tensor {
  const numbers = target.maskedFill(ignored, 0);
  return numbers.dtype === 'uint8' ? numbers.to('int64') : numbers;
}

/** @internal The weight of every target, 1 without weights; 0 where it is ignored. */
export function weightsOf(target: Tensor, ignored: Tensor, dtype: DType, weight: Tensor | null | undefined): Tensor {
  if (weight == null) return ignored.logicalNot().to(dtype);
  const flat = classNumbers(target, ignored).reshape([-1]);
  return weight.gather(0, flat).reshape(target.shape).maskedFill(ignored, 0);
}

/** @internal The axis of classes. */
export function checkInput(input: Tensor, op: string): 0 | 1 {
  if (input.ndim > 0) return input.ndim === 1 ? 0 : 1;
  throw new NnError('SHAPE', 'Expected 1 or more dimensions (got 0)', { op, details: { shape: input.shape } });
}

/** @internal */
export function checkWeight(weight: Tensor | null | undefined, classes: number, input: Tensor, op: string): void {
  if (weight == null) return;
  if (!sameShape(weight.shape, [classes])) {
    const sentence = `weight tensor should be defined either for all ${classes} classes or no classes but got weight tensor of shape: ${formatShape(weight.shape)}`;
    throw new NnError('SHAPE', sentence, { op, details: { classes, weight: weight.shape } });
  }
  if (weight.dtype !== input.dtype)
    throw wrongType(input.dtype, weight.dtype, op, 'The weights have the dtype of the input.');
}

function checkTarget(input: Tensor, target: Tensor, classDim: number): void {
  const wanted = input.shape.filter((_, axis) => axis !== classDim);
  if (!sameShape(target.shape, wanted)) {
    throw new NnError('SHAPE', mismatch(input.shape, target.shape, wanted), {
      op: 'nllLoss',
      details: { input: input.shape, target: target.shape },
      advice: 'Class numbers have the shape of the input without its class axis.',
    });
  }
  if (target.dtype === 'int64' || target.dtype === 'int32' || target.dtype === 'uint8') return;
  throw wrongType('int64', target.dtype, 'nllLoss', "Class numbers are integers: tensor([0n, 2n]), or .to('int64').");
}

/** What PyTorch says of shapes that do not meet. */
function mismatch(input: Shape, target: Shape, wanted: Shape): string {
  if (input.length > 1 && target.length > 0 && input[0] !== target[0]) {
    return `Expected input batch_size (${input[0]}) to match target batch_size (${target[0]}).`;
  }
  if (input.length === 2 && target.length > 1) return '0D or 1D target tensor expected, multi-target not supported';
  if (input.length === 1) return `size mismatch (got input: ${formatShape(input)}, target: ${formatShape(target)})`;
  return `Expected target size ${formatShape(wanted)}, got ${formatShape(target)}`;
}

function wrongType(expected: DType, found: DType, op: string, advice: string): NnError {
  return new NnError(
    'DTYPE',
    `expected scalar type ${dtypes[expected].torchName} but found ${dtypes[found].torchName}`,
    {
      op,
      details: { expected, found },
      advice,
    },
  );
}
