import { gradcheck, gradgradcheck } from '@nn/autograd/gradcheck';
import { manualSeed, rand, randn, type Tensor, tensor, zeros } from '@nn/tensor';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as nn from '../index.js';
import { refusal, valuesOf } from '../test-support.js';

const none = { reduction: 'none' } as const;
const numbers = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 6 });

function expectEach(loss: Tensor, expected: readonly number[]): void {
  expect(loss.numel()).toBe(expected.length);
  valuesOf(loss).forEach((value, i) =>
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1e-5 + 1e-5 * Math.abs(expected[i]!)),
  );
}

describe('losses', () => {
  it('of elements are their definitions', () => {
    fc.assert(
      fc.property(numbers, fc.double({ min: 0.1, max: 2, noNaN: true }), (xs, bound) => {
        const ys = xs.map((_, i) => Math.cos(i * 3));
        const signs = xs.map((_, i) => (i % 2 === 0 ? 1 : -1));
        const [x, y, sign] = [tensor(xs), tensor(ys), tensor(signs)];
        const each = (f: (x: number, y: number, sign: number) => number): number[] =>
          xs.map((v, i) => f(v, ys[i]!, signs[i]!));
        expectEach(
          nn.l1Loss(x, y, none),
          each((a, b) => Math.abs(a - b)),
        );
        expectEach(
          nn.smoothL1Loss(x, y, { beta: bound, ...none }),
          each((a, b) => (Math.abs(a - b) < bound ? (a - b) ** 2 / 2 / bound : Math.abs(a - b) - bound / 2)),
        );
        expectEach(
          nn.huberLoss(x, y, { delta: bound, ...none }),
          each((a, b) => (Math.abs(a - b) < bound ? (a - b) ** 2 / 2 : bound * (Math.abs(a - b) - bound / 2))),
        );
        expectEach(
          nn.softMarginLoss(x, sign, none),
          each((a, _, s) => Math.log(1 + Math.exp(-a * s))),
        );
        expectEach(
          nn.hingeEmbeddingLoss(x, sign, { margin: bound, ...none }),
          each((a, _, s) => (s === 1 ? a : Math.max(0, bound - a))),
        );
        expectEach(
          nn.marginRankingLoss(x, y, sign, { margin: bound, ...none }),
          each((a, b, s) => Math.max(0, -s * (a - b) + bound)),
        );
        expectEach(
          nn.poissonNllLoss(x, y, none),
          each((a, b) => Math.exp(a) - a * b),
        );
        const p = y.square();
        const entropy = each(
          (a, b) => -(b * b * Math.log(1 / (1 + Math.exp(-a))) + (1 - b * b) * Math.log(1 / (1 + Math.exp(a)))),
        );
        expectEach(nn.binaryCrossEntropyWithLogits(x, p, none), entropy);
        expectEach(nn.binaryCrossEntropy(x.sigmoid(), p, none), entropy);
      }),
      { seed: 42, numRuns: 30 },
    );
  });

  it('reduce to a mean, a sum, or not at all', () => {
    manualSeed(0);
    const [x, y] = [randn([2, 3]), randn([2, 3])];
    const all = valuesOf(nn.l1Loss(x, y, none));
    const sum = all.reduce((total, value) => total + value, 0);
    expectEach(nn.l1Loss(x, y, { reduction: 'sum' }), [sum]);
    expectEach(nn.l1Loss(x, y), [sum / 6]);
    expectEach(nn.klDiv(x, y.abs(), { reduction: 'batchmean' }), [
      nn.klDiv(x, y.abs(), { reduction: 'sum' }).itemSync() / 2,
    ]);
    expect(refusal(() => nn.l1Loss(x, y, { reduction: 'max' as 'mean' })).message).toMatch(
      /^max is not a valid value for reduction/,
    );
    expect(refusal(() => new nn.KLDivLoss({ reduction: 'max' as 'mean' })).code).toBe('OPTION');
  });

  it('have derivatives of both orders', { timeout: 30_000 }, () => {
    manualSeed(0);
    const options = { dtype: 'float64', requiresGrad: true } as const;
    const [x, y] = [randn([3, 4], options), randn([3, 4], options)];
    const p = rand([3, 4], { dtype: 'float64' }).mul(0.8).add(0.1).requiresGrad_();
    const fixed = rand([3, 4], { dtype: 'float64' });
    const signs = fixed.gt(0.5).to('float64').mul(2).sub(1);
    const classes = tensor([1n, 0n, 3n]);
    const weight = randn([2, 4, 4], { dtype: 'float64' });
    const functions: [(...x: Tensor[]) => Tensor, Tensor[]][] = [
      [(a, b) => nn.smoothL1Loss(a!, b!), [x, y]],
      [(a, b) => nn.huberLoss(a!, b!), [x, y]],
      [(a, b) => nn.binaryCrossEntropy(a!, b!), [p, p.detach().mul(0.9).requiresGrad_()]],
      [(a) => nn.binaryCrossEntropyWithLogits(a!, fixed, { posWeight: fixed }), [x]],
      [(a, b) => nn.klDiv(a!, b!), [x, p]],
      [(a) => nn.poissonNllLoss(a!, fixed, { full: true }), [x]],
      [(a, b, c) => nn.gaussianNllLoss(a!, b!, c!), [x, y, p]],
      [(a) => nn.hingeEmbeddingLoss(a!, signs), [x]],
      [(a) => nn.softMarginLoss(a!, signs), [x]],
      [(a, b) => nn.marginRankingLoss(a!, b!, signs), [x, y]],
      [(a, b) => nn.cosineEmbeddingLoss(a!, b!, tensor([1, -1, 1], { dtype: 'float64' })), [x, y]],
      [(a, b, c) => nn.tripletMarginLoss(a!, b!, c!, { swap: true }), [x, y, p]],
      [(a) => nn.multiMarginLoss(a!, classes, { p: 2 }), [x]],
      [
        (a) =>
          nn.multilabelMarginLoss(
            a!,
            tensor([
              [0n, 1n, -1n, 0n],
              [3n, -1n, 0n, 0n],
              [2n, 1n, 0n, -1n],
            ]),
          ),
        [x],
      ],
      [(a) => nn.multilabelSoftMarginLoss(a!, fixed), [x]],
      [(a) => nn.ctcLoss(a!.reshape([4, 1, 3]).logSoftmax(2), tensor([[1n, 2n]]), [4], [2]), [x]],
      [(a, b) => nn.cosineSimilarity(a!, b!), [x, y]],
      [(a, b) => nn.pairwiseDistance(a!, b!, { p: 3 }), [x, y]],
      [(a, b) => nn.bilinear(a!, b!, weight), [x, y]],
    ];
    for (const [fn, inputs] of functions) {
      expect(gradcheck(fn as never, inputs)).toBe(true);
      // PyTorch differentiates this one once: its gradient is of the log-softmax before, too.
      if (!String(fn).includes('ctcLoss')) expect(gradgradcheck(fn as never, inputs)).toBe(true);
    }
  });

  it('keep class weights in the state dict under the names of PyTorch', () => {
    expect([...new nn.BCEWithLogitsLoss({ weight: tensor([1]), posWeight: tensor([2]) }).stateDict().keys()]).toEqual([
      'weight',
      'pos_weight',
    ]);
    expect([...new nn.BCELoss().stateDict().keys()]).toEqual([]);
    const loss = new nn.BCEWithLogitsLoss({ posWeight: tensor([2]) }).forward(tensor([0]), tensor([1]));
    expect(loss.itemSync()).toBeCloseTo(2 * Math.log(2), 6);
  });

  it('refuse what PyTorch refuses, in its words', () => {
    const said = (run: () => unknown): string => refusal(run).message;
    const [x, y] = [randn([2, 3]), randn([2, 3])];
    expect(said(() => nn.smoothL1Loss(x, y, { beta: -1 }))).toMatch(/^smooth_l1_loss does not support negative values/);
    expect(said(() => nn.huberLoss(x, y, { delta: 0 }))).toMatch(/^huber_loss does not support non-positive/);
    expect(said(() => nn.binaryCrossEntropy(tensor([2]), tensor([1])))).toMatch(
      /^all elements of input should be between 0 and 1/,
    );
    expect(said(() => nn.binaryCrossEntropy(tensor([0.5]), tensor([1n])))).toMatch(
      /^Found dtype Long but expected Float/,
    );
    expect(said(() => nn.binaryCrossEntropyWithLogits(x, zeros([3])))).toMatch(
      /^Target size \(\[3\]\) must be the same as input size/,
    );
    expect(said(() => nn.gaussianNllLoss(x, y, zeros([3])))).toMatch(/^var is of incorrect size/);
    expect(said(() => nn.gaussianNllLoss(x, y, tensor([-1, 1])))).toMatch(/^var has negative entry\/entries/);
    expect(said(() => nn.marginRankingLoss(x, y, zeros([2])))).toMatch(/^margin_ranking_loss : All input tensors/);
    expect(said(() => nn.cosineEmbeddingLoss(x, y, x))).toMatch(/^0D or 1D target tensor expected/);
    expect(said(() => nn.cosineEmbeddingLoss(x, y, tensor(1)))).toMatch(/^0D target tensor expects 1D input tensors/);
    expect(said(() => nn.tripletMarginLoss(x, y, zeros([3])))).toMatch(
      /^All inputs should have same dimension but got 2D, 2D and 1D/,
    );
    expect(said(() => nn.multiMarginLoss(x, tensor([0n, 3n])))).toMatch(/^target out of range/);
    expect(said(() => nn.multiMarginLoss(x, tensor([0n])))).toMatch(/^inconsistent target size, got: \[1\]/);
    expect(said(() => new nn.MultiMarginLoss({ p: 3 }))).toMatch(/^only p == 1 and p == 2 supported/);
    expect(
      said(() =>
        nn.multilabelMarginLoss(
          x,
          tensor([
            [0n, 5n, 1n],
            [0n, 1n, 2n],
          ]),
        ),
      ),
    ).toMatch(/^argument #2 'target' is out of range/);
    expect(said(() => nn.bilinear(x, zeros([3, 3]), zeros([2, 3, 3])))).toMatch(
      /^bilinear\(\): input batch dimensions do not match at dim 0/,
    );
    expect(said(() => nn.cosineSimilarity(tensor([1n]), tensor([1n]), { dim: 0 }))).toMatch(
      /^expected common dtype to be floating point/,
    );
  });
});

describe('temporal classification', () => {
  /** Every path of `steps` classes that spells the target, by enumeration. */
  function slow(p: readonly (readonly number[])[], target: readonly number[]): number {
    const classes = p[0]!.length;
    let total = 0;
    for (let path = 0; path < classes ** p.length; path++) {
      const labels = p.map((_, t) => Math.floor(path / classes ** t) % classes);
      const spelled = labels.filter((label, t) => label !== 0 && label !== labels[t - 1]);
      if (spelled.join() === target.join()) total += labels.reduce((product, label, t) => product * p[t]![label]!, 1);
    }
    return -Math.log(total);
  }

  it('sums over all paths', () => {
    manualSeed(0);
    const lists = fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 3 });
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 5 }), (target, steps) => {
        const logProbs = randn([steps, 3], { dtype: 'float64' }).logSoftmax(1);
        const loss = nn.ctcLoss(logProbs, tensor(target.map(BigInt), { dtype: 'int64' }), steps, target.length, none);
        const expected = slow(logProbs.exp().toArraySync<number[][]>(), target);
        if (expected === Infinity) expect(loss.itemSync()).toBe(Infinity);
        else expect(loss.itemSync()).toBeCloseTo(expected, 8);
      }),
      { seed: 42, numRuns: 40 },
    );
  });

  it('refuses lengths and classes that do not fit', () => {
    const logProbs = randn([5, 2, 4]).logSoftmax(2);
    const rows = tensor([
      [1n, 2n],
      [3n, 1n],
    ]);
    const said = (run: () => unknown): string => refusal(run).message;
    expect(said(() => nn.ctcLoss(logProbs, rows, [6, 5], [2, 2]))).toMatch(
      /^Expected input_lengths to have value at most 5/,
    );
    expect(said(() => nn.ctcLoss(logProbs, rows, [5], [2, 2]))).toMatch(/^input_lengths must be of size batch_size/);
    expect(said(() => nn.ctcLoss(logProbs, rows, [5, 5], [2, 3]))).toMatch(
      /^Expected tensor to have size at least 3 at dimension 1/,
    );
    expect(said(() => nn.ctcLoss(logProbs, rows, [5, 5], [2, 2], { blank: 4 }))).toMatch(
      /^blank must be in label range/,
    );
    expect(
      said(() =>
        nn.ctcLoss(
          logProbs,
          tensor([
            [1n, 2n],
            [3n, 7n],
          ]),
          [5, 5],
          [2, 2],
        ),
      ),
    ).toMatch(/^target 7 is not one of 4 classes/);
    expect(said(() => nn.ctcLoss(logProbs, rows, tensor([2, 5]), [2, 2]))).toMatch(/^input_lengths must be integral/);
  });
});
