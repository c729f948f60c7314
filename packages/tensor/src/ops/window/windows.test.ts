import { gradcheck, gradgradcheck } from '@nn/autograd/gradcheck';
import { numelOf, type Shape } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arange } from '../../create/arange.js';
import { zeros } from '../../create/full.js';
import { tensor } from '../../create/tensor-of.js';
import { moderate, randomView, refusal, valuesOf } from '../../test-support.js';
import type { Tensor } from '../../tensor.js';
import * as ops from '../index.js';
import { elementOf, type Plain, plain } from './test-slow-windows.js';

function list(rank: number, min: number, max: number): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min, max }), { minLength: rank, maxLength: rank });
}

function plainOf(x: Tensor): Plain {
  return { shape: x.shape, values: valuesOf(x).map(Number) };
}

function leaf(shape: Shape): Tensor {
  return tensor(
    Float64Array.from({ length: numelOf(shape) }, (_, i) => Math.sin(3 * i + 1)),
    { shape, requiresGrad: true },
  );
}

function views(rank: number): ReturnType<typeof randomView> {
  return randomView({ minRank: rank, maxRank: rank, minSize: 1, maxSize: 5, element: moderate() }).filter(
    ({ copy }) => copy.ndim === rank && copy.numel() > 0,
  );
}

describe('sliding windows', () => {
  it('show every window of the last axes', () => {
    fc.assert(
      fc.property(
        fc
          .record({ rank: fc.integer({ min: 0, max: 3 }), lead: fc.integer({ min: 0, max: 2 }) })
          .chain(({ rank, lead }) =>
            fc.tuple(views(rank + lead), list(rank, 1, 3), list(rank, 1, 3), list(rank, 1, 2)),
          ),
        ([{ view, copy }, kernel, stride, dilation]) => {
          const rank = kernel.length;
          const lead = copy.ndim - rank;
          const output = copy.shape
            .slice(lead)
            .map((size, axis) => Math.floor((size - dilation[axis]! * (kernel[axis]! - 1) - 1) / stride[axis]!) + 1);
          const run = (): Tensor => ops.slidingWindows(view, kernel, { stride, dilation });
          if (output.some((count) => count < 1)) {
            expect(refusal(run).code).toBe('SHAPE');
            return;
          }
          const windows = run();
          expect(windows.storage).toBe(view.storage);
          const expected = plain([...copy.shape.slice(0, lead), ...output, ...kernel], (index) =>
            elementOf(plainOf(copy), [
              ...index.slice(0, lead),
              ...output.map(
                (_, axis) => index[lead + axis]! * stride[axis]! + index[lead + rank + axis]! * dilation[axis]!,
              ),
            ]),
          );
          expect(windows.shape).toEqual(expected.shape);
          expect(valuesOf(windows)).toEqual(expected.values);
        },
      ),
      { seed: 42, numRuns: 150 },
    );
  });

  it('add up in the gradient', () => {
    const fn = (...[x]: Tensor[]): Tensor =>
      ops.slidingWindows(x!, [2, 2], { stride: [1, 2], dilation: [2, 1] }).square();
    expect(gradcheck(fn, [leaf([2, 4, 5])])).toBe(true);
    expect(gradgradcheck(fn, [leaf([3, 3])])).toBe(true);
  });

  it('follow writes to what they look at', () => {
    const x = arange(4);
    const windows = ops.slidingWindows(x, [2]);
    x.at(1).fill_(9);
    expect(windows.toArraySync()).toEqual([
      [0, 9],
      [9, 2],
      [2, 3],
    ]);
  });

  it('refuse steps that are not positive', () => {
    expect(refusal(() => ops.slidingWindows(zeros([4]), [2], { stride: 0 })).code).toBe('OPTION');
    expect(refusal(() => ops.slidingWindows(zeros([4]), [2, 2])).code).toBe('SHAPE');
    expect(refusal(() => ops.slidingWindows(zeros([4]), [0])).code).toBe('SHAPE');
  });
});

