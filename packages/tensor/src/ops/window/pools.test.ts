import { gradcheck, gradgradcheck } from '@nn/autograd/gradcheck';
import { numelOf, type Shape } from '@nn/core';
import { getRngState, manualSeed } from '@nn/random';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zeros } from '../../create/full.js';
import { tensor } from '../../create/tensor-of.js';
import { rand } from '../../random/rand.js';
import { elementOf as anyElement, moderate, randomView, refusal, valuesOf } from '../../test-support.js';
import type { Tensor } from '../../tensor.js';
import * as ops from '../index.js';
import { elementOf, indicesOf, type Plain, placesInside, plain, type SlowPool } from './test-slow-windows.js';

const maxPools = [ops.maxPool1d, ops.maxPool2d, ops.maxPool3d];
const avgPools = [ops.avgPool1d, ops.avgPool2d, ops.avgPool3d];
const adaptiveMax = [ops.adaptiveMaxPool1d, ops.adaptiveMaxPool2d, ops.adaptiveMaxPool3d];
const adaptiveAvg = [ops.adaptiveAvgPool1d, ops.adaptiveAvgPool2d, ops.adaptiveAvgPool3d];

function list(rank: number, min: number, max: number): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min, max }), { minLength: rank, maxLength: rank });
}

/** Small whole numbers, so that there are ties, and what else a float can be. */
const awkward = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -2, max: 2 }) },
  { weight: 1, arbitrary: anyElement('float32') },
) as fc.Arbitrary<number>;

function planes(rank: number, element: fc.Arbitrary<number>): fc.Arbitrary<Plain> {
  return fc
    .record({ lead: fc.constantFrom<Shape>([2], [1, 2], [2, 1], [0, 2]), sizes: list(rank, 1, 8 - 2 * rank + 1) })
    .chain(({ lead, sizes }) => {
      const shape = [...lead, ...sizes];
      return fc
        .array(element, { minLength: numelOf(shape), maxLength: numelOf(shape) })
        .map((values) => ({ shape, values: values.map(Math.fround) }));
    });
}

interface PoolProblem {
  readonly rank: number;
  readonly x: Plain;
  readonly pool: SlowPool;
  readonly ceil: boolean;
}

function problem(element: fc.Arbitrary<number>): fc.Arbitrary<PoolProblem> {
  return fc.integer({ min: 1, max: 3 }).chain((rank) =>
    fc
      .record({
        x: planes(rank, element),
        kernel: list(rank, 1, 3),
        stride: list(rank, 1, 3),
        padding: list(rank, 0, 1),
        dilation: list(rank, 1, 2),
        ceil: fc.boolean(),
      })
      .map(({ x, kernel, stride, padding, dilation, ceil }) => {
        const possible = padding.map((size, axis) => Math.min(size, Math.floor(kernel[axis]! / 2)));
        return { rank, x, ceil, pool: { kernel, stride, padding: possible, dilation } };
      }),
  );
}

/** How many windows there are, counted one by one: those that end within the padding; with ceil, those that start before the input's end. */
function countWindows(
  input: readonly number[],
  { kernel, stride, padding, dilation }: SlowPool,
  ceil: boolean,
): number[] {
  return input.map((size, axis) => {
    const reach = dilation[axis]! * (kernel[axis]! - 1) + 1;
    const end = size + padding[axis]!;
    let count = 0;
    for (let start = -padding[axis]!; start + reach <= end; start += stride[axis]!) count++;
    const next = count * stride[axis]! - padding[axis]!;
    // One more that hangs over the end, where it starts inside and less than a step is missing.
    return ceil && next < size && next + reach < end + stride[axis]! ? count + 1 : count;
  });
}

function put({ shape, values }: Plain): Tensor {
  return tensor(Float32Array.from(values), { shape });
}

/** The last greatest for NaN, the first for all else: PyTorch's loop. */
function slowMax(
  x: Plain,
  lead: readonly number[],
  places: readonly (readonly number[])[],
): { value: number; place: readonly number[] } {
  let best = { value: Number.NEGATIVE_INFINITY, place: places[0]! };
  for (const place of places) {
    const value = elementOf(x, [...lead, ...place]);
    if (value > best.value || Number.isNaN(value)) best = { value, place };
  }
  return best;
}

