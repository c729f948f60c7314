import { gradcheck, gradgradcheck } from '@nn/autograd/gradcheck';
import { log } from '@nn/tensor';
import { manualSeed, rand, tensor, type Tensor, zeros } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { refusal, valuesOf } from '../test-support.js';
import { crossEntropy } from './cross-entropy.js';
import { mseLoss } from './mse-loss.js';
import { nllLoss } from './nll-loss.js';
import type { Reduction } from './reduction.js';

const logits = [
  [0.5, -1.25, 2, 0],
  [1.5, 0.25, -0.75, 1],
  [-2, 0.5, 0.5, 3],
];
const classWeights = [0.5, 2, 1, 0.25];
const targets: Readonly<Record<string, () => Tensor>> = {
  classes: () => tensor([2n, 0n, 3n]),
  'ignored ones': () => tensor([2n, -100n, 1n]),
  probabilities: () =>
    tensor([
      [0.1, 0.2, 0.3, 0.4],
      [0.25, 0.25, 0.25, 0.25],
      [0.7, 0.1, 0.1, 0.1],
    ]),
};

/** What F.cross_entropy gives, and the first five entries of the gradient of its sum. */
const table: readonly (readonly [
  target: string,
  weighted: boolean,
  smoothing: number,
  Reduction,
  values: number[],
  gradient: number[],
])[] = [
  ['classes', false, 0, 'mean', [0.3948808], [0.053231, 0.00925, -0.094768, 0.032286, -0.166536]],
  ['classes', false, 0, 'sum', [1.1846423], [0.159694, 0.027751, -0.284303, 0.096859, -0.499608]],
  [
    'classes',
    false,
    0,
    'none',
    [0.3344986, 0.6923642, 0.1577795],
    [0.159694, 0.027751, -0.284303, 0.096859, -0.499608],
  ],
  ['classes', false, 0.2, 'mean', [0.7407141], [0.036565, -0.007416, -0.044768, 0.01562, -0.116536]],
  ['classes', false, 0.2, 'sum', [2.2221425], [0.109694, -0.022249, -0.134303, 0.046859, -0.349608]],
  [
    'classes',
    false,
    0.2,
    'none',
    [0.6719986, 0.8923642, 0.6577796],
    [0.109694, -0.022249, -0.134303, 0.046859, -0.349608],
  ],
  ['classes', true, 0, 'mean', [0.4115004], [0.091253, 0.015857, -0.162459, 0.055348, -0.142745]],
  ['classes', true, 0, 'sum', [0.7201256], [0.159694, 0.027751, -0.284303, 0.096859, -0.249804]],
  ['classes', true, 0, 'none', [0.3344986, 0.3461821, 0.0394449], [0.159694, 0.027751, -0.284303, 0.096859, -0.249804]],
  ['classes', true, 0.2, 'mean', [1.1025548], [0.075827, -0.041484, -0.081857, 0.047513, -0.074869]],
  ['classes', true, 0.2, 'sum', [1.929471], [0.132697, -0.072596, -0.143249, 0.083148, -0.13102]],
  [
    'classes',
    true,
    0.2,
    'none',
    [0.7178174, 0.6505139, 0.5611395],
    [0.132697, -0.072596, -0.143249, 0.083148, -0.13102],
  ],
  ['ignored ones', false, 0, 'mean', [1.496139], [0.079847, 0.013875, -0.142152, 0.04843, 0.0]],
  ['ignored ones', false, 0, 'sum', [2.9922781], [0.159694, 0.027751, -0.284303, 0.096859, 0.0]],
  ['ignored ones', false, 0, 'none', [0.3344986, 0.0, 2.6577795], [0.159694, 0.027751, -0.284303, 0.096859, 0.0]],
  ['ignored ones', false, 0.2, 'mean', [1.6648891], [0.054847, -0.011125, -0.067152, 0.02343, 0.0]],
  ['ignored ones', false, 0.2, 'sum', [3.3297782], [0.109694, -0.022249, -0.134303, 0.046859, 0.0]],
  ['ignored ones', false, 0.2, 'none', [0.6719986, 0.0, 2.6577795], [0.109694, -0.022249, -0.134303, 0.046859, 0.0]],
  ['ignored ones', true, 0, 'mean', [1.8833526], [0.053231, 0.00925, -0.094768, 0.032286, 0.0]],
  ['ignored ones', true, 0, 'sum', [5.6500578], [0.159694, 0.027751, -0.284303, 0.096859, 0.0]],
  ['ignored ones', true, 0, 'none', [0.3344986, 0.0, 5.3155589], [0.159694, 0.027751, -0.284303, 0.096859, 0.0]],
  ['ignored ones', true, 0.2, 'mean', [1.8332829], [0.044232, -0.024199, -0.04775, 0.027716, 0.0]],
  ['ignored ones', true, 0.2, 'sum', [5.4998484], [0.132697, -0.072596, -0.143249, 0.083148, 0.0]],
  ['ignored ones', true, 0.2, 'none', [0.7178174, 0.0, 4.7820306], [0.132697, -0.072596, -0.143249, 0.083148, 0.0]],
  ['probabilities', false, 0, 'mean', [2.5948806], [0.019898, -0.057416, 0.138566, -0.101047, 0.083464]],
  ['probabilities', false, 0, 'sum', [7.7846417], [0.059694, -0.172249, 0.415697, -0.303141, 0.250392]],
  [
    'probabilities',
    false,
    0,
    'none',
    [1.9344985, 1.6923642, 4.1577797],
    [0.059694, -0.172249, 0.415697, -0.303141, 0.250392],
  ],
  ['probabilities', false, 0.2, 'mean', [2.5007141], [0.009898, -0.06075, 0.141899, -0.091047, 0.083464]],
  ['probabilities', false, 0.2, 'sum', [7.5021424], [0.029694, -0.182249, 0.425697, -0.273141, 0.250392]],
  [
    'probabilities',
    false,
    0.2,
    'none',
    [1.9519987, 1.6923642, 3.85778],
    [0.029694, -0.182249, 0.425697, -0.273141, 0.250392],
  ],
  ['probabilities', true, 0, 'mean', [2.1112223], [0.02858, -0.125471, 0.102781, -0.00589, 0.114706]],
  ['probabilities', true, 0, 'sum', [6.3336668], [0.08574, -0.376412, 0.308342, -0.01767, 0.344117]],
  [
    'probabilities',
    true,
    0,
    'none',
    [1.8593237, 1.8678414, 2.6065011],
    [0.08574, -0.376412, 0.308342, -0.01767, 0.344117],
  ],
  ['probabilities', true, 0.2, 'mean', [2.1401012], [0.024511, -0.131975, 0.110289, -0.002825, 0.114706]],
  ['probabilities', true, 0.2, 'sum', [6.4203033], [0.073534, -0.395926, 0.330867, -0.008475, 0.344117]],
  [
    'probabilities',
    true,
    0.2,
    'none',
    [1.9376777, 1.8678414, 2.614785],
    [0.073534, -0.395926, 0.330867, -0.008475, 0.344117],
  ],
];

