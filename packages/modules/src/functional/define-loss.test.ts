import { gradcheck, gradgradcheck } from '@nn/autograd/gradcheck';
import { manualSeed, rand, randn, type Tensor, tensor } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { valuesOf } from '../test-support.js';
import { binaryCrossEntropy } from './binary-cross-entropy.js';
import { binaryCrossEntropyWithLogits } from './binary-cross-entropy-with-logits.js';
import { hingeEmbeddingLoss } from './hinge-embedding-loss.js';
import { huberLoss } from './huber-loss.js';
import { klDiv } from './kl-div.js';
import { l1Loss } from './l1-loss.js';
import { mseLoss } from './mse-loss.js';
import { poissonNllLoss } from './poisson-nll-loss.js';
import type { Reduction } from './reduction.js';
import { smoothL1Loss } from './smooth-l1-loss.js';
import { softMarginLoss } from './soft-margin-loss.js';

interface Case {
  readonly loss: (x: Tensor, y: Tensor, reduction: Reduction) => Tensor;
  /** Probabilities, both of them. @default normal numbers */
  readonly inside?: true;
  /** Shapes of input and target are one: they do not broadcast. */
  readonly same?: true;
}

const weights = tensor([0.5, 2, 1, 3, 0.25]);
const cases: Readonly<Record<string, Case>> = {
  mse: { loss: (x, y, reduction) => mseLoss(x, y, { reduction }) },
  l1: { loss: (x, y, reduction) => l1Loss(x, y, { reduction }) },
  smoothL1: { loss: (x, y, reduction) => smoothL1Loss(x, y, { beta: 0.7, reduction }) },
  huber: { loss: (x, y, reduction) => huberLoss(x, y, { delta: 1.3, reduction }) },
  binaryCrossEntropy: { loss: (x, y, reduction) => binaryCrossEntropy(x, y, { reduction }), inside: true, same: true },
  withLogits: { loss: (x, y, reduction) => binaryCrossEntropyWithLogits(x, y, { reduction }), same: true },
  withPositiveWeights: {
    loss: (x, y, reduction) => binaryCrossEntropyWithLogits(x, y, { posWeight: weights.to(x.dtype), reduction }),
    same: true,
  },
  softMargin: { loss: (x, y, reduction) => softMarginLoss(x, y, { reduction }) },
  hingeEmbedding: { loss: (x, y, reduction) => hingeEmbeddingLoss(x, y.sign(), { margin: 0.5, reduction }) },
  poissonOfLogRates: { loss: (x, y, reduction) => poissonNllLoss(x, y, { reduction }) },
  poissonOfRates: { loss: (x, y, reduction) => poissonNllLoss(x, y, { logInput: false, reduction }), inside: true },
  klDivergence: { loss: (x, y, reduction) => klDiv(x, y, { reduction }), inside: true },
  klDivergenceOfLogarithms: { loss: (x, y, reduction) => klDiv(x, y, { logTarget: true, reduction }) },
};
const reductions = ['none', 'sum', 'mean'] as const;

function operands({ inside, same }: Case, dtype: 'float32' | 'float64'): [x: Tensor, y: Tensor] {
  const draw = (shape: number[]): Tensor =>
    inside === true ? rand(shape, { dtype }).mul(0.8).add(0.1) : randn(shape, { dtype });
  return [draw([3, 5]), draw(same === true ? [3, 5] : [5])];
}

describe.each(Object.entries(cases))('%s', (_, one) => {
  it.each(reductions)('has the derivatives of its value, twice, by input and target: %s', (reduction) => {
    manualSeed(7);
    const inputs = operands(one, 'float64').map((x) => x.detach().requiresGrad_());
    const f = (...[x, y]: Tensor[]): Tensor => one.loss(x!, y!, reduction);
    expect(gradcheck(f, inputs)).toBe(true);
    expect(gradgradcheck(f, inputs)).toBe(true);
  });

  it('is, reduced in one pass, the sum of its elements, and the mean', () => {
    manualSeed(8);
    const [x, y] = operands(one, 'float32');
    const each = valuesOf(one.loss(x, y, 'none'));
    const total = each.reduce((sum, value) => sum + value, 0);
    const scale = each.reduce((sum, value) => sum + Math.abs(value), 0);
    const found = [one.loss(x, y, 'sum'), one.loss(x, y, 'mean').mul(each.length)].map((loss) => loss.itemSync());
    // As exact as a float32 sum of so few numbers is in any order.
    for (const sum of found) expect(Math.abs(Number(sum) - total)).toBeLessThan(each.length * scale * 2 ** -24);
  });

  it('gives float32 gradients that agree with those in float64', () => {
    manualSeed(9);
    const [x, y] = operands(one, 'float32');
    const gradients = (['float32', 'float64'] as const).map((dtype) => {
      const inputs = [x, y].map((operand) => operand.to(dtype).detach().requiresGrad_());
      one.loss(inputs[0]!, inputs[1]!, 'mean').backward();
      return inputs.flatMap((input) => valuesOf(input.grad!));
    });
    gradients[0]!.forEach((value, i) => expect(value).toBeCloseTo(gradients[1]![i]!, 5));
  });
});