describe('blocks', () => {
  it('stand in columns, and columns add up to pictures', () => {
    fc.assert(
      fc.property(
        views(4),
        list(2, 1, 3),
        list(2, 1, 2),
        list(2, 0, 1),
        list(2, 1, 2),
        ({ view, copy }, kernel, stride, padding, dilation) => {
          const [batch, channels, ...input] = copy.shape as [number, number, number, number];
          const output = input.map(
            (size, axis) =>
              Math.floor((size + 2 * padding[axis]! - dilation[axis]! * (kernel[axis]! - 1) - 1) / stride[axis]!) + 1,
          );
          const options = { stride, padding, dilation };
          if (output.some((count) => count < 1)) {
            expect(refusal(() => ops.im2col(view, kernel, options)).code).toBe('SHAPE');
            return;
          }
          const columns = ops.im2col(view, kernel, options);
          const expected = plain([batch, channels, ...kernel, ...output], ([n, c, i, j, h, w]) =>
            elementOf(plainOf(copy), [
              n!,
              c!,
              h! * stride[0]! - padding[0]! + i! * dilation[0]!,
              w! * stride[1]! - padding[1]! + j! * dilation[1]!,
            ]),
          );
          expect(columns.shape).toEqual([batch, channels * numelOf(kernel), numelOf(output)]);
          expect(valuesOf(columns)).toEqual(expected.values);
          // The transpose: <columns(x), y> = <x, image(y)>.
          const y = leaf(columns.shape).detach().to('float32');
          const left = valuesOf(columns.mul(y).sum())[0] as number;
          const right = valuesOf(ops.col2im(y, input, kernel, options).mul(copy).sum())[0] as number;
          expect(left).toBeCloseTo(right, 2);
        },
      ),
      { seed: 42, numRuns: 100 },
    );
  });

  it('have derivatives', () => {
    expect(gradcheck((...[x]: Tensor[]) => ops.im2col(x!, 2, { padding: 1, stride: 2 }), [leaf([1, 2, 3, 4])])).toBe(
      true,
    );
    expect(gradgradcheck((...[x]: Tensor[]) => ops.im2col(x!, [2, 1]).square(), [leaf([1, 3, 2])])).toBe(true);
    expect(gradgradcheck((...[x]: Tensor[]) => ops.col2im(x!, 3, 2).square(), [leaf([4, 4])])).toBe(true);
  });

  it.each<readonly [string, string, () => unknown]>([
    [
      'SHAPE',
      'Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: [2, 0, 8, 8]',
      () => ops.im2col(zeros([2, 0, 8, 8]), 2),
    ],
    [
      'SHAPE',
      'Given input with spatial size (8, 8), kernel_size=(9, 9), dilation=(1, 1), padding=(0, 0), calculated shape of the array of sliding blocks as (0, 0), but its components must be at least one.',
      () => ops.im2col(zeros([2, 3, 8, 8]), 9),
    ],
    [
      'OPTION',
      'kernel size should be greater than zero, but got kernel_height: 0 kernel_width: 0',
      () => ops.im2col(zeros([2, 3, 8, 8]), 0),
    ],
    [
      'OPTION',
      'stride should be greater than zero, but got stride_height: 0 stride_width: 0',
      () => ops.im2col(zeros([2, 3, 8, 8]), 2, { stride: 0 }),
    ],
    [
      'OPTION',
      'padding should be non-negative, but got pad_height: -1 pad_width: -1',
      () => ops.im2col(zeros([2, 3, 8, 8]), 2, { padding: -1 }),
    ],
    [
      'OPTION',
      'It is expected kernel_size equals to 2, but got size 3',
      () => ops.im2col(zeros([2, 3, 8, 8]), [2, 2, 2]),
    ],
    [
      'DTYPE',
      '"im2col_out_cpu" not implemented for \'Long\'',
      () => ops.im2col(zeros([2, 3, 8, 8], { dtype: 'int64' }), 2),
    ],
    [
      'SHAPE',
      "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)=11 and kernel_size=(2, 2).",
      () => ops.col2im(zeros([2, 11, 12]), [4, 5], 2),
    ],
    [
      'SHAPE',
      "Given output_size=(4, 5), kernel_size=(2, 2), dilation=(1, 1), padding=(0, 0), stride=(1, 1), expected size of input's dimension 2 to match the calculated number of sliding blocks 3 * 4 = 12, but got input.size(2)=11.",
      () => ops.col2im(zeros([2, 12, 11]), [4, 5], 2),
    ],
    ['OPTION', 'It is expected output_size equals to 2, but got size 1', () => ops.col2im(zeros([2, 12, 12]), [4], 2)],
  ])('refuse %s: %s', (code, sentence, run) => {
    const error = refusal(run);
    expect(error.code).toBe(code);
    expect(error.message).toBe(sentence + (code === 'DTYPE' ? ". Convert with .to('float32') first." : ''));
  });
});