const near = (actual: Tensor | null, expected: readonly number[]): void => {
  const values = valuesOf(actual!);
  expect(values).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(Math.abs(values[i]! - value)).toBeLessThan(2e-6));
};

describe('crossEntropy', () => {
  it.each(table)(
    'of %s, weighted %s, smoothed %s, reduced by %s is that of PyTorch',
    (target, weighted, labelSmoothing, reduction, values, gradient) => {
      const x = tensor(logits, { requiresGrad: true });
      const weight = weighted ? tensor(classWeights) : null;
      const loss = crossEntropy(x, targets[target]!(), { weight, labelSmoothing, reduction });
      near(loss, values);
      loss.sum().backward();
      near(x.grad!.reshape([-1]).narrow(0, 0, 5), gradient);
    },
  );

  it('takes further axes, and one without a batch', () => {
    const x = tensor(
      Float32Array.from({ length: 24 }, (_, i) => Math.sin(i * 0.37)),
      { shape: [2, 3, 4] },
    );
    const target = tensor([0n, 2n, 1n, 2n, 1n, 1n, 0n, -1n]).reshape([2, 4]);
    const options = { ignoreIndex: -1, weight: tensor([1, 0.5, 2]), labelSmoothing: 0.1 };
    near(crossEntropy(x, target, options), [1.8332014083862305]);
    expect(crossEntropy(x, target, { ...options, reduction: 'sum' }).itemSync()).toBeCloseTo(13.749011039733887, 5);
    near(
      crossEntropy(x, target, { ...options, reduction: 'none' }),
      [
        1.5881296396255493, 3.359687328338623, 0.5263556838035583, 4.375471115112305, 0.854172945022583,
        0.7610716223716736, 2.28412127494812, 0,
      ],
    );
    near(nllLoss(x.logSoftmax(1), target, { ignoreIndex: -1 }), [1.6943782567977905]);
    near(crossEntropy(zeros([5]), tensor(2n)), [1.6094379425048828]);
    near(crossEntropy(zeros([2]), tensor([0.5, 0.5])), [0.6931471824645996]);
  });

  it('is right far out, in float64, and for all kinds of class numbers', () => {
    near(crossEntropy(tensor([[1000, 0]]), tensor([1n])), [1000]);
    expect(crossEntropy(tensor([[1, 2]], { dtype: 'float64' }), tensor([1n])).itemSync()).toBe(
      Math.log1p(Math.exp(-1)),
    );
    for (const dtype of ['int32', 'uint8'] as const)
      near(crossEntropy(zeros([1, 5]), zeros([1], { dtype })), [1.6094379425048828]);
  });

  it('is no number where every target is ignored, and 0 as a sum', () => {
    const target = tensor([-100n, -100n, -100n]);
    expect(crossEntropy(tensor(logits), target).itemSync()).toBeNaN();
    expect(crossEntropy(tensor(logits), target, { reduction: 'sum' }).itemSync()).toBe(0);
    expect(crossEntropy(zeros([0, 5]), zeros([0], { dtype: 'int64' })).itemSync()).toBeNaN();
  });

  it('has right derivatives', () => {
    manualSeed(1);
    const x = rand([2, 3, 2], { dtype: 'float64', requiresGrad: true });
    const weight = tensor([0.5, 1, 2], { dtype: 'float64' });
    const classes = tensor([
      [0n, 2n],
      [1n, -100n],
    ]);
    const probabilities = rand([2, 3, 2], { dtype: 'float64', requiresGrad: true });
    expect(gradcheck((a) => crossEntropy(a!, classes, { weight, labelSmoothing: 0.1 }), [x])).toBe(true);
    expect(gradcheck((a, p) => crossEntropy(a!, p!, { weight, labelSmoothing: 0.1 }), [x, probabilities])).toBe(true);
    expect(gradcheck((a) => nllLoss(log(a!), classes, { reduction: 'none' }), [x])).toBe(true);
  });

  const both = ['crossEntropy', 'nllLoss'] as const;
  it.each([
    [
      zeros([4, 5]),
      zeros([3], { dtype: 'int64' }),
      'SHAPE',
      'Expected input batch_size (4) to match target batch_size (3).',
    ],
    [zeros([4, 5]), tensor([0n, 1n, 2n, 9n]), 'INDEX', 'Target 9 is out of bounds.'],
    [zeros([4, 5]), tensor([0n, 1n, 2n, -1n]), 'INDEX', 'Target -1 is out of bounds.'],
    [zeros([4, 5]), zeros([4]), 'DTYPE', 'expected scalar type Long but found Float'],
    [zeros([4, 5]), zeros([4], { dtype: 'bool' }), 'DTYPE', 'expected scalar type Long but found Bool'],
    [zeros([4, 5, 3]), zeros([4, 2], { dtype: 'int64' }), 'SHAPE', 'Expected target size [4, 3], got [4, 2]'],
    [zeros([4, 5, 3]), zeros([4], { dtype: 'int64' }), 'SHAPE', 'Expected target size [4, 3], got [4]'],
    [zeros([5]), tensor(7n), 'INDEX', 'Target 7 is out of bounds.'],
    [zeros([5]), tensor([2n]), 'SHAPE', 'size mismatch (got input: [5], target: [1])'],
    [zeros([4, 5]), zeros([4, 6]), 'SHAPE', '0D or 1D target tensor expected, multi-target not supported'],
    [tensor(1), tensor(0n), 'SHAPE', 'Expected 1 or more dimensions (got 0)'],
  ])('and nllLoss refuse bad targets in the words of PyTorch: %#', (input, target, code, sentence) => {
    for (const name of both) {
      const error = refusal(() => (name === 'nllLoss' ? nllLoss : crossEntropy)(input, target));
      expect(error.code).toBe(code);
      expect(error.message).toContain(sentence);
    }
  });

  it.each([
    [
      { weight: zeros([4]) },
      'SHAPE',
      'weight tensor should be defined either for all 5 classes or no classes but got weight tensor of shape: [4]',
    ],
    [{ weight: zeros([5], { dtype: 'float64' }) }, 'DTYPE', 'expected scalar type Float but found Double'],
    [{ reduction: 'avg' as 'mean' }, 'OPTION', 'avg is not a valid value for reduction'],
    [{ labelSmoothing: 1.5 }, 'OPTION', 'label_smoothing must be between 0.0 and 1.0. Got: 1.5'],
  ])('refuses bad options: %#', (options, code, sentence) => {
    for (const target of [zeros([4], { dtype: 'int64' }), zeros([4, 5])]) {
      const error = refusal(() => crossEntropy(zeros([4, 5]), target, options));
      expect(error.code).toBe(code);
      expect(error.message).toContain(sentence);
    }
  });

  it('refuses what makes no sense for probabilities', () => {
    expect(refusal(() => crossEntropy(zeros([4, 5]), zeros([4, 5], { dtype: 'int64' }))).message).toContain(
      'Expected floating point type for target with class probabilities, got Long',
    );
    expect(refusal(() => crossEntropy(zeros([4, 5]), zeros([4, 5]), { ignoreIndex: 2 })).message).toContain(
      'ignore_index is not supported for floating point target',
    );
  });
});