function flatPlace(place: readonly number[], input: readonly number[]): number {
  return place.reduce((flat, at, axis) => flat * input[axis]! + at, 0);
}

function leaf(shape: Shape): Tensor {
  return tensor(
    Float64Array.from({ length: numelOf(shape) }, (_, i) => Math.sin(3 * i + 1)),
    { shape, requiresGrad: true },
  );
}

describe('a pool of greatest elements', () => {
  it('gives the greatest of every window, and where it was', () => {
    fc.assert(
      fc.property(problem(awkward), ({ rank, x, pool, ceil }) => {
        const input = x.shape.slice(-rank);
        const output = countWindows(input, pool, ceil);
        const run = (): [Tensor, Tensor] =>
          maxPools[rank - 1]!(put(x), pool.kernel, { ...pool, ceilMode: ceil, returnIndices: true });
        const windows = [...indicesOf(output)].map((window) => placesInside(input, window, pool));
        if (windows.length === 0 || windows.some((places) => places.length === 0)) {
          expect(refusal(run).code).toBe('SHAPE');
          return;
        }
        const [values, indices] = run();
        const lead = x.shape.slice(0, -rank);
        const best = [...indicesOf(lead)].flatMap((at) => windows.map((places) => slowMax(x, at, places)));
        expect(values.shape).toEqual([...lead, ...output]);
        expect(valuesOf(values)).toEqual(best.map(({ value }) => value));
        expect(valuesOf(indices)).toEqual(best.map(({ place }) => BigInt(flatPlace(place, input))));
      }),
      { seed: 42, numRuns: 300 },
    );
  });

  it('reads views where they stand', () => {
    fc.assert(
      fc.property(randomView({ minRank: 3, maxRank: 3, minSize: 1, maxSize: 5 }), ({ view, copy }) => {
        if (copy.ndim !== 3 || copy.numel() === 0) return;
        expect(valuesOf(ops.maxPool2d(view, 2, { stride: 1, padding: 1 }))).toEqual(
          valuesOf(ops.maxPool2d(copy, 2, { stride: 1, padding: 1 })),
        );
        expect(valuesOf(ops.adaptiveMaxPool2d(view, 3))).toEqual(valuesOf(ops.adaptiveMaxPool2d(copy, 3)));
      }),
      { seed: 42, numRuns: 60 },
    );
  });

  it('divides an axis into parts', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 3 })
          .chain((rank) => fc.tuple(fc.constant(rank), planes(rank, awkward), list(rank, 0, 4))),
        ([rank, x, output]) => {
          const input = x.shape.slice(-rank);
          const [values, indices] = adaptiveMax[rank - 1]!(put(x), output, { returnIndices: true });
          const lead = x.shape.slice(0, -rank);
          const best = [...indicesOf([...lead, ...output])].map((index) =>
            slowMax(x, index.slice(0, -rank), partOf(input, output, index.slice(-rank))),
          );
          expect(valuesOf(values)).toEqual(best.map(({ value }) => value));
          expect(valuesOf(indices)).toEqual(best.map(({ place }) => BigInt(flatPlace(place, input))));
        },
      ),
      { seed: 42, numRuns: 150 },
    );
  });

  it('is undone by an unpool', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }).chain((rank) => fc.tuple(fc.constant(rank), planes(rank, moderate()))),
        ([rank, x]) => {
          const input = x.shape.slice(-rank);
          if (input.some((size) => size < 2) || x.shape.includes(0)) return;
          const [values, indices] = maxPools[rank - 1]!(put(x), 2, { returnIndices: true });
          const unpool = [ops.maxUnpool1d, ops.maxUnpool2d, ops.maxUnpool3d][rank - 1]!;
          const back = unpool(values, indices, 2, { outputSize: input });
          const kept = new Set<string>();
          for (const [i, place] of valuesOf(indices).entries())
            kept.add(`${Math.floor(i / numelOf(values.shape.slice(-rank)))} ${place}`);
          const expected = plain(x.shape, (index) => {
            const plane = flatPlace(index.slice(0, -rank), x.shape.slice(0, -rank));
            return kept.has(`${plane} ${flatPlace(index.slice(-rank), input)}`) ? elementOf(x, index) : 0;
          });
          expect(back.shape).toEqual(x.shape);
          expect(valuesOf(back)).toEqual(expected.values);
        },
      ),
      { seed: 42, numRuns: 60 },
    );
  });
});

