import { type Tensor, tensor } from '@nn/tensor';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  BatchNorm1d,
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  cosineEmbeddingLoss,
  ctcLoss,
  embedding,
  embeddingBag,
  gaussianNllLoss,
  groupNorm,
  hingeEmbeddingLoss,
  klDiv,
  localResponseNorm,
  multilabelMarginLoss,
  multiMarginLoss,
  poissonNllLoss,
  tripletMarginLoss,
} from './index.js';
import { valuesOf } from './test-support.js';

interface Answer {
  readonly y: readonly number[];
  readonly gradients: readonly (readonly number[])[];
}

const path = new URL('fixtures/layers-and-losses.json', import.meta.url);
const answers = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, Answer>>;

function ramp(shape: readonly number[], step: number, period: number, low: number, scale: number): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  const values = Float32Array.from({ length: count }, (_, i) => (((i * step) % period) - low) / scale);
  return tensor(values, { shape }).requiresGrad_();
}

function expectClose(found: Tensor, expected: readonly number[], rtol = 1e-5, atol = 1e-5): void {
  const values = valuesOf(found);
  expect(values.length).toBe(expected.length);
  values.forEach((value, i) =>
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(atol + rtol * Math.abs(expected[i]!)),
  );
}

function replay(name: string, run: () => Tensor, leaves: readonly Tensor[]): void {
  const { y: expected, gradients } = answers[name]!;
  for (const leaf of leaves) leaf.grad = null;
  const y = run();
  expectClose(y, expected);
  const weights = Float32Array.from({ length: y.numel() }, (_, i) => Math.cos(i));
  y.mul(tensor(weights, { shape: y.shape }))
    .sum()
    .backward();
  leaves.forEach((leaf, i) => expectClose(leaf.grad!, gradients[i]!, 1e-4, 2e-5));
}

const none = { reduction: 'none' } as const;

