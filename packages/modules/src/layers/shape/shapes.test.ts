import { gradcheck } from '@nn/autograd/gradcheck';
import { manualSeed, randn, type Tensor, zeros } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import type { Module } from '../../module.js';
import { refusal } from '../../test-support.js';
import { ChannelShuffle } from './channel-shuffle.js';
import { Fold, Unfold } from './fold.js';
import { PixelShuffle, PixelUnshuffle } from './pixel-shuffle.js';
import { Unflatten } from './unflatten.js';
import { Upsample } from './upsample.js';

type Layer = Module & { forward(x: Tensor): Tensor };

describe('layers that reshape', () => {
  it.each<readonly [Layer, string, readonly number[], readonly number[]]>([
    [new Unfold(2), 'Unfold(kernelSize=2, dilation=1, padding=0, stride=1)', [1, 2, 3, 3], [1, 8, 4]],
    [
      new Unfold([2, 1], { stride: [1, 2], padding: 1, dilation: 2 }),
      'Unfold(kernelSize=[2, 1], dilation=2, padding=1, stride=[1, 2])',
      [1, 3, 3],
      [2, 9],
    ],
    [new Fold([4, 5], 2), 'Fold(outputSize=[4, 5], kernelSize=2, dilation=1, padding=0, stride=1)', [4, 12], [1, 4, 5]],
    [new PixelShuffle(2), 'PixelShuffle(upscaleFactor=2)', [1, 4, 2, 1], [1, 1, 4, 2]],
    [new PixelUnshuffle(2), 'PixelUnshuffle(downscaleFactor=2)', [1, 1, 4, 2], [1, 4, 2, 1]],
    [new ChannelShuffle(3), 'ChannelShuffle(groups=3)', [1, 6, 2], [1, 6, 2]],
    [new Upsample({ scaleFactor: 2 }), 'Upsample(scaleFactor=2, mode=nearest)', [1, 1, 3], [1, 1, 6]],
    [
      new Upsample({ scaleFactor: [2, 1.5], mode: 'bicubic' }),
      'Upsample(scaleFactor=[2, 1.5], mode=bicubic)',
      [1, 1, 2, 3],
      [1, 1, 4, 4],
    ],
    [
      new Upsample({ size: [3, 4], mode: 'bilinear', alignCorners: true }),
      'Upsample(size=[3, 4], mode=bilinear)',
      [1, 1, 2, 3],
      [1, 1, 3, 4],
    ],
    [new Unflatten(1, [3, 4]), 'Unflatten(dim=1, unflattenedSize=[3, 4])', [2, 12], [2, 3, 4]],
  ])('%s', (layer, printed, from, to) => {
    expect(layer.toString()).toBe(printed);
    manualSeed(1);
    const x = randn(from, { dtype: 'float64', requiresGrad: true });
    expect(layer.forward(x).shape).toEqual(to);
    expect(gradcheck((input) => layer.forward(input!), [x])).toBe(true);
  });

  it.each<readonly [string, () => unknown]>([
    ['in Unfold(kernelSize=4', () => new Unfold(4).forward(zeros([1, 3, 3]))],
    ['in Fold(outputSize=4', () => new Fold(4, 2).forward(zeros([3, 9]))],
    ['in PixelShuffle(upscaleFactor=2)', () => new PixelShuffle(2).forward(zeros([3, 2, 2]))],
    ['in ChannelShuffle(groups=4)', () => new ChannelShuffle(4).forward(zeros([1, 6, 2]))],
    ['in Upsample(size=null, mode=nearest)', () => new Upsample().forward(zeros([1, 1, 2]))],
    ['in Unflatten(dim=1, unflattenedSize=[3, 5])', () => new Unflatten(1, [3, 5]).forward(zeros([2, 12]))],
  ])('refuse %s', (where, run) => {
    expect(refusal(run).message).toContain(where);
  });
});
