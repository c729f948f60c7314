import { gradcheck, gradgradcheck } from '@nn/autograd/gradcheck';
import { manualSeed, randint, randn, type Tensor, tensor, zeros } from '@nn/tensor';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Embedding, embedding, EmbeddingBag, embeddingBag } from '../../index.js';
import { refusal, valuesOf } from '../../test-support.js';

describe('Embedding', () => {
  it('begins standard normal, with a row of zeros for padding, and tells initializers of it', () => {
    manualSeed(1);
    const plain = new Embedding(5, 3);
    manualSeed(1);
    const table = new Embedding(5, 3, { paddingIdx: -2 });
    expect(table.paddingIdx).toBe(3);
    const rows = valuesOf(plain.weight);
    expect(valuesOf(table.weight)).toEqual(rows.map((value, i) => (Math.floor(i / 3) === 3 ? 0 : value)));
    expect(table.paramSpecs()['weight']).toMatchObject({ role: 'embedding', zeroRows: [3] });
    expect(String(table)).toBe('Embedding(5, 3, paddingIdx=3)');
    expect(String(new Embedding(5, 3, { maxNorm: 1, normType: 1, scaleGradByFreq: true }))).toBe(
      'Embedding(5, 3, maxNorm=1, normType=1, scaleGradByFreq=true)',
    );
  });

  it('gives the padding row no gradient, though its values are looked up', () => {
    const weight = randn([4, 2], { requiresGrad: true });
    const y = embedding(tensor([1n, 0n, 1n]), weight, { paddingIdx: 0 });
    expect(valuesOf(y.select(0, 1))).toEqual(valuesOf(weight.select(0, 0)));
    y.sum().backward();
    expect(valuesOf(weight.grad!)).toEqual([0, 0, 2, 2, 0, 0, 0, 0]);
  });

  it('shortens rows that are looked up, in place, and no others', () => {
    const table = new Embedding(3, 2, { maxNorm: 1 });
    table.weight.detach().copy_(
      tensor([
        [3, 4],
        [0.3, 0.4],
        [6, 8],
      ]),
    );
    const { version } = table.weight;
    const y = table.forward(tensor([[0n, 1n, 0n]]));
    const kept = valuesOf(table.weight);
    expect(kept.slice(2)).toEqual([Math.fround(0.3), Math.fround(0.4), 6, 8]);
    expect(Math.hypot(kept[0]!, kept[1]!)).toBeCloseTo(1, 6);
    expect(valuesOf(y.select(1, 0).reshape([-1]))).toEqual(kept.slice(0, 2));
    expect(table.weight.version).toBeGreaterThan(version);
  });

  it('has changed nothing after a refused call', () => {
    const table = new Embedding(3, 2, { maxNorm: 0.01 });
    const before = valuesOf(table.weight);
    const { version } = table.weight;
    const error = refusal(() => table.forward(tensor([0n, 3n])));
    expect([error.code, error.message.startsWith('index out of range in self')]).toEqual(['INDEX', true]);
    expect(refusal(() => table.forward(tensor([-1n]))).code).toBe('INDEX');
    expect(refusal(() => table.forward(tensor([1.5]))).message).toMatch(
      /^Expected tensor for argument #1 'indices'.*torch.FloatTensor/,
    );
    expect([valuesOf(table.weight), table.weight.version]).toEqual([before, version]);
    expect(refusal(() => new Embedding(3, 2, { paddingIdx: 3 })).message).toMatch(
      /^Padding_idx must be within num_embeddings/,
    );
  });

  it('takes a table that is there, frozen or not, and draws nothing', () => {
    const rows = tensor([
      [1, 2],
      [3, 4],
    ]);
    const state = refusal(() => {
      const table = Embedding.fromPretrained(rows, { paddingIdx: -1 });
      expect([table.weight.requiresGrad, table.paddingIdx, table.numEmbeddings]).toEqual([false, 1, 2]);
      expect(Embedding.fromPretrained(rows, { freeze: false }).weight.requiresGrad).toBe(true);
      Embedding.fromPretrained(tensor([1]));
    });
    expect(state.code).toBe('SHAPE');
  });

  it('has derivatives of both orders', () => {
    manualSeed(0);
    const weight = randn([4, 3], { dtype: 'float64', requiresGrad: true });
    const numbers = tensor([
      [1n, 0n],
      [1n, 3n],
    ]);
    expect(gradcheck((w) => embedding(numbers, w!), [weight])).toBe(true);
    expect(gradgradcheck((w) => embedding(numbers, w!, { paddingIdx: 2 }).square(), [weight])).toBe(true);
    for (const mode of ['sum', 'mean', 'max'] as const) {
      expect(gradcheck((w) => embeddingBag(numbers, w!, { mode, paddingIdx: 2 }), [weight])).toBe(true);
    }
  });

  it('takes any shape of numbers, empty ones too', () => {
    const weight = randn([4, 3]);
    expect(embedding(tensor(2n), weight).shape).toEqual([3]);
    expect(embedding(zeros([2, 0], { dtype: 'int64' }), weight).shape).toEqual([2, 0, 3]);
  });
});

