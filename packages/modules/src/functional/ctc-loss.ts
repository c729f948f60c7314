import { cat, type Op, run, stack, type Tensor, tensor, where, zeros } from '@nn/tensor';
import { type Alignment, alignmentOf, type Lengths } from './ctc-alignment.js';
import { widerOf } from './float-check.js';
import { checkReduction, reduce, type ReductionOptions } from './reduction.js';

export interface CtcLossOptions extends ReductionOptions {
  /** The class that means nothing. @default 0 */
  readonly blank?: number;
  /** A target that no path can spell counts as 0, instead of infinity. @default false */
  readonly zeroInfinity?: boolean;
}

/** Log of a probability that is as good as 0, yet can be subtracted from itself. */
const never = -1e30;

interface Steps {
  /** 1 for the steps of every sequence that count, shape `[T, N, 1]`. */
  readonly within: Tensor;
}

/**
 * The loss as it is, with PyTorch's derivative: of logits that have been through a log-softmax, as if both were one. To −occupancy it adds
 * the probabilities themselves, which for true log probabilities makes no difference to what arrives before the log-softmax.
 */
const ctcOp: Op<Steps> = {
  name: 'ctcLoss',
  gradName: 'CtcLossBackward0',
  saves: [1],
  forward: (inputs) => (inputs[0] as Tensor).detach().clone(),
  vjp: ({ dy, b, attributes: { within } }) => [
    dy,
    b
      .exp()
      .mul(within)
      .mul(dy.reshape([1, -1, 1])),
  ],
};

/**
 * Connectionist temporal classification: −log of the probability that the sequence spells the target, over all ways to stretch it with
 * repetitions and blanks (Graves et al. 2006). With `'mean'`, every loss is divided by the length of its target first.
 *
 * @param logProbs log probabilities, shape `[T, N, C]` or `[T, C]`
 * @param targets classes, shape `[N, S]`, or one after the other in a vector
 * @param inputLengths how many steps of every sequence count
 * @param targetLengths how many classes every target has
 * @throws NnError 'SHAPE', 'OPTION' for lengths that do not fit, 'INDEX' for a class that is not there, 'SYNC_READ' where targets and lengths
 * cannot be read at once
 * @example
 * import { ctcLoss, tensor } from '@nn/nn';
 *
 * const logProbs = tensor([[[0.5, 0.5]], [[0.5, 0.5]]]).log();
 * ctcLoss(logProbs, tensor([[1n]]), [2], [1]).itemSync(); // 0.28768208622932434
 */
export function ctcLoss(
  logProbs: Tensor,
  targets: Tensor,
  inputLengths: Lengths,
  targetLengths: Lengths,
  options: CtcLossOptions = {},
): Tensor {
  const { blank = 0, zeroInfinity = false, reduction = 'mean' } = options;
  checkReduction(reduction, 'ctcLoss');
  const batched = logProbs.ndim === 3;
  const steps = (batched ? logProbs : logProbs.unsqueeze(1)).to(widerOf(logProbs.dtype));
  const alignment = alignmentOf(steps, targets, inputLengths, targetLengths, blank);
  const within = withinOf(steps, alignment);
  const likelihood = logLikelihood(steps, alignment, within);
  const finite = likelihood.detach().gt(never / 10);
  const exact = run(ctcOp, [likelihood.neg(), steps], { within: within.to(steps.dtype) });
  const losses = where(finite, exact, zeroInfinity ? 0 : Infinity).to(logProbs.dtype);
  if (reduction === 'none') return batched ? losses : losses.squeeze(0);
  if (reduction === 'sum') return losses.sum();
  const lengths = alignment.targetLengths.map((length) => Math.max(length, 1));
  return reduce(losses.div(tensor(lengths, { dtype: logProbs.dtype, device: logProbs.device })), 'mean', 'ctcLoss');
}

/** Log of the summed probability of all paths, sequence by sequence: the forward recursion over states blank, y1, blank, y2, … */
function logLikelihood(logProbs: Tensor, alignment: Alignment, within: Tensor): Tensor {
  const { labels, skips, targetLengths } = alignment;
  const [length, count] = logProbs.shape as readonly [number, number];
  const { dtype, device } = logProbs;
  const states = labels[0]?.length ?? 1;
  const index = tensor(labels.flat().map(BigInt), { dtype: 'int64', device }).reshape([1, count, states]);
  const emitted = logProbs.gather(2, index.expand([length, count, states]));
  const skip = tensor(skips.flat(), { dtype: 'bool', device }).reshape([count, states]);
  const fill = (columns: number): Tensor => zeros([count, columns], { dtype, device }).add(never);
  // Before the first step, all is in the first blank.
  let alpha = padded(zeros([count, 1], { dtype, device }), fill(states - 1));
  for (let t = 0; t < length; t++) {
    const shifted = (by: number): Tensor =>
      padded(fill(Math.min(by, states)), alpha.narrow(1, 0, Math.max(states - by, 0)));
    const ways = [alpha, shifted(1), where(skip, shifted(2), never)];
    const next = stack(ways, 2).logsumexp(2).add(emitted.select(0, t));
    alpha = where(within.select(0, t), next, alpha);
  }
  const ends = tensor(
    targetLengths.flatMap((size) => [BigInt(2 * size), BigInt(Math.max(2 * size - 1, 0))]),
    { dtype: 'int64', device },
  );
  const single = tensor(
    targetLengths.flatMap((size) => [false, size === 0]),
    { dtype: 'bool', device },
  );
  return alpha
    .gather(1, ends.reshape([count, 2]))
    .maskedFill(single.reshape([count, 2]), never)
    .logsumexp(1);
}

function padded(left: Tensor, right: Tensor): Tensor {
  return cat([left, right], 1);
}

function withinOf(logProbs: Tensor, { inputLengths }: Alignment): Tensor {
  const [length, count] = logProbs.shape as readonly [number, number];
  const flags = Array.from({ length }, (_, t) => inputLengths.map((size) => t < size)).flat();
  return tensor(flags, { dtype: 'bool', device: logProbs.device }).reshape([length, count, 1]);
}
