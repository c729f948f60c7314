import { gradcheck } from '@nn/autograd/gradcheck';
import { manualSeed, ones, rand, randn, tensor, type Tensor } from '@nn/tensor';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Sequential } from '../../containers/sequential.js';
import type { Module } from '../../module.js';
import { refusal, valuesOf } from '../../test-support.js';
import { AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d } from './adaptive-avg-pool.js';
import { AdaptiveMaxPool1d, AdaptiveMaxPool2d, AdaptiveMaxPool3d } from './adaptive-max-pool.js';
import { AvgPool1d, AvgPool2d, AvgPool3d } from './avg-pool.js';
import { FractionalMaxPool2d } from './fractional-max-pool.js';
import { LPPool1d, LPPool2d, LPPool3d } from './lp-pool.js';
import { MaxPool1d, MaxPool2d, MaxPool3d } from './max-pool.js';
import { MaxUnpool1d, MaxUnpool2d, MaxUnpool3d } from './max-unpool.js';

describe('pool layers', () => {
  it.each<readonly [Module, string]>([
    [new MaxPool1d(3), 'MaxPool1d(kernelSize=3, stride=3, padding=0, dilation=1, ceilMode=false)'],
    [
      new MaxPool2d([3, 2], { stride: [2, 1], padding: [1, 0], ceilMode: true }),
      'MaxPool2d(kernelSize=[3, 2], stride=[2, 1], padding=[1, 0], dilation=1, ceilMode=true)',
    ],
    [new MaxPool3d(2, { ceilMode: true }), 'MaxPool3d(kernelSize=2, stride=2, padding=0, dilation=1, ceilMode=true)'],
    [new AvgPool1d(3, { stride: 2, padding: 1 }), 'AvgPool1d(kernelSize=[3], stride=[2], padding=[1])'],
    [new AvgPool2d(3, { divisorOverride: 5 }), 'AvgPool2d(kernelSize=3, stride=3, padding=0)'],
    [new AvgPool3d(2), 'AvgPool3d(kernelSize=2, stride=2, padding=0)'],
    [new LPPool1d(2, 3), 'LPPool1d(normType=2, kernelSize=3, stride=null, ceilMode=false)'],
    [new LPPool2d(2, [3, 2]), 'LPPool2d(normType=2, kernelSize=[3, 2], stride=null, ceilMode=false)'],
    [new AdaptiveAvgPool1d(3), 'AdaptiveAvgPool1d(outputSize=3)'],
    [new AdaptiveMaxPool2d([null, 2]), 'AdaptiveMaxPool2d(outputSize=[null, 2])'],
    [new MaxUnpool1d(2), 'MaxUnpool1d(kernelSize=[2], stride=[2], padding=[0])'],
    [new MaxUnpool2d([2, 3], { stride: [1, 2] }), 'MaxUnpool2d(kernelSize=[2, 3], stride=[1, 2], padding=[0, 0])'],
    [new FractionalMaxPool2d(2, { outputSize: 3 }), 'FractionalMaxPool2d()'],
  ])('%s', (layer, printed) => {
    expect(layer.toString()).toBe(printed);
  });

  it('stand in a chain, and give a pair where they say places', () => {
    const net = new Sequential(new MaxPool2d(2), new AvgPool2d(2), new AdaptiveMaxPool2d(1));
    expect(net.forward(rand([1, 2, 8, 8])).shape).toEqual([1, 2, 1, 1]);
    expectTypeOf(new MaxPool2d(2, { stride: 1 }).forward(rand([1, 4, 4]))).toEqualTypeOf<Tensor>();
    const [output, indices] = new MaxPool2d(2, { returnIndices: true }).forward(rand([1, 4, 4]));
    expect(output.shape).toEqual(indices.shape);
    expect(indices.dtype).toBe('int64');
    expect(new AdaptiveMaxPool1d(2, { returnIndices: true }).forward(rand([1, 4]))).toHaveLength(2);
  });

  it('are undone', () => {
    const x = tensor([[1, 3, 2, 6, 5]]);
    const [output, indices] = new MaxPool1d(2, { returnIndices: true }).forward(x);
    expect(new MaxUnpool1d(2).forward(output, indices).toArraySync()).toEqual([[0, 3, 0, 6]]);
    expect(new MaxUnpool1d(2).forward(output, indices, { outputSize: [5] }).toArraySync()).toEqual([[0, 3, 0, 6, 0]]);
    const [volume, places] = new MaxPool3d(2, { returnIndices: true }).forward(rand([1, 2, 4, 4, 4]));
    expect(new MaxUnpool3d(2).forward(volume, places).shape).toEqual([1, 2, 4, 4, 4]);
  });

  it('of random windows draw anew, or stay where they were told', () => {
    manualSeed(2);
    const x = rand([1, 1, 9, 9]);
    const free = new FractionalMaxPool2d(2, { outputSize: 4, returnIndices: true });
    const draws = Array.from({ length: 8 }, () => valuesOf(free.forward(x)[1]).join());
    expect(new Set(draws).size).toBeGreaterThan(1);
    const fixed = new FractionalMaxPool2d(2, { outputRatio: 0.5, randomSamples: rand([1, 1, 2]) });
    expect(valuesOf(fixed.forward(x))).toEqual(valuesOf(fixed.forward(x)));
    expect([...fixed.stateDict().keys()]).toEqual(['_random_samples']);
    expect([...free.stateDict().keys()]).toEqual([]);
  });

  const doubles = { dtype: 'float64', requiresGrad: true } as const;
  it.each<readonly [string, readonly number[], { forward(x: Tensor): Tensor }]>([
    ['MaxPool1d', [1, 2, 6], new MaxPool1d(2)],
    ['MaxPool2d', [1, 1, 4, 4], new MaxPool2d(3, { stride: 1, padding: 1 })],
    ['MaxPool3d', [1, 2, 3, 2], new MaxPool3d(2)],
    ['AvgPool1d', [1, 2, 6], new AvgPool1d(3, { padding: 1 })],
    ['AvgPool2d', [1, 1, 4, 4], new AvgPool2d(2, { countIncludePad: false, padding: 1 })],
    ['AvgPool3d', [1, 2, 3, 2], new AvgPool3d(2, { divisorOverride: 3 })],
    ['AdaptiveAvgPool1d', [1, 2, 5], new AdaptiveAvgPool1d(2)],
    ['AdaptiveAvgPool2d', [1, 1, 5, 4], new AdaptiveAvgPool2d([null, 3])],
    ['AdaptiveAvgPool3d', [1, 2, 3, 2], new AdaptiveAvgPool3d(2)],
    ['AdaptiveMaxPool1d', [1, 2, 5], new AdaptiveMaxPool1d(2)],
    ['AdaptiveMaxPool2d', [1, 1, 5, 4], new AdaptiveMaxPool2d([null, 3])],
    ['AdaptiveMaxPool3d', [1, 2, 3, 2], new AdaptiveMaxPool3d(2)],
    ['LPPool1d', [1, 2, 5], new LPPool1d(2, 2)],
    ['LPPool2d', [1, 1, 3, 4], new LPPool2d(2, 2, { stride: 1 })],
    ['LPPool3d', [1, 2, 3, 2], new LPPool3d(2, 2)],
    [
      'FractionalMaxPool2d',
      [1, 5, 5],
      new FractionalMaxPool2d(2, { outputSize: 3, randomSamples: rand([1, 1, 2], { dtype: 'float64' }) }),
    ],
  ])('%s differentiates its input', (_, shape, layer) => {
    manualSeed(1);
    expect(gradcheck((x) => layer.forward(x!), [randn(shape, doubles)])).toBe(true);
  });
});

