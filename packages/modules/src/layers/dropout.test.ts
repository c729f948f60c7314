import { getRngState, manualSeed, ones, rand, tensor, type Tensor } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import * as nn from '../index.js';
import { bitsOf, refusal, valuesOf } from '../test-support.js';

const counted = (shape: readonly number[]): Tensor => {
  const numel = shape.reduce((product, size) => product * size, 1);
  return tensor(
    Float32Array.from({ length: numel }, (_, i) => i + 1),
    { shape },
  );
};

describe('dropout', () => {
  // F.dropout(x, 0.5) after torch.manual_seed(5).
  it.each([
    ['row by row', counted([3, 4]), [0, 4, 6, 8, 10, 0, 0, 0, 0, 20, 22, 24]],
    ['transposed', counted([3, 4]).t(), [0, 10, 18, 4, 12, 0, 0, 0, 0, 8, 16, 24]],
    ['every second', counted([3, 4]).at(':', '::2'), [0, 6, 10, 14, 18, 0]],
    ['expanded along rows', tensor([[1], [2], [3]]).expand([3, 4]), [0, 2, 2, 2, 4, 0, 0, 0, 0, 6, 6, 6]],
    ['expanded along columns', tensor([1, 2, 3, 4]).expand([3, 4]), [0, 4, 6, 8, 2, 0, 0, 0, 0, 4, 6, 8]],
    [
      'permuted',
      counted([2, 3, 4]).permute([2, 0, 1]),
      [0, 10, 18, 26, 34, 0, 0, 0, 0, 28, 36, 44, 0, 14, 22, 30, 38, 46, 0, 0, 0, 32, 40, 48],
    ],
  ])('draws element by element, whatever the layout, as PyTorch: %s', (_name, x, expected) => {
    manualSeed(5);
    expect(bitsOf(nn.dropout(x))).toEqual(expected);
    manualSeed(5);
    expect(bitsOf(new nn.Dropout().forward(x))).toEqual(expected);
  });

  // After torch.manual_seed(7), p = 0.4; then the next draw.
  it.each([
    ['dropout1d', (x: Tensor) => nn.dropout1d(x, 0.4), [2, 3, 4], 8, 0.28683900833129883],
    ['dropout1d without a batch', (x: Tensor) => nn.dropout1d(x, 0.4), [3, 4], 8, 0.20708602666854858],
    ['dropout2d', (x: Tensor) => nn.dropout2d(x, 0.4), [2, 3, 2, 2], 8, 0.28683900833129883],
    ['dropout3d', (x: Tensor) => nn.dropout3d(x, 0.4), [2, 3, 2, 2, 1], 8, 0.28683900833129883],
    ['dropout3d without a batch', (x: Tensor) => nn.dropout3d(x, 0.4), [2, 3, 2, 2], 24, 0.23276156187057495],
  ] as const)('%s drops the channels that PyTorch drops', (_name, drop, shape, kept, next) => {
    manualSeed(7);
    const x = counted(shape);
    const y = bitsOf(drop(x));
    const scale = Math.fround(1 / Math.fround(0.6));
    expect(y).toEqual(bitsOf(x).map((value, i) => (i < kept ? Math.fround(value * scale) : 0)));
    expect(bitsOf(rand([1]))).toEqual([next]);
  });

  it('keeps mean and variance where it is alpha, within an ulp or two of PyTorch', () => {
    manualSeed(7);
    const features = valuesOf(nn.featureAlphaDropout(counted([2, 3, 4]), 0.4, { training: true }));
    [1.4703772068023682, 2.3336598873138428, 3.1969423294067383].forEach((value, i) =>
      expect(features[i]).toBeCloseTo(value, 6),
    );
    expect(new Set(features.slice(8).map((value) => value.toFixed(6)))).toEqual(new Set(['-0.910642']));
    manualSeed(7);
    const transposed = valuesOf(nn.alphaDropout(counted([3, 4]).t(), 0.4, { training: true }));
    [
      1.4703772, 4.9235077, -0.910642, -0.910642, -0.910642, -0.910642, 3.1969423, 6.6500731, -0.910642, -0.910642,
      7.5133557, 10.9664865,
    ].forEach((value, i) => expect(transposed[i]).toBeCloseTo(value, 5));
    const many = new nn.AlphaDropout(0.3).forward(
      tensor(Float32Array.from({ length: 4096 }, (_, i) => Math.sqrt(2) * Math.sin(i))),
    );
    const values = valuesOf(many);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.06);
    expect(Math.abs(variance - 1)).toBeLessThan(0.1);
  });

  it('passes the gradient through the mask', () => {
    const x = ones([200], { requiresGrad: true });
    const y = nn.dropout(x, 0.25);
    y.sum().backward();
    expect(bitsOf(x.grad!)).toEqual(bitsOf(y));
  });

  it('draws nothing and gives the input back in evaluation, for p = 0, and of nothing', () => {
    const before = getRngState();
    const x = ones([2, 3]);
    for (const y of [
      new nn.Dropout(0.5).eval().forward(x),
      new nn.Dropout(0).forward(x),
      new nn.AlphaDropout(0.5).eval().forward(x),
      nn.dropout(x, 0.5, { training: false }),
      nn.alphaDropout(x, 0.5),
      nn.featureAlphaDropout(x, 0.5),
    ]) {
      expect(y).toBe(x);
    }
    expect(nn.dropout(ones([0])).shape).toEqual([0]);
    expect(valuesOf(nn.dropout(tensor([1, Number.NaN]), 1))).toEqual([0, Number.NaN]);
    expect(Buffer.compare(getRngState(), before)).toBe(0);
  });

  it.each([
    [() => new nn.Dropout(1.5), 'OPTION', 'dropout probability has to be between 0 and 1, but got 1.5'],
    [() => new nn.Dropout2d(Number.NaN), 'OPTION', 'but got NaN'],
    [() => nn.dropout(ones([2]), -1), 'OPTION', 'but got -1'],
    [() => nn.dropout1d(ones([3])), 'SHAPE', 'dropout1d: Expected 2D or 3D input, but received a 1D input.'],
    [() => nn.dropout2d(ones([3])), 'SHAPE', 'Feature dropout requires at least 2 dimensions in the input'],
    [() => nn.featureAlphaDropout(ones([3]), 0.5, { training: true }), 'SHAPE', 'Feature dropout requires'],
    [
      () => nn.dropout(ones([3], { dtype: 'int64' })),
      'DTYPE',
      "result type Float can't be cast to the desired output type Long",
    ],
  ] as const)('refuses %#, and draws nothing', (run, code, sentence) => {
    const error = refusal(run);
    expect(error.code).toBe(code);
    expect(error.message).toContain(sentence);
  });
});
