import { gradcheck } from '@nn/autograd/gradcheck';
import { kaimingUniform_, uniform_, xavierUniform_, zeros_ } from '@nn/init';
import { conv2d, manualSeed, ones, pad, rand, randn, type Tensor, zeros } from '@nn/tensor';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sequential } from '../../containers/sequential.js';
import type { Module } from '../../module.js';
import { Parameter } from '../../parameter.js';
import { bitsOf, refusal, valuesOf } from '../../test-support.js';
import { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from './conv-transpose.js';
import { Conv1d, Conv2d, Conv3d } from './conv.js';
import {
  LazyConv1d,
  LazyConv2d,
  LazyConv3d,
  LazyConvTranspose1d,
  LazyConvTranspose2d,
  LazyConvTranspose3d,
} from './lazy-conv.js';

const doubles = { dtype: 'float64' } as const;

describe('convolution layers', () => {
  it.each<readonly [Module, string]>([
    [new Conv1d(4, 6, 3), 'Conv1d(4, 6, kernelSize=[3], stride=[1])'],
    [
      new Conv2d(3, 4, [3, 2], { stride: [2, 1], padding: [1, 0], dilation: [1, 2], bias: false }),
      'Conv2d(3, 4, kernelSize=[3, 2], stride=[2, 1], padding=[1, 0], dilation=[1, 2], bias=false)',
    ],
    [
      new Conv2d(3, 4, 3, { padding: 'same', paddingMode: 'reflect' }),
      'Conv2d(3, 4, kernelSize=[3, 3], stride=[1, 1], padding=same, paddingMode=reflect)',
    ],
    [
      new Conv3d(2, 4, 2, { padding: 'valid', groups: 2 }),
      'Conv3d(2, 4, kernelSize=[2, 2, 2], stride=[1, 1, 1], padding=valid, groups=2)',
    ],
    [
      new ConvTranspose2d(4, 4, 3, { stride: 2, padding: 1, outputPadding: 1, groups: 2, bias: false, dilation: 3 }),
      'ConvTranspose2d(4, 4, kernelSize=[3, 3], stride=[2, 2], padding=[1, 1], dilation=[3, 3], outputPadding=[1, 1], groups=2, bias=false)',
    ],
    [
      new LazyConv2d(4, 3, { padding: 1, groups: 2 }),
      'LazyConv2d(0, 4, kernelSize=[3, 3], stride=[1, 1], padding=[1, 1], groups=2)',
    ],
  ])('%s', (layer, printed) => {
    expect(layer.toString()).toBe(printed);
  });

  it('draw the weight, then the bias, from the fan that PyTorch reads off the shape', () => {
    for (const [make, shape, fan] of [
      [() => new Conv2d(4, 6, [3, 2], { groups: 2 }), [6, 2, 3, 2], 12],
      [() => new ConvTranspose2d(4, 6, [3, 2], { groups: 2 }), [4, 3, 3, 2], 18],
    ] as const) {
      manualSeed(5);
      const layer = make();
      manualSeed(5);
      const weight = kaimingUniform_(zeros(shape), { a: Math.sqrt(5) });
      const bias = uniform_(zeros([6]), { a: -1 / Math.sqrt(fan), b: 1 / Math.sqrt(fan) });
      expect(bitsOf(layer.weight)).toEqual(bitsOf(weight));
      expect(bitsOf(layer.bias!)).toEqual(bitsOf(bias));
      expect([...layer.stateDict().keys()]).toEqual(['weight', 'bias']);
    }
  });

  it('say which axes are inputs, outputs and field', () => {
    expect(new Conv3d(2, 4, 2, { groups: 2 }).paramSpecs()['weight']).toMatchObject({
      role: 'weight',
      axes: { in: [1], out: [0], field: [2, 3, 4] },
      groups: 2,
    });
    expect(new ConvTranspose1d(2, 4, 2).paramSpecs()['weight']).toMatchObject({
      role: 'weight',
      axes: { in: [0], out: [1], field: [2] },
      groups: 1,
    });
  });

  it('pad as they are told', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('zeros', 'reflect', 'replicate', 'circular'),
        fc.constantFrom<'same' | 'valid' | readonly number[]>('same', 'valid', [1, 2], [0, 1], [2, 2]),
        fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 })),
        fc.integer({ min: 1, max: 2 }),
        fc.boolean(),
        (paddingMode, padding, kernel, dilation, batched) => {
          const layer = new Conv2d(2, 4, kernel, { padding, paddingMode, dilation, groups: 2 });
          const x = rand(batched ? [2, 2, 6, 7] : [2, 6, 7]);
          const margins = kernel.map((size, axis) => {
            if (padding === 'valid') return [0, 0];
            if (padding !== 'same') return [padding[axis]!, padding[axis]!];
            return [Math.floor((dilation * (size - 1)) / 2), Math.ceil((dilation * (size - 1)) / 2)];
          });
          const mode = paddingMode === 'zeros' ? 'constant' : paddingMode;
          const padded = pad(x, [...margins[1]!, ...margins[0]!], { mode });
          const expected = conv2d(padded, layer.weight, layer.bias, { dilation, groups: 2 });
          expect(layer.forward(x).shape).toEqual(expected.shape);
          valuesOf(layer.forward(x)).forEach((value, i) => expect(value).toBeCloseTo(valuesOf(expected)[i]!, 5));
        },
      ),
      { seed: 42, numRuns: 80 },
    );
  });

  it('choose among output sizes', () => {
    const layer = new ConvTranspose2d(3, 4, 3, { stride: 2 });
    const x = rand([2, 3, 4, 4]);
    expect(layer.forward(x).shape).toEqual([2, 4, 9, 9]);
    expect(layer.forward(x, { outputSize: [9, 10] }).shape).toEqual([2, 4, 9, 10]);
    expect(layer.forward(x, { outputSize: [2, 4, 10, 9] }).shape).toEqual([2, 4, 10, 9]);
    expect(layer.forward(x.select(0, 0), { outputSize: [4, 10, 9] }).shape).toEqual([4, 10, 9]);
    expect(refusal(() => layer.forward(x, { outputSize: [8, 10] })).message).toContain(
      'requested an output size of [8, 10], but valid sizes range from [9, 9] to [10, 10] (for an input of [4, 4])',
    );
    expect(refusal(() => layer.forward(x, { outputSize: [8] })).message).toContain(
      'ConvTranspose2D: for 4D input, output_size must have 2 or 4 elements (got 1)',
    );
  });

  it('are copied with their parameters', () => {
    const layer = new Conv1d(2, 3, 2);
    const copy = layer.clone();
    const x = rand([1, 2, 5]);
    expect(bitsOf(copy.forward(x))).toEqual(bitsOf(layer.forward(x)));
    zeros_(copy.weight);
    expect(bitsOf(copy.weight)).not.toEqual(bitsOf(layer.weight));
  });

  it.each<readonly [string, readonly number[], { forward(x: Tensor): Tensor } & Module]>([
    ['Conv1d', [2, 2, 5], new Conv1d(2, 2, 3, { ...doubles, padding: 1, stride: 2 })],
    ['Conv1d circular', [1, 2, 4], new Conv1d(2, 2, 2, { ...doubles, padding: 1, paddingMode: 'circular' })],
    ['Conv2d', [1, 2, 3, 4], new Conv2d(2, 2, 2, { ...doubles, groups: 2, dilation: [1, 2] })],
    ['Conv2d reflect', [1, 1, 3, 3], new Conv2d(1, 2, 2, { ...doubles, padding: 'same', paddingMode: 'reflect' })],
    ['Conv3d', [1, 1, 2, 3, 2], new Conv3d(1, 2, 2, { ...doubles, padding: [0, 1, 0] })],
    ['ConvTranspose1d', [1, 2, 3], new ConvTranspose1d(2, 2, 3, { ...doubles, stride: 2, groups: 2 })],
    ['ConvTranspose2d', [1, 2, 2, 2], new ConvTranspose2d(2, 1, 2, { ...doubles, stride: 2, outputPadding: 1 })],
    ['ConvTranspose3d', [1, 1, 2, 1, 2], new ConvTranspose3d(1, 2, 2, { ...doubles, padding: [1, 0, 0] })],
  ])('%s differentiates its input and its parameters', (_, shape, layer) => {
    manualSeed(1);
    const x = randn(shape, { ...doubles, requiresGrad: true });
    const parameters = [...layer.parameters()];
    expect(gradcheck((input) => layer.forward(input!), [x, ...parameters.map((p) => p.requiresGrad_())])).toBe(true);
  });
});