/** The places of one part of divided axes, row by row. */
function partOf(input: readonly number[], output: readonly number[], part: readonly number[]): number[][] {
  const start = part.map((at, axis) => Math.floor((at * input[axis]!) / output[axis]!));
  const size = part.map((at, axis) => Math.ceil(((at + 1) * input[axis]!) / output[axis]!) - start[axis]!);
  return Array.from(indicesOf(size), (offset) => offset.map((at, axis) => start[axis]! + at));
}

describe('a pool of means', () => {
  it('divides the sum of every window', () => {
    fc.assert(
      fc.property(
        problem(moderate()),
        fc.boolean(),
        fc.constantFrom(null, 3),
        ({ rank, x, pool, ceil }, include, override) => {
          const plainPool = { ...pool, dilation: pool.dilation.map(() => 1) };
          const input = x.shape.slice(-rank);
          const output = countWindows(input, plainPool, ceil);
          const run = (): Tensor =>
            avgPools[rank - 1]!(put(x), pool.kernel, {
              ...plainPool,
              ceilMode: ceil,
              countIncludePad: include,
              divisorOverride: rank === 1 ? null : override,
            });
          const small = rank === 3 && input.some((size, axis) => size < pool.kernel[axis]!);
          if (output.some((count) => count < 1) || small) {
            expect(refusal(run).code).toBe('SHAPE');
            return;
          }
          const lead = x.shape.slice(0, -rank);
          const expected = plain([...lead, ...output], (index) => {
            const window = index.slice(-rank);
            const places = placesInside(input, window, plainPool);
            const sum = places.reduce((total, place) => total + elementOf(x, [...index.slice(0, -rank), ...place]), 0);
            const padded = window.reduce((count, at, axis) => {
              const start = at * pool.stride[axis]! - pool.padding[axis]!;
              return count * (Math.min(start + pool.kernel[axis]!, input[axis]! + pool.padding[axis]!) - start);
            }, 1);
            return sum / ((rank === 1 ? null : override) ?? (include ? padded : places.length));
          });
          const y = run();
          expect(y.shape).toEqual(expected.shape);
          valuesOf(y).forEach((value, i) => expect(value).toBeCloseTo(expected.values[i]!, 5));
        },
      ),
      { seed: 42, numRuns: 200 },
    );
  });

  it('divides an axis into parts', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 3 })
          .chain((rank) => fc.tuple(fc.constant(rank), planes(rank, moderate()), list(rank, 0, 4))),
        ([rank, x, output]) => {
          const input = x.shape.slice(-rank);
          const expected = plain([...x.shape.slice(0, -rank), ...output], (index) => {
            const places = partOf(input, output, index.slice(-rank));
            return (
              places.reduce((sum, place) => sum + elementOf(x, [...index.slice(0, -rank), ...place]), 0) / places.length
            );
          });
          const y = adaptiveAvg[rank - 1]!(put(x), output);
          expect(y.shape).toEqual(expected.shape);
          valuesOf(y).forEach((value, i) => expect(value).toBeCloseTo(expected.values[i]!, 5));
        },
      ),
      { seed: 42, numRuns: 150 },
    );
  });

  it('keeps sizes that are null', () => {
    expect(ops.adaptiveAvgPool2d(zeros([1, 2, 7, 9]), [null, 4]).shape).toEqual([1, 2, 7, 4]);
    expect(ops.adaptiveMaxPool3d(zeros([2, 4, 5, 6]), null).shape).toEqual([2, 4, 5, 6]);
  });

  it('truncates means of integers', () => {
    expect(ops.avgPool1d(tensor([[1n, 4n, -1n, -4n]]), 2).toArraySync()).toEqual([[2, -2]]);
  });
});