describe('mseLoss', () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  const y = tensor([
    [0, 2.5],
    [-1, 4],
  ]);

  it('is that of PyTorch', () => {
    near(mseLoss(x, y), [4.3125]);
    near(mseLoss(x, y, { reduction: 'sum' }), [17.25]);
    near(mseLoss(x, y, { reduction: 'none' }), [1, 0.25, 16, 0]);
    near(mseLoss(x, tensor([1, 2])), [2]);
    expect(mseLoss(zeros([4]), zeros([4], { dtype: 'float64' })).dtype).toBe('float64');
    expect(mseLoss(zeros([4]), zeros([4], { dtype: 'int64' })).dtype).toBe('float32');
  });

  it('has right derivatives for both sides', () => {
    const a = x.to('float64').requiresGrad_();
    const b = y.to('float64').requiresGrad_();
    const row = tensor([0.5, -1], { dtype: 'float64', requiresGrad: true });
    for (const reduction of ['mean', 'sum', 'none'] as const) {
      for (const target of [b, row]) {
        expect(gradcheck((p, q) => mseLoss(p!, q!, { reduction }), [a, target])).toBe(true);
        expect(gradgradcheck((p, q) => mseLoss(p!, q!, { reduction }), [a, target])).toBe(true);
      }
    }
  });

  it('is one step of the graph, with a gradient that is rounded as PyTorch rounds it', () => {
    const a = tensor([0.1, 0.2, 0.3], { requiresGrad: true });
    const loss = mseLoss(a, tensor([0.7, -0.4, 1.3]));
    expect(loss.gradFn?.name).toBe('MseLossBackward0');
    loss.mul(0.3).backward();
    expect(valuesOf(a.grad!)).toEqual([-0.11999999731779099, 0.12000001221895218, -0.20000000298023224]);
  });

  it('refuses shapes that do not meet, integers and unknown reductions', () => {
    expect(refusal(() => mseLoss(zeros([4]), zeros([3]))).code).toBe('SHAPE');
    const whole = zeros([4], { dtype: 'int64' });
    for (const reduction of ['mean', 'sum', 'none'] as const)
      expect(refusal(() => mseLoss(whole, whole, { reduction })).code).toBe('DTYPE');
    expect(refusal(() => mseLoss(x, y, { reduction: 'avg' as 'mean' })).code).toBe('OPTION');
  });
});
