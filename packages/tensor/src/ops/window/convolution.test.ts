import { gradcheck, gradgradcheck } from '@nn/autograd/gradcheck';
import { numelOf, type Shape } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ones, zeros } from '../../create/full.js';
import { tensor } from '../../create/tensor-of.js';
import { moderate, placeView, refusal, valuesOf } from '../../test-support.js';
import type { Tensor } from '../../tensor.js';
import * as ops from '../index.js';
import { type Plain, slowConv, type SlowConvolution, slowConvTranspose } from './test-slow-windows.js';

const convs = [ops.conv1d, ops.conv2d, ops.conv3d];
const transposes = [ops.convTranspose1d, ops.convTranspose2d, ops.convTranspose3d];

function values(length: number): fc.Arbitrary<number[]> {
  return fc.array(moderate(), { minLength: length, maxLength: length });
}

function list(rank: number, min: number, max: number): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min, max }), { minLength: rank, maxLength: rank });
}

interface Problem {
  readonly x: Plain;
  readonly w: Plain;
  readonly b: Plain | null;
  readonly options: SlowConvolution;
}

/** Operands of a convolution, or of a transposed one: their channels stand in the weight the other way round. */
function problem(transposed: boolean): fc.Arbitrary<Problem> {
  return fc
    .record({
      rank: fc.integer({ min: 1, max: 3 }),
      groups: fc.integer({ min: 1, max: 3 }),
      batch: fc.integer({ min: 0, max: 2 }),
    })
    .chain(({ rank, groups, batch }) =>
      fc
        .record({
          into: fc.integer({ min: 1, max: 2 }),
          out: fc.integer({ min: 1, max: 2 }),
          kernel: list(rank, 1, 3),
          sizes: list(rank, 1, 6 - rank),
          stride: list(rank, 1, 3),
          before: list(rank, 0, 2),
          dilation: list(rank, 1, 2),
          bias: fc.boolean(),
        })
        .chain(({ into, out, kernel, sizes, stride, before, dilation, bias }) => {
          const shape = [batch, into * groups, ...sizes];
          const weight = transposed ? [into * groups, out, ...kernel] : [out * groups, into, ...kernel];
          const all = (of: Shape): fc.Arbitrary<Plain> =>
            values(numelOf(of)).map((each) => ({ shape: of, values: each }));
          return fc
            .tuple(all(shape), all(weight), bias ? all([out * groups]) : fc.constant(null))
            .map(([x, w, b]) => ({ x, w, b, options: { stride, before, dilation, groups } }));
        }),
    );
}

function put({ shape, values: each }: Plain, dtype: 'float32' | 'float64' = 'float64'): Tensor {
  return tensor(Float64Array.from(each), { shape, dtype });
}

function close(actual: Tensor, expected: Plain): void {
  expect(actual.shape).toEqual(expected.shape);
  valuesOf(actual).forEach((value, i) => expect(value).toBeCloseTo(expected.values[i]!, 9));
}

/** Values that no two places share. */
function leaf(shape: Shape): Tensor {
  const each = Float64Array.from({ length: numelOf(shape) }, (_, i) => Math.sin(3 * i + 1 + shape.length));
  return tensor(each, { shape, requiresGrad: true });
}