describe('a pool of norms', () => {
  it('takes the root of the sum of powers', () => {
    const x = tensor([[1, 2, 3, 4]]);
    expect(valuesOf(ops.lpPool1d(x, 1, 2))).toEqual([3, 7]);
    expect(valuesOf(ops.lpPool1d(x, 2, 2, { stride: 1 }))[0]).toBeCloseTo(Math.sqrt(5), 6);
    expect(valuesOf(ops.lpPool1d(x, 3, 3, { ceilMode: true }))[0]).toBeCloseTo(36 ** (1 / 3), 5);
  });
});

describe('a fractional pool', () => {
  it('draws two numbers for every plane', () => {
    manualSeed(3);
    const x = rand([2, 3, 7, 8]);
    const state = getRngState();
    const [output, indices] = ops.fractionalMaxPool2d(x, 2, { outputSize: [3, 4], returnIndices: true });
    const after = getRngState();
    manualSeed(3);
    rand([2, 3, 7, 8]);
    expect(getRngState()).toEqual(state);
    const randomSamples = rand([2, 3, 2]);
    expect(getRngState()).toEqual(after);
    const [again, places] = ops.fractionalMaxPool2d(x, 2, { outputSize: [3, 4], returnIndices: true, randomSamples });
    expect(valuesOf(again)).toEqual(valuesOf(output));
    expect(valuesOf(places)).toEqual(valuesOf(indices));
  });

  it('draws nothing where it refuses', () => {
    const before = getRngState();
    const x = zeros([1, 2, 8, 8]);
    expect(refusal(() => ops.fractionalMaxPool2d(x, 3, { outputSize: 8 })).message).toBe(
      'fractional_max_pool2d(): pool height 3 too large relative to input height 8',
    );
    expect(refusal(() => ops.fractionalMaxPool2d(x, 2)).message).toBe(
      'fractional_max_pool2d requires specifying either an output_size or an output_ratio',
    );
    expect(refusal(() => ops.fractionalMaxPool2d(x, 2, { outputSize: 3, randomSamples: zeros([1, 2]) })).code).toBe(
      'SHAPE',
    );
    expect(refusal(() => ops.fractionalMaxPool2d(x.to('int64'), 2, { outputSize: 3 })).code).toBe('DTYPE');
    expect(getRngState()).toEqual(before);
  });

  it('covers the plane from its first element to its last', () => {
    const x = leaf([1, 1, 9, 9]);
    const [, indices] = ops.fractionalMaxPool2d(x, 3, { outputRatio: 0.5, returnIndices: true });
    expect(indices.shape).toEqual([1, 1, 4, 4]);
    for (const place of valuesOf(indices)) expect(Number(place)).toBeLessThan(81);
  });
});