describe('convolution layers refuse', () => {
  it.each<readonly [string, () => unknown]>([
    ['in_channels must be divisible by groups', () => new Conv2d(3, 4, 3, { groups: 2 })],
    ['out_channels must be divisible by groups', () => new Conv2d(3, 4, 3, { groups: 3 })],
    ['groups must be a positive integer', () => new Conv2d(3, 4, 3, { groups: 0 })],
    [
      "Invalid padding string 'full', should be one of {'same', 'valid'}",
      () => new Conv2d(3, 4, 3, { padding: 'full' as 'same' }),
    ],
    [
      "padding='same' is not supported for strided convolutions",
      () => new Conv2d(3, 4, 3, { padding: 'same', stride: 2 }),
    ],
    [
      "padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, but got padding_mode='mirror'",
      () => new Conv2d(3, 4, 3, { paddingMode: 'mirror' as 'reflect' }),
    ],
    [
      'Only "zeros" padding mode is supported for ConvTranspose2d',
      () => new ConvTranspose2d(3, 4, 3, { paddingMode: 'reflect' as 'zeros' }),
    ],
    [
      'ConvTranspose1d: padding must be a number',
      () => new ConvTranspose1d(3, 4, 3, { padding: 'same' as unknown as number }),
    ],
    ['Conv2d: kernelSize must be a whole number or a list of 2, got [3,3,3]', () => new Conv2d(3, 4, [3, 3, 3])],
    ['Conv1d: stride must be a whole number or a list of 1, got 1.5', () => new Conv1d(3, 4, 3, { stride: 1.5 })],
    ['Conv1d: inChannels must be a whole number that is not negative, got -1', () => new Conv1d(-1, 4, 3)],
    ['out_channels must be divisible by groups', () => new LazyConv2d(4, 3, { groups: 3 })],
  ])('%s', (sentence, make) => {
    const error = refusal(make);
    expect(error.code).toBe('OPTION');
    expect(error.message.startsWith(sentence), error.message).toBe(true);
  });

  it('and say where they stand', () => {
    const net = new Sequential(new Conv2d(3, 4, 3, { padding: 1 }), new Conv2d(5, 4, 3));
    const error = refusal(() => net.forward(ones([2, 3, 6, 6])));
    expect(error.message).toBe(
      'Given groups=1, weight of size [4, 5, 3, 3], expected input[2, 4, 6, 6] to have 5 channels, but got 4 channels instead; ' +
        'in 1: Conv2d(5, 4, kernelSize=[3, 3], stride=[1, 1]) got [2, 4, 6, 6], wants 5 channels, then 2 axes',
    );
    const transposed = new ConvTranspose1d(3, 4, 2);
    expect(refusal(() => transposed.forward(ones([3]))).message).toContain(
      'Expected 2D (unbatched) or 3D (batched) input to conv_transpose1d, but got input of size: [3]; in ConvTranspose1d(3, 4, kernelSize=[2], stride=[1])',
    );
    const circular = new Conv2d(3, 4, 3, { padding: 4, paddingMode: 'circular' });
    expect(refusal(() => circular.forward(ones([1, 3, 3, 3]))).message).toContain(
      'Padding value causes wrapping around more than once.; in Conv2d(3, 4, kernelSize=[3, 3]',
    );
  });
});