describe('margins', () => {
  const rules: Readonly<Record<string, (at: number, size: number) => number>> = {
    reflect: (at, size) => (at < 0 ? -at : at >= size ? 2 * (size - 1) - at : at),
    replicate: (at, size) => Math.max(0, Math.min(at, size - 1)),
    circular: (at, size) => (at + size) % size,
  };

  it('hold a value', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4 }).chain((rank) => fc.tuple(views(rank), list(2 * Math.ceil(rank / 2), -2, 2))),
        fc.constantFrom(0, 7),
        ([{ view, copy }, margins], value) => {
          const shape = copy.shape.map((size, axis) => {
            const i = 2 * (copy.ndim - 1 - axis);
            return size + (margins[i] ?? 0) + (margins[i + 1] ?? 0);
          });
          const least = margins.some((size) => size > 0) ? 1 : 0;
          const run = (): Tensor => ops.pad(view, margins, { value });
          if (shape.some((size, axis) => size < least && 2 * (copy.ndim - 1 - axis) < margins.length)) {
            expect(refusal(run).code).toBe('SHAPE');
            return;
          }
          const expected = plain(shape, (index) =>
            elementOf(
              plainOf(copy),
              index.map((at, axis) => at - (margins[2 * (copy.ndim - 1 - axis)] ?? 0)),
              value,
            ),
          );
          expect(run().shape).toEqual(shape);
          expect(valuesOf(run())).toEqual(expected.values);
        },
      ),
      { seed: 42, numRuns: 200 },
    );
  });

  it.each(['reflect', 'replicate', 'circular'] as const)('%s', (mode) => {
    fc.assert(
      fc.property(
        fc
          .record({ rank: fc.integer({ min: 1, max: 3 }), batched: fc.boolean() })
          .chain(({ rank, batched }) => fc.tuple(views(rank + (batched ? 2 : 1)), list(2 * rank, 0, 2))),
        ([{ view, copy }, margins]) => {
          const sizeAt = (i: number): number => copy.shape.at(-1 - Math.floor(i / 2))!;
          const run = (): Tensor => ops.pad(view, margins, { mode });
          if (
            margins.some(
              (size, i) => (mode === 'reflect' && size >= sizeAt(i)) || (mode === 'circular' && size > sizeAt(i)),
            )
          ) {
            expect(refusal(run).code).toBe('SHAPE');
            return;
          }
          const shape = copy.shape.map((size, axis) => {
            const i = 2 * (copy.ndim - 1 - axis);
            return size + (margins[i] ?? 0) + (margins[i + 1] ?? 0);
          });
          const expected = plain(shape, (index) =>
            elementOf(
              plainOf(copy),
              index.map((at, axis) => {
                const i = 2 * (copy.ndim - 1 - axis);
                return i < margins.length ? rules[mode]!(at - margins[i]!, copy.shape[axis]!) : at;
              }),
            ),
          );
          expect(run().shape).toEqual(shape);
          expect(valuesOf(run())).toEqual(expected.values);
          expect(run().storage).not.toBe(view.storage);
        },
      ),
      { seed: 42, numRuns: 80 },
    );
  });

  it('go around what negative margins leave', () => {
    expect(ops.pad(tensor([[1, 2, 3, 4]]), [-1, 2], { mode: 'circular' }).toArraySync()).toEqual([[2, 3, 4, 2, 3]]);
    expect(ops.pad(tensor([[1, 2, 3, 4]]), [-1, 1], { mode: 'reflect' }).toArraySync()).toEqual([[2, 3, 4, 3]]);
  });

  it.each([
    ['constant', [1, -1, 0, 2]],
    ['reflect', [2, 1, 1, 0]],
    ['replicate', [1, 2, 0, 1]],
    ['circular', [3, 1, 2, 0]],
  ] as const)('%s have derivatives', (mode, margins) => {
    const fn = (...[x]: Tensor[]): Tensor => ops.pad(x!, margins, { mode }).square();
    expect(gradcheck(fn, [leaf([1, 3, 4])])).toBe(true);
    expect(gradgradcheck(fn, [leaf([1, 3, 4])])).toBe(true);
  });

  it.each<readonly [string, string, () => unknown]>([
    ['OPTION', 'Padding length must be divisible by 2', () => ops.pad(zeros([3]), [1])],
    ['SHAPE', 'Padding length too large', () => ops.pad(zeros([3]), [1, 1, 1, 1])],
    ['OPTION', 'Unrecognised padding mode mirror', () => ops.pad(zeros([3]), [1, 1], { mode: 'mirror' as 'reflect' })],
    [
      'OPTION',
      'Padding mode "reflect" doesn\'t take in value argument',
      () => ops.pad(zeros([1, 3]), [1, 1], { mode: 'reflect', value: 2 }),
    ],
    [
      'SHAPE',
      'Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now',
      () => ops.pad(zeros([3]), [1, 1], { mode: 'reflect' }),
    ],
    [
      'SHAPE',
      'Argument #4: Padding size should be less than the corresponding input dimension, but got: padding (8, 0) at dimension 2 of input [2, 3, 8]',
      () => ops.pad(zeros([2, 3, 8]), [8, 0], { mode: 'reflect' }),
    ],
    [
      'SHAPE',
      'Argument #6: Padding size should be less than the corresponding input dimension, but got: padding (4, 1) at dimension 3 of input [1, 2, 3, 4, 5]',
      () => ops.pad(zeros([1, 2, 3, 4, 5]), [1, 1, 4, 1, 1, 1], { mode: 'reflect' }),
    ],
    [
      'SHAPE',
      'Padding value causes wrapping around more than once.',
      () => ops.pad(zeros([2, 3, 8]), [9, 0], { mode: 'circular' }),
    ],
    [
      'SHAPE',
      'input (W: 8) is too small. Calculated output W: 0',
      () => ops.pad(zeros([2, 3, 8]), [-4, -4], { mode: 'replicate' }),
    ],
    ['SHAPE', 'start (0) + length (-1) exceeds dimension size (3).', () => ops.pad(zeros([2, 3, 8]), [-5, -4])],
  ])('refuse %s: %s', (code, sentence, run) => {
    const error = refusal(run);
    expect(error.code).toBe(code);
    expect(error.message.startsWith(sentence), error.message).toBe(true);
  });
});