const samples = tensor(
  [
    [
      [0.3, 0.6],
      [0.9, 0.1],
    ],
  ],
  { dtype: 'float64' },
);
const cases: readonly (readonly [name: string, shape: Shape, fn: (x: Tensor) => Tensor])[] = [
  ['maxPool1d', [1, 2, 6], (x) => ops.maxPool1d(x, 3, { stride: 2, padding: 1 })],
  ['maxPool2d', [1, 2, 4, 4], (x) => ops.maxPool2d(x, [2, 3], { stride: 1, dilation: [2, 1] })],
  ['maxPool3d', [1, 3, 2, 3], (x) => ops.maxPool3d(x, 2, { ceilMode: true })],
  ['avgPool1d', [1, 2, 6], (x) => ops.avgPool1d(x, 3, { stride: 2, padding: 1, countIncludePad: false })],
  ['avgPool2d', [1, 2, 4, 4], (x) => ops.avgPool2d(x, 3, { stride: 2, padding: 1, ceilMode: true })],
  ['avgPool3d', [1, 3, 2, 3], (x) => ops.avgPool3d(x, 2, { stride: 1, divisorOverride: 3 })],
  ['lpPool2d', [1, 1, 3, 4], (x) => ops.lpPool2d(x.square().add(1), 2, 2, { stride: 1 })],
  ['lpPool3d', [1, 2, 3, 2], (x) => ops.lpPool3d(x.square().add(1), 3, 2)],
  ['adaptiveAvgPool1d', [1, 2, 5], (x) => ops.adaptiveAvgPool1d(x, 3)],
  ['adaptiveAvgPool2d', [1, 1, 4, 5], (x) => ops.adaptiveAvgPool2d(x, [2, 3])],
  ['adaptiveAvgPool3d', [1, 2, 3, 4], (x) => ops.adaptiveAvgPool3d(x, 2)],
  ['adaptiveMaxPool1d', [1, 2, 5], (x) => ops.adaptiveMaxPool1d(x, 3)],
  ['adaptiveMaxPool2d', [1, 1, 4, 5], (x) => ops.adaptiveMaxPool2d(x, [2, 3])],
  ['adaptiveMaxPool3d', [1, 2, 3, 4], (x) => ops.adaptiveMaxPool3d(x, 2)],
  [
    'fractionalMaxPool2d',
    [1, 2, 5, 5],
    (x) => ops.fractionalMaxPool2d(x, 2, { outputSize: 3, randomSamples: samples }),
  ],
  [
    'maxUnpool2d',
    [1, 1, 2, 2],
    (x) =>
      ops.maxUnpool2d(
        x,
        tensor([
          [
            [
              [0n, 3n],
              [8n, 15n],
            ],
          ],
        ]),
        2,
      ),
  ],
];

describe('derivatives of pools', () => {
  it.each(cases)('%s: first', (_, shape, fn) => {
    expect(gradcheck((...[x]: Tensor[]) => fn(x!), [leaf(shape)])).toBe(true);
  });

  it.each(cases)('%s: second', (_, shape, fn) => {
    expect(gradgradcheck((...[x]: Tensor[]) => fn(x!).square(), [leaf(shape)])).toBe(true);
  });

  it('of overlapping windows add up where their greatest elements meet', () => {
    const x = tensor([[1, 5, 2]], { requiresGrad: true });
    ops.maxPool1d(x, 2, { stride: 1 }).sum().backward();
    expect(x.grad?.toArraySync()).toEqual([[0, 2, 0]]);
  });

  it('refuse places that were written to since', () => {
    const [output, indices] = ops.maxPool1d(leaf([1, 4]), 2, { returnIndices: true });
    const y = ops.maxUnpool1d(output, indices, 2);
    indices.add_(0);
    expect(refusal(() => y.sum().backward()).code).toBe('VERSION');
  });
});

const x4 = zeros([2, 3, 8, 8]);