describe('lazy convolution layers', () => {
  it.each([
    ['LazyConv1d', () => new LazyConv1d(4, 3, { groups: 2 }), Conv1d, [2, 6, 9], [4, 3, 3]],
    ['LazyConv2d', () => new LazyConv2d(4, 3, { groups: 2 }), Conv2d, [2, 6, 5, 5], [4, 3, 3, 3]],
    ['LazyConv3d', () => new LazyConv3d(4, 2), Conv3d, [2, 3, 3, 3, 3], [4, 3, 2, 2, 2]],
    ['LazyConvTranspose1d', () => new LazyConvTranspose1d(4, 3, { groups: 2 }), ConvTranspose1d, [2, 6, 9], [6, 2, 3]],
    ['LazyConvTranspose2d', () => new LazyConvTranspose2d(4, 3), ConvTranspose2d, [2, 3, 5, 5], [3, 4, 3, 3]],
    ['LazyConvTranspose3d', () => new LazyConvTranspose3d(4, 2), ConvTranspose3d, [2, 3, 3, 3, 3], [3, 4, 2, 2, 2]],
  ] as const)(
    '%s takes its channels from the first input, and is a plain layer then',
    (name, make, type, shape, weight) => {
      const layer = make();
      expect(layer).toBeInstanceOf(type);
      expect(layer.constructor.name).toBe(name);
      expect((layer.constructor as unknown as typeof Conv1d).logicalName).toBe(type.logicalName);
      expect(layer.weight.isUninitialized).toBe(true);
      const parameters = [...layer.parameters()];
      manualSeed(3);
      layer.forward(ones(shape));
      expect(layer.constructor).toBe(type);
      expect(layer.weight.shape).toEqual(weight);
      expect(layer.inChannels).toBe(shape[1]);
      expect([...layer.parameters()]).toEqual(parameters);
      manualSeed(3);
      const plain = new (type as unknown as new (...args: unknown[]) => Conv1d)(shape[1], 4, layer.kernelSize, {
        groups: layer.groups,
      });
      expect(bitsOf(layer.weight)).toEqual(bitsOf(plain.weight));
      expect(bitsOf(layer.bias!)).toEqual(bitsOf(plain.bias!));
    },
  );

  it('remember initializers, and take an input without a batch', () => {
    const layer = new LazyConv2d(4, 3);
    xavierUniform_(layer.weight);
    zeros_(layer.bias!);
    manualSeed(3);
    layer.forward(ones([2, 5, 5]));
    manualSeed(3);
    expect(bitsOf(layer.weight)).toEqual(bitsOf(xavierUniform_(zeros([4, 2, 3, 3]))));
    expect(valuesOf(layer.bias!)).toEqual([0, 0, 0, 0]);
  });

  it('draw nothing when they are made', () => {
    manualSeed(0);
    const first = rand([1]).itemSync();
    manualSeed(0);
    new LazyConv2d(4, 3);
    new LazyConvTranspose1d(4, 3);
    expect(rand([1]).itemSync()).toBe(first);
  });

  it('take values from a state dict', () => {
    const plain = new Conv2d(6, 4, 3, { groups: 2 });
    const layer = new LazyConv2d(4, 3, { groups: 2 });
    layer.loadStateDict(plain.stateDict());
    const x = rand([1, 6, 4, 4]);
    expect(bitsOf(layer.forward(x))).toEqual(bitsOf(plain.forward(x)));
    expect(layer.toString()).toBe(plain.toString());
    const transposed = new LazyConvTranspose2d(4, 3, { groups: 2 });
    transposed.loadStateDict(new ConvTranspose2d(6, 4, 3, { groups: 2 }).stateDict());
    expect(transposed.forward(x).shape).toEqual([1, 4, 6, 6]);
    expect(transposed.inChannels).toBe(6);
  });

  it('choose among output sizes at the first call too', () => {
    expect(
      new LazyConvTranspose2d(4, 3, { stride: 2 }).forward(rand([3, 4, 4]), { outputSize: [10, 9] }).shape,
    ).toEqual([4, 10, 9]);
  });

  it('are as before after a refused first input', () => {
    const layer = new LazyConv2d(4, 3, { groups: 2 });
    const rank = refusal(() => layer.forward(ones([3, 5])));
    expect(rank.message).toContain(
      'Expected 3D (unbatched) or 4D (batched) input to LazyConv2d, but got input of size: [3, 5]',
    );
    const groups = refusal(() => layer.forward(ones([2, 3, 5, 5])));
    expect(groups.message).toContain('in_channels must be divisible by groups; in LazyConv2d(0, 4');
    expect(layer.constructor).toBe(LazyConv2d);
    expect(layer.weight.isUninitialized).toBe(true);
    expect(layer.forward(ones([2, 4, 5, 5])).shape).toEqual([2, 4, 3, 3]);
    expect(layer.weight).toBeInstanceOf(Parameter);
  });
});