describe('resampling', () => {
  it('by 1 changes nothing', () => {
    const x = leaf([1, 2, 3, 4]).detach();
    for (const mode of ['nearest', 'nearest-exact', 'bilinear', 'bicubic', 'area'] as const) {
      valuesOf(ops.interpolate(x, { scaleFactor: 1, mode })).forEach((value, i) =>
        expect(value).toBeCloseTo(valuesOf(x)[i] as number, 12),
      );
    }
  });

  it.each(['linear', 'bilinear', 'trilinear', 'bicubic'] as const)(
    '%s keeps a plane a plane in the middle, and its corners with alignCorners',
    (mode) => {
      const rank = { linear: 1, bilinear: 2, trilinear: 3, bicubic: 2 }[mode];
      const sizes = [5, 6, 7].slice(0, rank);
      const slope = (index: readonly number[]): number => index.reduce((sum, at, axis) => sum + at * (axis + 1), 0);
      const { shape, values } = plain([1, 1, ...sizes], (index) => slope(index.slice(2)));
      const x = tensor(Float64Array.from(values), { shape });
      const wanted = sizes.map((size) => 2 * size - 1);
      const y = plainOf(ops.interpolate(x, { size: wanted, mode, alignCorners: true }));
      // Near an edge a cubic has not all its four elements.
      const margin = mode === 'bicubic' ? 2 : 0;
      plain(y.shape, (index) => {
        const inside = index.slice(2).every((at, axis) => at >= margin && at < wanted[axis]! - margin);
        const corner = index.slice(2).every((at, axis) => at === 0 || at === wanted[axis]! - 1);
        if (inside || corner) expect(elementOf(y, index)).toBeCloseTo(slope(index.slice(2).map((at) => at / 2)), 10);
        return 0;
      });
    },
  );

  it.each([
    ['nearest', [1, 1, 3, 2], { size: [5, 3] }],
    ['nearest-exact', [1, 1, 4], { scaleFactor: 0.6 }],
    ['linear', [1, 2, 3], { size: 5 }],
    ['linear', [1, 2, 4], { scaleFactor: 0.7, alignCorners: true }],
    ['bilinear', [1, 1, 3, 2], { scaleFactor: [1.5, 2] }],
    ['bicubic', [1, 1, 3, 4], { size: [4, 6] }],
    ['trilinear', [1, 1, 2, 2, 3], { size: [3, 2, 4] }],
    ['area', [1, 1, 4, 5], { size: 3 }],
  ] as const)('%s of %j to %j has derivatives', (mode, shape, options) => {
    const fn = (...[x]: Tensor[]): Tensor => ops.interpolate(x!, { ...options, mode }).square();
    expect(gradcheck(fn, [leaf(shape)])).toBe(true);
    expect(gradgradcheck(fn, [leaf(shape)])).toBe(true);
  });

  it('reads views where they stand', () => {
    fc.assert(
      fc.property(views(4), ({ view, copy }) => {
        for (const mode of ['nearest', 'bilinear', 'area'] as const) {
          expect(valuesOf(ops.interpolate(view, { size: [3, 7], mode }))).toEqual(
            valuesOf(ops.interpolate(copy, { size: [3, 7], mode })),
          );
        }
      }),
      { seed: 42, numRuns: 30 },
    );
  });

  it('takes bytes to the nearest', () => {
    expect(ops.interpolate(tensor([[[1, 200]]], { dtype: 'uint8' }), { scaleFactor: 2 }).toArraySync()).toEqual([
      [[1, 1, 200, 200]],
    ]);
  });

  const x = zeros([2, 3, 8, 8]);
  it.each<readonly [string, string, () => unknown]>([
    ['OPTION', 'either size or scale_factor should be defined', () => ops.interpolate(x)],
    [
      'OPTION',
      'only one of size or scale_factor should be defined',
      () => ops.interpolate(x, { size: 3, scaleFactor: 2 }),
    ],
    [
      'OPTION',
      'Input and output must have the same number of spatial dimensions, but got input with spatial dimensions of [8, 8] and output size of [3]. Please provide input tensor in (N, C, d1, d2, ...,dK) format and output size in (o1, o2, ...,oK) format.',
      () => ops.interpolate(x, { size: [3] }),
    ],
    [
      'OPTION',
      'Input and scale_factor must have the same number of spatial dimensions, but got input with spatial dimensions of [8, 8] and scale_factor of shape [3]',
      () => ops.interpolate(x, { scaleFactor: [3] }),
    ],
    [
      'OPTION',
      'recompute_scale_factor is not meaningful with an explicit size.',
      () => ops.interpolate(x, { size: 4, recomputeScaleFactor: true }),
    ],
    [
      'OPTION',
      'align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear',
      () => ops.interpolate(x, { size: 4, alignCorners: true }),
    ],
    [
      'SHAPE',
      'Input and output sizes should be greater than 0, but got input (H: 8, W: 8) output (H: 0, W: 0)',
      () => ops.interpolate(x, { scaleFactor: 0.01 }),
    ],
    [
      'SHAPE',
      'Got 4D input, but linear mode needs 3D input',
      () => ops.interpolate(x, { scaleFactor: 2, mode: 'linear' }),
    ],
    [
      'SHAPE',
      'Input Error: Only 3D, 4D and 5D input Tensors supported (got 2D) for the modes: nearest | linear | bilinear | bicubic | trilinear | area | nearest-exact (got nearest)',
      () => ops.interpolate(zeros([3, 8]), { scaleFactor: 2 }),
    ],
    [
      'OPTION',
      'Input Error: Only 3D, 4D and 5D input Tensors supported (got 4D) for the modes: nearest | linear | bilinear | bicubic | trilinear | area | nearest-exact (got cubic)',
      () => ops.interpolate(x, { scaleFactor: 2, mode: 'cubic' as 'bicubic' }),
    ],
    [
      'SHAPE',
      'Non-empty 4D data tensor expected but got a tensor with sizes [2, 0, 8, 8]',
      () => ops.interpolate(zeros([2, 0, 8, 8]), { scaleFactor: 2 }),
    ],
    [
      'DTYPE',
      '"compute_indices_weights_nearest" not implemented for \'Long\'',
      () => ops.interpolate(x.to('int64'), { scaleFactor: 2 }),
    ],
  ])('refuses %s: %s', (code, sentence, run) => {
    const error = refusal(run);
    expect(error.code).toBe(code);
    expect(error.message.startsWith(sentence), error.message).toBe(true);
  });
});