describe('pool layers refuse', () => {
  it('inputs that they do not fit, and say where they stand', () => {
    const net = new Sequential(new MaxPool2d(2), new MaxPool2d(5));
    expect(refusal(() => net.forward(ones([3, 8, 8]))).message).toBe(
      'Given input size: (3x4x4). Calculated output size: (3x0x0). Output size is too small; in 1: MaxPool2d(kernelSize=5, stride=5, padding=0, dilation=1, ceilMode=false)',
    );
    expect(
      refusal(() =>
        new MaxUnpool2d(2).forward(
          ones([1, 2, 2]),
          tensor([
            [
              [9n, 9n],
              [9n, 99n],
            ],
          ]),
        ),
      ).message,
    ).toContain('Found an invalid max index: 99 (output volumes are of size 4x4; in MaxUnpool2d(');
  });

  it.each<readonly [string, () => unknown]>([
    [
      'FractionalMaxPool2d requires specifying either an output size, or a pooling ratio',
      () => new FractionalMaxPool2d(2),
    ],
    [
      'only one of output_size and output_ratio may be specified',
      () => new FractionalMaxPool2d(2, { outputSize: 3, outputRatio: 0.5 }),
    ],
    ['output_ratio must be between 0 and 1 (got 1.5)', () => new FractionalMaxPool2d(2, { outputRatio: [0.5, 1.5] })],
    ['AvgPool1d: kernelSize must be a whole number or a list of 1, got [2,2]', () => new AvgPool1d([2, 2])],
    ['MaxUnpool2d: kernelSize must be a whole number or a list of 2, got [2,2,2]', () => new MaxUnpool2d([2, 2, 2])],
  ])('%s', (sentence, make) => {
    const error = refusal(make);
    expect(error.code).toBe('OPTION');
    expect(error.message).toBe(sentence);
  });
});