describe('pools refuse', () => {
  it.each<readonly [string, string, () => unknown]>([
    ['SHAPE', 'non-empty 3D or 4D (batch mode) tensor expected for input', () => ops.maxPool2d(zeros([8, 8]), 2)],
    [
      'SHAPE',
      'max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:[8]',
      () => ops.maxPool1d(zeros([8]), 2),
    ],
    [
      'SHAPE',
      'Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:[2, 0, 8, 8]',
      () => ops.avgPool2d(zeros([2, 0, 8, 8]), 2),
    ],
    [
      'SHAPE',
      'Given input size: (3x2x2). Calculated output size: (3x0x0). Output size is too small',
      () => ops.maxPool2d(zeros([2, 3, 2, 2]), 3),
    ],
    [
      'SHAPE',
      'input image (T: 2 H: 2 W: 2) smaller than kernel size (kT: 3 kH: 3 kW: 3)',
      () => ops.avgPool3d(zeros([1, 2, 2, 2, 2]), 3, { padding: 1 }),
    ],
    [
      'SHAPE',
      'maxPool1d: a window holds nothing but padding',
      () => ops.maxPool1d(zeros([1, 2]), 2, { padding: 1, dilation: 3 }),
    ],
    ['OPTION', 'stride should not be zero', () => ops.maxPool2d(x4, 2, { stride: 0 })],
    ['OPTION', 'kernel size should be greater than zero, but got kH: -1 kW: -1', () => ops.maxPool2d(x4, -1)],
    ['OPTION', 'pad must be non-negative, but got pad: -1', () => ops.avgPool2d(x4, 2, { padding: -1 })],
    [
      'OPTION',
      'pad should be at most half of kernel size, but got pad=2 and kernel_size=2',
      () => ops.maxPool2d(x4, 2, { padding: 2 }),
    ],
    [
      'OPTION',
      'dilation should be greater than zero, but got dilationH: 0 dilationW: 0',
      () => ops.maxPool2d(x4, 2, { dilation: 0 }),
    ],
    [
      'OPTION',
      'max_pool2d: kernel_size must either be a single int, or a tuple of two ints',
      () => ops.maxPool2d(x4, [2, 2, 2]),
    ],
    [
      'OPTION',
      "avg_pool1d() argument 'kernel_size' should contain one int (got 2)",
      () => ops.avgPool1d(zeros([3, 8]), [2, 2]),
    ],
    ['OPTION', 'divisor must be not zero', () => ops.avgPool2d(x4, 2, { divisorOverride: 0 })],
    ['DTYPE', '"max_pool2d" not implemented for \'Long\'', () => ops.maxPool2d(x4.to('int64'), 2)],
    ['DTYPE', '"avg_pool2d" not implemented for \'Int\'', () => ops.avgPool2d(x4.to('int32'), 2)],
    [
      'SHAPE',
      'adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got [8, 8]',
      () => ops.adaptiveAvgPool2d(zeros([8, 8]), 2),
    ],
    [
      'SHAPE',
      'adaptive_max_pool2d(): Expected input to have non-zero size for non-batch dimensions, but input has sizes [2, 3, 8, 0] with dimension 3 being empty',
      () => ops.adaptiveMaxPool2d(zeros([2, 3, 8, 0]), 2),
    ],
    ['OPTION', 'adaptive_avg_pool2d: output_size must be 2', () => ops.adaptiveAvgPool2d(x4, [2, 2, 2])],
    [
      'OPTION',
      'adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but received {-1, -1}',
      () => ops.adaptiveAvgPool2d(x4, -1),
    ],
    ['DTYPE', '"adaptive_max_pool2d" not implemented for \'Long\'', () => ops.adaptiveMaxPool2d(x4.to('int64'), 2)],
    [
      'SHAPE',
      'Input to max_unpooling2d should be a 3d or 4d Tensor, but got a tensor with 2 dimensions.',
      () => ops.maxUnpool2d(zeros([2, 2]), zeros([2, 2], { dtype: 'int64' }), 2),
    ],
    [
      'SHAPE',
      'Expected shape of indices to be same as that of the input tensor ([2, 3, 8, 8]) but got indices tensor with shape: [1, 3, 8, 8]',
      () => ops.maxUnpool2d(x4, zeros([1, 3, 8, 8], { dtype: 'int64' }), 2),
    ],
    ['DTYPE', 'elements in indices should be type int64 but got: Int', () => ops.maxUnpool2d(x4, x4.to('int32'), 2)],
    [
      'INDEX',
      'Found an invalid max index: 256 (output volumes are of size 16x16',
      () => ops.maxUnpool2d(x4, x4.to('int64').add(256), 2),
    ],
    [
      'OPTION',
      'invalid output_size "[18, 16]" (dim 0 must be between 14 and 18)',
      () => ops.maxUnpool2d(x4, x4.to('int64'), 2, { outputSize: [18, 16] }),
    ],
    [
      'OPTION',
      "output_size should be a sequence containing 2 or 4 elements, but it has a length of '1'",
      () => ops.maxUnpool2d(x4, x4.to('int64'), 2, { outputSize: [16] }),
    ],
  ])('%s: %s', (code, sentence, run) => {
    const error = refusal(run);
    expect(error.code).toBe(code);
    expect(error.message.startsWith(sentence), error.message).toBe(true);
  });
});