describe('a convolution', () => {
  it('is the sum over its windows', () => {
    fc.assert(
      fc.property(problem(false), ({ x, w, b, options }) => {
        const rank = x.shape.length - 2;
        const output = x.shape.slice(2).map((size, axis) => {
          const reach = options.dilation[axis]! * (w.shape[axis + 2]! - 1) + 1;
          return Math.floor((size + 2 * options.before[axis]! - reach) / options.stride[axis]!) + 1;
        });
        const run = (): Tensor =>
          convs[rank - 1]!(put(x), put(w), b === null ? null : put(b), { ...options, padding: options.before });
        if (output.some((size) => size < 1)) expect(refusal(run).code).toBe('SHAPE');
        else close(run(), slowConv(x, w, b, output, options));
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  it("has as many outputs as inputs with padding 'same', the odd place after", () => {
    fc.assert(
      fc.property(problem(false), ({ x, w, b, options }) => {
        const rank = x.shape.length - 2;
        const before = options.dilation.map((step, axis) => Math.floor((step * (w.shape[axis + 2]! - 1)) / 2));
        const same = { ...options, stride: before.map(() => 1), before };
        const y = convs[rank - 1]!(put(x), put(w), b === null ? null : put(b), { ...same, padding: 'same' });
        close(y, slowConv(x, w, b, x.shape.slice(2), same));
      }),
      { seed: 42, numRuns: 60 },
    );
  });

  it('of one element of a batch is that element of the convolution of the batch', () => {
    const x = leaf([2, 3, 4, 5]);
    const w = leaf([2, 3, 2, 2]);
    expect(valuesOf(ops.conv2d(x.select(0, 1), w))).toEqual(valuesOf(ops.conv2d(x, w).select(0, 1)));
    expect(ops.conv2d(x.select(0, 1), w).shape).toEqual([2, 3, 4]);
  });

  // A backend has kernels of its own for float32; float64 is composed of products.
  it.each([false, true])(
    'is in float32 what it is in float64, its derivatives too (transposed: %s)',
    (isTransposed) => {
      fc.assert(
        fc.property(problem(isTransposed), ({ x, w, b, options }) => {
          const fn = (isTransposed ? transposes : convs)[x.shape.length - 3]!;
          const results = (dtype: 'float32' | 'float64'): Tensor[] => {
            const [image, weight, bias] = [x, w, b].map((each) => each && put(each, dtype).requiresGrad_());
            const y = fn(image!, weight!, bias ?? null, { ...options, padding: options.before });
            y.square().sum().backward();
            return [y, image!.grad!, weight!.grad!, ...(bias ? [bias.grad!] : [])];
          };
          let exact: Tensor[];
          try {
            exact = results('float64');
          } catch (error) {
            expect(error).toMatchObject({ code: 'SHAPE' });
            return;
          }
          results('float32').forEach((actual, i) => {
            const expected = valuesOf(exact[i]!).map(Number);
            const most = expected.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 1);
            valuesOf(actual).forEach((value, at) =>
              expect(Math.abs(Number(value) - expected[at]!) / most).toBeLessThan(1e-5),
            );
          });
        }),
        { seed: 42, numRuns: 100 },
      );
    },
  );

  it('reads views where they stand', () => {
    const strided = (
      shape: Shape,
      strides: readonly number[],
      offset: number,
      dtype: 'float32' | 'float64',
    ): { view: Tensor; copy: Tensor } => {
      const length = offset + 1 + shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis]!, 0);
      const each = Array.from({ length }, (_, i) => Math.fround(Math.sin(i)));
      return placeView({ baseShape: [length], shape, strides, offset }, each, dtype);
    };
    for (const dtype of ['float32', 'float64'] as const) {
      const x = strided([2, 4, 5, 5], [3, 50, 7, 1], 2, dtype);
      const w = strided([4, 2, 3, 2], [1, 4, 8, 40], 1, dtype);
      const b = strided([4], [3], 1, dtype);
      const options = { groups: 2, padding: [1, 0], stride: [2, 1] };
      expect(valuesOf(ops.conv2d(x.view, w.view, b.view, options))).toEqual(
        valuesOf(ops.conv2d(x.copy, w.copy, b.copy, options)),
      );
      const t = strided([4, 3, 2, 2], [1, 4, 12, 31], 0, dtype);
      const c = strided([6], [0], 1, dtype);
      expect(valuesOf(ops.convTranspose2d(x.view, t.view, c.view, { groups: 2 }))).toEqual(
        valuesOf(ops.convTranspose2d(x.copy, t.copy, c.copy, { groups: 2 })),
      );
      const point = strided([3, 4, 1, 1], [4, 1, 1, 1], 0, dtype);
      expect(valuesOf(ops.conv2d(x.view, point.view))).toEqual(valuesOf(ops.conv2d(x.copy, point.copy)));
    }
  });

  it('of nothing has a shape', () => {
    expect(ops.conv2d(zeros([0, 3, 4, 4]), zeros([2, 3, 3, 3])).shape).toEqual([0, 2, 2, 2]);
    const bias = tensor([1, 2]);
    expect(ops.conv1d(zeros([1, 0, 3]), zeros([2, 0, 2]), bias).toArraySync()).toEqual([
      [
        [1, 1],
        [2, 2],
      ],
    ]);
    expect(ops.conv2d(zeros([1, 3, 4, 4], { device: 'meta' }), zeros([2, 3, 3, 3], { device: 'meta' })).shape).toEqual([
      1, 2, 2, 2,
    ]);
    expect(ops.convTranspose1d(zeros([0, 3, 4]), zeros([3, 2, 3])).shape).toEqual([0, 2, 6]);
  });

  it('of an empty batch has gradients that are 0', () => {
    const x = zeros([0, 3, 4, 4], { requiresGrad: true });
    const w = ones([2, 3, 3, 3], { requiresGrad: true });
    ops.conv2d(x, w).sum().backward();
    expect(x.grad?.shape).toEqual([0, 3, 4, 4]);
    expect(valuesOf(w.grad!).every((value) => value === 0)).toBe(true);
  });

  it('computes integers and 16-bit floats', () => {
    const x = tensor([[1n, 2n, 3n]]);
    expect(ops.conv1d(x, tensor([[[1n, 10n]]])).toArraySync()).toEqual([[21, 32]]);
    expect(ops.convTranspose1d(x, tensor([[[1n, 10n]]])).toArraySync()).toEqual([[1, 12, 23, 30]]);
    expect(
      ops.conv1d(tensor([[1, 2, 3]], { dtype: 'bfloat16' }), tensor([[[1, 10]]], { dtype: 'bfloat16' })).dtype,
    ).toBe('bfloat16');
  });

  it('is named as in PyTorch', () => {
    expect(ops.conv1d(leaf([1, 2, 4]), leaf([2, 2, 2])).gradFn?.name).toBe('ConvolutionBackward0');
    expect(ops.conv1d(leaf([2, 4]), leaf([2, 2, 2])).gradFn?.name).toBe('SqueezeBackward1');
    expect(ops.convTranspose1d(leaf([1, 2, 4]), leaf([2, 2, 2])).gradFn?.name).toBe('ConvolutionBackward0');
  });
});

describe('a transposed convolution', () => {
  it('adds multiples of the kernel to windows of the output', () => {
    fc.assert(
      fc.property(problem(true), fc.integer({ min: 0, max: 2 }), ({ x, w, b, options }, outputPadding) => {
        const rank = x.shape.length - 2;
        const output = x.shape.slice(2).map((size, axis) => {
          const reach = options.dilation[axis]! * (w.shape[axis + 2]! - 1) + 1;
          return (size - 1) * options.stride[axis]! - 2 * options.before[axis]! + reach + outputPadding;
        });
        const run = (): Tensor =>
          transposes[rank - 1]!(put(x), put(w), b === null ? null : put(b), {
            ...options,
            padding: options.before,
            outputPadding,
          });
        if (options.stride.some((stride, axis) => outputPadding >= Math.max(stride, options.dilation[axis]!))) {
          expect(refusal(run).code).toBe('OPTION');
        } else if (output.some((size) => size < 1)) expect(refusal(run).code).toBe('SHAPE');
        else close(run(), slowConvTranspose(x, w, b, output, options));
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  it('is what a convolution does to a gradient', () => {
    const x = leaf([2, 4, 5, 6]);
    const w = leaf([6, 2, 3, 2]);
    const options = { stride: [2, 1], padding: 1, dilation: [1, 2], groups: 2 };
    const y = ops.conv2d(x, w, null, options);
    const dy = leaf(y.shape).detach();
    y.backward(dy);
    const dx = ops.convTranspose2d(dy, w.detach(), null, { ...options, outputPadding: 0 });
    valuesOf(dx).forEach((value, i) => expect(value).toBeCloseTo(valuesOf(x.grad!)[i] as number, 12));
  });
});

const cases: readonly (readonly [
  name: string,
  shapes: readonly Shape[],
  fn: (x: Tensor, w: Tensor, b: Tensor) => Tensor,
])[] = [
  ['conv1d', [[2, 2, 5], [2, 2, 2], [2]], (x, w, b) => ops.conv1d(x, w, b, { stride: 2, padding: 1 })],
  ['conv1d unbatched', [[2, 4], [2, 1, 2], [2]], (x, w, b) => ops.conv1d(x, w, b, { groups: 2, padding: 'same' })],
  [
    'conv2d',
    [[1, 2, 3, 4], [2, 2, 2, 2], [2]],
    (x, w, b) => ops.conv2d(x, w, b, { padding: [1, 0], dilation: [1, 2] }),
  ],
  ['conv2d 1x1', [[1, 2, 2, 2], [3, 2, 1, 1], [3]], (x, w, b) => ops.conv2d(x, w, b)],
  [
    'conv2d depthwise',
    [[2, 2, 3, 3], [2, 1, 2, 2], [2]],
    (x, w, b) => ops.conv2d(x, w, b, { groups: 2, stride: [2, 1] }),
  ],
  [
    'conv3d',
    [[1, 1, 2, 3, 2], [2, 1, 2, 2, 1], [2]],
    (x, w, b) => ops.conv3d(x, w, b, { stride: [1, 2, 1], padding: [0, 1, 0] }),
  ],
  [
    'convTranspose1d',
    [[2, 2, 3], [2, 1, 2], [2]],
    (x, w, b) => ops.convTranspose1d(x, w, b, { groups: 2, stride: 2, padding: 1, outputPadding: 1 }),
  ],
  [
    'convTranspose2d',
    [[1, 2, 2, 3], [2, 2, 2, 2], [2]],
    (x, w, b) => ops.convTranspose2d(x, w, b, { stride: [2, 1], dilation: [1, 2] }),
  ],
  ['convTranspose2d 1x1', [[1, 2, 2, 2], [2, 3, 1, 1], [3]], (x, w, b) => ops.convTranspose2d(x, w, b)],
  [
    'convTranspose3d',
    [[1, 1, 2, 2, 1], [1, 2, 1, 2, 2], [2]],
    (x, w, b) => ops.convTranspose3d(x, w, b, { stride: 2 }),
  ],
];

describe('derivatives of convolutions', () => {
  it.each(cases)('%s: first', (_, shapes, fn) => {
    const run = (...inputs: Tensor[]): Tensor => fn(inputs[0]!, inputs[1]!, inputs[2]!);
    expect(gradcheck(run, shapes.map(leaf))).toBe(true);
  });

  it.each(cases)('%s: second', (_, shapes, fn) => {
    const run = (...inputs: Tensor[]): Tensor => fn(inputs[0]!, inputs[1]!, inputs[2]!);
    expect(gradgradcheck(run, shapes.map(leaf))).toBe(true);
  });

  it('of what wants none are not computed', () => {
    const x = leaf([1, 2, 4]).detach();
    const w = leaf([2, 2, 2]);
    ops.conv1d(x, w).sum().backward();
    expect(x.grad).toBeNull();
    expect(w.grad?.shape).toEqual([2, 2, 2]);
  });
});

const W = zeros([4, 3, 3, 3]);

describe('convolutions refuse', () => {
  it.each<readonly [string, string, () => unknown]>([
    [
      'SHAPE',
      'Given groups=1, weight of size [4, 3, 3, 3], expected input[2, 5, 6, 6] to have 3 channels, but got 5 channels instead',
      () => ops.conv2d(zeros([2, 5, 6, 6]), W),
    ],
    [
      'SHAPE',
      'Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [2, 6]',
      () => ops.conv2d(zeros([2, 6]), W),
    ],
    [
      'SHAPE',
      "Calculated padded input size per channel: (2 x 2). Kernel size: (3 x 3). Kernel size can't be greater than actual input size",
      () => ops.conv2d(zeros([2, 3, 2, 2]), W),
    ],
    [
      'SHAPE',
      'Given weight of size [4, 3, 3, 3], expected bias to be 1-dimensional with 4 elements, but got bias of size [3] instead',
      () => ops.conv2d(zeros([2, 3, 5, 5]), W, zeros([3])),
    ],
    [
      'SHAPE',
      'Given groups=3, expected weight to be divisible by 3 at dimension 0, but got weight of size [[4, 3, 3, 3]] instead',
      () => ops.conv2d(zeros([2, 9, 5, 5]), W, null, { groups: 3 }),
    ],
    [
      'SHAPE',
      'Given groups=1, expected weight to be at least 1 at dimension 0, but got weight of size [0, 3, 3, 3] instead',
      () => ops.conv2d(zeros([2, 3, 5, 5]), zeros([0, 3, 3, 3])),
    ],
    [
      'SHAPE',
      'Only zero batch or zero channel inputs are supported, but got input shape: [2, 3, 0, 5]',
      () => ops.conv2d(zeros([2, 3, 0, 5]), W, null, { padding: 2 }),
    ],
    ['OPTION', 'non-positive stride is not supported', () => ops.conv2d(zeros([2, 3, 5, 5]), W, null, { stride: 0 })],
    [
      'OPTION',
      'non-positive dilation is not supported',
      () => ops.conv2d(zeros([2, 3, 5, 5]), W, null, { dilation: 0 }),
    ],
    ['OPTION', 'non-positive groups is not supported', () => ops.conv2d(zeros([2, 3, 5, 5]), W, null, { groups: 0 })],
    ['OPTION', 'negative padding is not supported', () => ops.conv2d(zeros([2, 3, 5, 5]), W, null, { padding: -1 })],
    [
      'OPTION',
      "padding='same' is not supported for strided convolutions",
      () => ops.conv2d(zeros([2, 3, 5, 5]), W, null, { padding: 'same', stride: 2 }),
    ],
    [
      'OPTION',
      "Invalid padding string: 'full'",
      () => ops.conv2d(zeros([2, 3, 5, 5]), W, null, { padding: 'full' as 'same' }),
    ],
    [
      'OPTION',
      'expected stride to be a single integer value or a list of 2 values to match the convolution dimensions, but got stride=[1, 2, 3]',
      () => ops.conv2d(zeros([2, 3, 5, 5]), W, null, { stride: [1, 2, 3] }),
    ],
    [
      'OPTION',
      'conv2d: stride must be whole numbers, got 1.5, 1.5',
      () => ops.conv2d(zeros([2, 3, 5, 5]), W, null, { stride: 1.5 }),
    ],
    [
      'DTYPE',
      'expected scalar type Double but found Float',
      () => ops.conv2d(zeros([2, 3, 5, 5], { dtype: 'float64' }), W),
    ],
    [
      'DTYPE',
      'Input type (float) and bias type (double) should be the same',
      () => ops.conv2d(zeros([2, 3, 5, 5]), W, zeros([4], { dtype: 'float64' })),
    ],
    [
      'DTYPE',
      '"slow_conv2d_cpu" not implemented for \'Bool\'',
      () => ops.conv2d(zeros([2, 3, 5, 5], { dtype: 'bool' }), W.to('bool')),
    ],
    [
      'SHAPE',
      'Given transposed=1, weight of size [3, 4, 3, 3], expected input[2, 5, 6, 6] to have 3 channels, but got 5 channels instead',
      () => ops.convTranspose2d(zeros([2, 5, 6, 6]), zeros([3, 4, 3, 3])),
    ],
    [
      'SHAPE',
      'Given input size per channel: (1 x 1). Calculated output size per channel: (-1 x -1). Output size is too small',
      () => ops.convTranspose2d(zeros([2, 3, 1, 1]), zeros([3, 4, 3, 3]), null, { padding: 2 }),
    ],
    [
      'SHAPE',
      'Given transposed=1, weight of size [3, 4, 3, 3], expected bias to be 1-dimensional with 4 elements, but got bias of size [3] instead',
      () => ops.convTranspose2d(zeros([2, 3, 6, 6]), zeros([3, 4, 3, 3]), zeros([3])),
    ],
    [
      'OPTION',
      'output padding must be smaller than either stride or dilation, but got output_padding_height: 1 output_padding_width: 1 stride_height: 1 stride_width: 1 dilation_height: 1 dilation_width: 1',
      () => ops.convTranspose2d(zeros([2, 3, 6, 6]), zeros([3, 4, 3, 3]), null, { outputPadding: 1 }),
    ],
    [
      'OPTION',
      'negative output_padding is not supported',
      () => ops.convTranspose2d(zeros([2, 3, 6, 6]), zeros([3, 4, 3, 3]), null, { outputPadding: -1 }),
    ],
    [
      'OPTION',
      "conv_transpose2d(): argument 'padding' must be tuple of ints, not str",
      () =>
        ops.convTranspose2d(zeros([2, 3, 6, 6]), zeros([3, 4, 3, 3]), null, { padding: 'same' as unknown as number }),
    ],
  ])('%s: %s', (code, sentence, run) => {
    const error = refusal(run);
    expect(error.code).toBe(code);
    expect(error.message.startsWith(sentence), error.message).toBe(true);
    expect(error.op).toMatch(/^conv(Transpose)?2d$/);
  });

  it('operands of two devices', () => {
    expect(refusal(() => ops.conv2d(zeros([2, 3, 5, 5]), zeros([4, 3, 3, 3], { device: 'meta' }))).code).toBe('DEVICE');
  });
});