describe('EmbeddingBag', () => {
  it('is an embedding and a reduction of every bag, over random bags', () => {
    manualSeed(0);
    const bags = fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        bags,
        fc.constantFrom('sum' as const, 'mean' as const, 'max' as const),
        fc.option(fc.integer({ min: 0, max: 4 })),
        (lists, mode, paddingIdx) => {
          const weight = randn([5, 3]);
          let start = 0;
          const offsets = lists.map((list) => (start += list.length) - list.length);
          const numbers = tensor(lists.flat().map(BigInt), { dtype: 'int64' });
          const y = embeddingBag(numbers, weight, {
            mode,
            paddingIdx,
            offsets: tensor(offsets.map(BigInt), { dtype: 'int64' }),
          });
          const expected = lists.map((list) =>
            slow(
              weight,
              list.filter((row) => row !== paddingIdx),
              mode,
            ),
          );
          valuesOf(y).forEach((value, i) => expect(value).toBeCloseTo(expected.flat()[i]!, 5));
        },
      ),
      { seed: 42, numRuns: 30 },
    );
  });

  it('takes rows of numbers as bags, and says how it reduces', () => {
    const bags = new EmbeddingBag(5, 3, { mode: 'max', paddingIdx: 1 });
    expect(bags.forward(randint(0, 5, [4, 2])).shape).toEqual([4, 3]);
    expect(
      bags
        .forward(zeros([2, 0], { dtype: 'int64' }))
        .detach()
        .toArraySync(),
    ).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(String(bags)).toBe('EmbeddingBag(5, 3, mode=max, paddingIdx=1)');
  });

  it('refuses what PyTorch refuses', () => {
    const weight = randn([3, 2]);
    const numbers = tensor([1n, 2n, 0n]);
    const said = (run: () => unknown): string => refusal(run).message;
    expect(said(() => embeddingBag(numbers, weight))).toMatch(/^offsets has to be a 1D Tensor but got None/);
    expect(said(() => embeddingBag(numbers, weight, { offsets: tensor([1n]) }))).toMatch(/^offsets\[0\] has to be 0/);
    expect(said(() => embeddingBag(numbers, weight, { offsets: tensor([0n, 5n]) }))).toMatch(
      /^offsets\[-1\] can not be greater/,
    );
    expect(said(() => embeddingBag(numbers, weight, { offsets: tensor([0n, 2n, 1n]) }))).toMatch(/must not fall/);
    expect(said(() => embeddingBag(numbers.reshape([1, 3]), weight, { offsets: tensor([0n]) }))).toMatch(
      /^if input is 2D/,
    );
    expect(said(() => embeddingBag(tensor([[3n]]), weight))).toMatch(/^index out of range in self/);
    const perSampleWeights = tensor([[1, 2, 3]]);
    expect(said(() => embeddingBag(numbers.reshape([1, 3]), weight, { perSampleWeights }))).toMatch(
      /only supported for mode='sum'/,
    );
    expect(said(() => embeddingBag(numbers.reshape([1, 3]), weight, { perSampleWeights: tensor([1]) }))).toMatch(
      /same shape as the input/,
    );
    expect(said(() => new EmbeddingBag(3, 2, { mode: 'min' as 'max' }))).toMatch(
      /^mode has to be one of sum, mean or max/,
    );
  });
});

function slow(weight: Tensor, rows: readonly number[], mode: 'sum' | 'mean' | 'max'): number[] {
  const values = valuesOf(weight);
  return [0, 1, 2].map((column) => {
    const list = rows.map((row) => values[row * 3 + column]!);
    if (list.length === 0) return 0;
    if (mode === 'max') return Math.max(...list);
    return list.reduce((sum, v) => sum + v, 0) / (mode === 'mean' ? list.length : 1);
  });
}