describe('answers of PyTorch', () => {
  it('for bags of rows', () => {
    const w = ramp([4, 3], 7, 5, 2, 1);
    const offsets = tensor([0n, 2n, 2n, 5n]);
    const numbers = tensor([1n, 0n, 3n, 3n, 2n, 1n]);
    for (const mode of ['sum', 'mean', 'max'] as const) {
      replay(`bag ${mode}`, () => embeddingBag(numbers, w, { offsets, mode }), [w]);
      replay(`bag ${mode} padded`, () => embeddingBag(numbers, w, { offsets, mode, paddingIdx: -1 }), [w]);
    }
    const perSampleWeights = tensor([0.5, 1, 2, -1, 3, 0.25], { requiresGrad: true });
    replay('bag weighted', () => embeddingBag(numbers, w, { offsets, mode: 'sum', perSampleWeights }), [
      w,
      perSampleWeights,
    ]);
    const ends = { offsets: tensor([0n, 2n, 6n]), includeLastOffset: true };
    replay('bag to the end', () => embeddingBag(numbers, w, { ...ends, mode: 'sum' }), [w]);
    replay('embedding by frequency', () => embedding(numbers, w, { scaleGradByFreq: true }), [w]);
  });

  it('for temporal classification', () => {
    const logProbs = ramp([6, 2, 3], 5, 7, 3, 3);
    const rows = tensor([
      [1n, 2n],
      [2n, 2n],
    ]);
    replay('ctc', () => ctcLoss(logProbs, rows, tensor([6n, 4n]), [2, 1], none), [logProbs]);
    replay('ctc mean', () => ctcLoss(logProbs, tensor([1n, 2n, 2n]), [6, 4], [2, 1]), [logProbs]);
    const impossible = tensor([
      [1n, 1n],
      [2n, 2n],
    ]);
    replay('ctc impossible', () => ctcLoss(logProbs, impossible, [2, 4], [2, 1], { ...none, zeroInfinity: true }), [
      logProbs,
    ]);
    expect(valuesOf(ctcLoss(logProbs, impossible, [2, 4], [2, 1], none))[0]).toBe(Infinity);
  });

  it('for losses with all their options', () => {
    const leaf = (rows: number[][]): Tensor => tensor(rows, { requiresGrad: true });
    const [a, b] = [
      leaf([
        [1, 2],
        [0, 1],
      ]),
      leaf([
        [1.5, 0],
        [2, 1],
      ]),
    ];
    const [c, z] = [
      leaf([
        [1, 0],
        [0.5, 1],
      ]),
      leaf([
        [0.5, -1],
        [2, 0],
      ]),
    ];
    const counts = tensor([
      [0, 1],
      [2, 3],
    ]);
    const far = { swap: true, p: 1, margin: 2, ...none };
    replay('triplet', () => tripletMarginLoss(a, b, c, far), [a, b, c]);
    const weights = { weight: tensor([1, 2]), posWeight: tensor([3, 0.5]) };
    const target = tensor([
      [1, 0],
      [0.3, 0.6],
    ]);
    replay('bce with logits', () => binaryCrossEntropyWithLogits(z, target, { ...weights, ...none }), [z]);
    const rates = { logInput: false, full: true, eps: 1e-2, ...none };
    replay('poisson', () => poissonNllLoss(b, counts, rates), [b]);
    replay('gaussian', () => gaussianNllLoss(a, counts, tensor([0.5, 1e-9]), { full: true, ...none }), [a]);
    const margins = { p: 2, margin: 0.5, weight: tensor([1, 3]), ...none };
    replay('multi margin', () => multiMarginLoss(z, tensor([1n, 0n]), margins), [z]);
    const logTarget = tensor([
      [0.5, -1],
      [-0.3, 0],
    ]);
    replay('kl of logarithms', () => klDiv(z, logTarget, { logTarget: true, ...none }), [z]);
    replay('cosine embedding', () => cosineEmbeddingLoss(a, c, tensor([1, -1]), { margin: 0.2, ...none }), [a, c]);
    const sides = tensor([
      [1, -1],
      [-1, 1],
    ]);
    replay('hinge embedding', () => hingeEmbeddingLoss(z, sides, { margin: 1.5, ...none }), [z]);
    const x = tensor([0, 1, 0.5], { requiresGrad: true });
    replay('bce of sure mistakes', () => binaryCrossEntropy(x, tensor([1, 0, 0.25]), none), [x]);
    const y = ramp([2, 5], 3, 7, 0, 4);
    const lists = tensor([
      [3n, 0n, -1n, 1n, 1n],
      [2n, 4n, 1n, -1n, 0n],
    ]);
    replay('multi label margin', () => multilabelMarginLoss(y, lists, none), [y]);
  });

  it('for norms with all their options', () => {
    const y = ramp([2, 5], 3, 7, 0, 4);
    const affine = { weight: tensor([2, 1]), bias: tensor([1, 0]) };
    replay('group norm', () => groupNorm(y.reshape([1, 2, 5]), 2, affine), [y]);
    const options = { alpha: 0.5, k: 2 };
    replay('local response norm', () => localResponseNorm(y.reshape([1, 2, 5]), 3, options), [y]);
    replay('local response norm of four', () => localResponseNorm(y.reshape([1, 5, 2, 1]), 4, options), [y]);
  });

  it('for running moments in which all batches count alike', () => {
    const norm = new BatchNorm1d(2, { momentum: null });
    const x = tensor([
      [0, 1],
      [4, 9],
      [16, 25],
      [36, 49],
    ]);
    norm.forward(x);
    norm.forward(x.mul(2));
    const { y } = answers['batch norm of all batches alike']!;
    expectClose(norm.running_mean!, y.slice(0, 2));
    expectClose(norm.running_var!, y.slice(2));
    expect(norm.num_batches_tracked!.itemSync()).toBe(2);
  });
});