describe('shuffles', () => {
  it('move channels into space and back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        list(3, 1, 3),
        fc.constantFrom<Shape>([], [2], [0, 2]),
        (r, [c, h, w], lead) => {
          const x = leaf([...lead, c! * r * r, h!, w!]).detach();
          const y = ops.pixelShuffle(x, r);
          const expected = plain([...lead, c!, h! * r, w! * r], (index) => {
            const [channel, row, column] = index.slice(-3) as [number, number, number];
            const from = channel * r * r + (row % r) * r + (column % r);
            return elementOf(plainOf(x), [...index.slice(0, -3), from, Math.floor(row / r), Math.floor(column / r)]);
          });
          expect(y.shape).toEqual(expected.shape);
          expect(valuesOf(y)).toEqual(expected.values);
          expect(valuesOf(ops.pixelUnshuffle(y, r))).toEqual(valuesOf(x));
        },
      ),
      { seed: 42, numRuns: 40 },
    );
  });

  it('deal the channels of groups out in turn', () => {
    const x = arange(12).reshape([1, 6, 2]);
    expect(ops.channelShuffle(x, 3).at(0, ':', 0).toArraySync()).toEqual([0, 4, 8, 2, 6, 10]);
    expect(valuesOf(ops.channelShuffle(ops.channelShuffle(x, 3), 2))).toEqual(valuesOf(x));
  });

  it('have derivatives', () => {
    expect(gradcheck((...[x]: Tensor[]) => ops.pixelShuffle(x!, 2), [leaf([4, 2, 1])])).toBe(true);
    expect(gradcheck((...[x]: Tensor[]) => ops.pixelUnshuffle(x!, 2), [leaf([1, 2, 4])])).toBe(true);
    expect(gradcheck((...[x]: Tensor[]) => ops.channelShuffle(x!, 2), [leaf([1, 4, 2])])).toBe(true);
  });

  it.each<readonly [string, string, () => unknown]>([
    [
      'SHAPE',
      "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)=7 is not divisible by 4",
      () => ops.pixelShuffle(zeros([1, 7, 3, 4]), 2),
    ],
    [
      'SHAPE',
      'pixel_shuffle expects input to have at least 3 dimensions, but got input with 2 dimension(s)',
      () => ops.pixelShuffle(zeros([3, 4]), 2),
    ],
    [
      'OPTION',
      'pixel_shuffle expects a positive upscale_factor, but got 0',
      () => ops.pixelShuffle(zeros([1, 8, 3, 4]), 0),
    ],
    [
      'SHAPE',
      'pixel_unshuffle expects width to be divisible by downscale_factor, but input.size(-1)=3 is not divisible by 2',
      () => ops.pixelUnshuffle(zeros([1, 2, 6, 3]), 2),
    ],
    [
      'SHAPE',
      'Number of channels must be divisible by groups. Got 5 channels and 3 groups.',
      () => ops.channelShuffle(zeros([1, 5, 2, 2]), 3),
    ],
    [
      'SHAPE',
      'channel_shuffle expects input with > 2 dims, but got input with sizes [6, 2]',
      () => ops.channelShuffle(zeros([6, 2]), 3),
    ],
    [
      'OPTION',
      'Number of groups to divide channels in must be positive. Value of groups:0',
      () => ops.channelShuffle(zeros([1, 6, 2, 2]), 0),
    ],
  ])('refuse %s: %s', (code, sentence, run) => {
    const error = refusal(run);
    expect(error.code).toBe(code);
    expect(error.message.startsWith(sentence), error.message).toBe(true);
  });
});
