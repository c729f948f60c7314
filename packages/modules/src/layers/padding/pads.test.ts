import { gradcheck } from '@nn/autograd/gradcheck';
import { manualSeed, ones, pad, type PadMode, rand, randn, type Tensor } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { Sequential } from '../../containers/sequential.js';
import type { Module } from '../../module.js';
import { bitsOf, refusal } from '../../test-support.js';
import { CircularPad1d, CircularPad2d, CircularPad3d } from './circular-pad.js';
import { ConstantPad1d, ConstantPad2d, ConstantPad3d } from './constant-pad.js';
import { ReflectionPad1d, ReflectionPad2d, ReflectionPad3d } from './reflection-pad.js';
import { ReplicationPad1d, ReplicationPad2d, ReplicationPad3d } from './replication-pad.js';
import { ZeroPad1d, ZeroPad2d, ZeroPad3d } from './zero-pad.js';

type Layer = Module & { forward(x: Tensor): Tensor };

const layers: readonly (readonly [layer: Layer, printed: string, mode: PadMode, value: number])[] = [
  [new ZeroPad1d([1, 2]), 'ZeroPad1d([1, 2])', 'constant', 0],
  [new ZeroPad2d(1), 'ZeroPad2d([1, 1, 1, 1])', 'constant', 0],
  [new ZeroPad3d([0, 1, 2, 0, 1, 1]), 'ZeroPad3d([0, 1, 2, 0, 1, 1])', 'constant', 0],
  [new ConstantPad1d(2, 1.5), 'ConstantPad1d(padding=[2, 2], value=1.5)', 'constant', 1.5],
  [new ConstantPad2d([1, 0, 2, 1], -1), 'ConstantPad2d(padding=[1, 0, 2, 1], value=-1)', 'constant', -1],
  [new ConstantPad3d(1, 3), 'ConstantPad3d(padding=[1, 1, 1, 1, 1, 1], value=3)', 'constant', 3],
  [new ReflectionPad1d([2, 1]), 'ReflectionPad1d([2, 1])', 'reflect', 0],
  [new ReflectionPad2d([1, 2, 2, 1]), 'ReflectionPad2d([1, 2, 2, 1])', 'reflect', 0],
  [new ReflectionPad3d(1), 'ReflectionPad3d([1, 1, 1, 1, 1, 1])', 'reflect', 0],
  [new ReplicationPad1d([2, 1]), 'ReplicationPad1d([2, 1])', 'replicate', 0],
  [new ReplicationPad2d([1, 2, 2, 1]), 'ReplicationPad2d([1, 2, 2, 1])', 'replicate', 0],
  [new ReplicationPad3d(1), 'ReplicationPad3d([1, 1, 1, 1, 1, 1])', 'replicate', 0],
  [new CircularPad1d([2, 1]), 'CircularPad1d([2, 1])', 'circular', 0],
  [new CircularPad2d([1, 2, 2, 1]), 'CircularPad2d([1, 2, 2, 1])', 'circular', 0],
  [new CircularPad3d(1), 'CircularPad3d([1, 1, 1, 1, 1, 1])', 'circular', 0],
];

describe('padding layers', () => {
  it.each(layers)('%s', (layer, printed, mode, value) => {
    expect(layer.toString()).toBe(printed);
    const { padding } = layer as unknown as { readonly padding: readonly number[] };
    const shape = [1, 2, 3, 3, 4].slice(3 - padding.length / 2);
    const x = rand(shape);
    expect(bitsOf(layer.forward(x))).toEqual(bitsOf(pad(x, padding, { mode, value })));
    manualSeed(1);
    expect(gradcheck((input) => layer.forward(input!), [randn(shape, { dtype: 'float64', requiresGrad: true })])).toBe(
      true,
    );
  });

  it('refuse margins that cannot be, and say where they stand', () => {
    expect(refusal(() => new Sequential(new ReflectionPad1d(4)).forward(ones([2, 4]))).message).toBe(
      'Argument #4: Padding size should be less than the corresponding input dimension, but got: padding (4, 4) at dimension 1 of input [2, 4]; in 0: ReflectionPad1d([4, 4])',
    );
    expect(refusal(() => new ZeroPad2d([1, 2, 3]).forward(ones([1, 3, 3]))).message).toContain(
      'Padding length must be divisible by 2',
    );
  });
});
