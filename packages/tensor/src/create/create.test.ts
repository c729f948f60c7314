import { readSemantics } from '@nn/testing/golden';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../tensor.js';
import { refusal, valuesOf } from '../test-support.js';
import { arange } from './arange.js';
import { empty } from './empty.js';
import { eye } from './eye.js';
import { emptyLike, full, fullLike, ones, onesLike, zeros, zerosLike } from './full.js';
import { linspace, logspace } from './linspace.js';
import { tensor } from './tensor-of.js';
import { trilIndices, triuIndices } from './triangle-indices.js';

const { arange: golden } = readSemantics()!;

/** How TypeScript spells the Python of the fixtures: whole numbers that Python counts as integers are bigints. */
const calls: Readonly<Record<string, () => Tensor>> = {
  'torch.arange(5)': () => arange(5n),
  'torch.arange(1, 2.5, 0.5)': () => arange(1, 2.5, 0.5),
  'torch.arange(5.0)': () => arange(5),
  'torch.linspace(0, 1, 5)': () => linspace(0, 1, 5),
  'torch.logspace(0, 2, 3)': () => logspace(0, 2, 3),
  'torch.full([2], 7)': () => full([2], 7n),
  'torch.full([2], 7.5)': () => full([2], 7.5),
  'torch.eye(2, 3)': () => eye(2, 3),
  'torch.zeros(2, dtype=torch.int32)': () => zeros([2], { dtype: 'int32' }),
  'torch.tensor([1, 2])': () => tensor([1n, 2n]),
  'torch.tensor([1, 2.5])': () => tensor([1, 2.5]),
  'torch.tensor([True])': () => tensor([true]),
  'torch.tensor([])': () => tensor([]),
  'torch.tensor(3)': () => tensor(3n),
  'torch.ones(2, 3).sum(dtype=torch.float64)': () => ones([2, 3]).sum(undefined, { dtype: 'float64' }),
  'torch.arange(3) / 2': () => arange(3n).div(2),
  'torch.arange(3) // 2': () => arange(3n).floorDivide(2),
  'torch.arange(3) + 1.5': () => arange(3n).add(1.5),
  'torch.ones(2, dtype=torch.float16) + torch.ones(2, dtype=torch.bfloat16)': () =>
    ones([2], { dtype: 'float16' }).add(ones([2], { dtype: 'bfloat16' })),
};

describe('creation functions and dtypes as in PyTorch', () => {
  it.each(golden)('$python', ({ python, shape, dtype, values }) => {
    const x = calls[python]!();
    expect({
      shape: x.shape,
      dtype: x.dtype,
      values: valuesOf(x).map((value) => (typeof value === 'bigint' ? Number(value) : value)),
    }).toEqual({ shape, dtype, values });
  });
});

describe('arange', () => {
  it.each([
    [() => arange(5, 0, -2), [5, 3, 1]],
    [() => arange(0), []],
    [() => arange(0, 1, 0.3), [0, 0.3, 0.6, 0.9].map(Math.fround)],
    [
      () => arange(0, 1, 0.1, { dtype: 'float64' }),
      [0, 0.1, 0.2, 0.30000000000000004, 0.4, 0.5, 0.6000000000000001, 0.7000000000000001, 0.8, 0.9],
    ],
    [() => arange(2.5, { dtype: 'int64' }), [0n, 1n]],
    [() => arange(2.5, { dtype: 'int32' }), [0, 1, 2]],
    [() => arange(0.5, 3, { dtype: 'int64' }), [0n, 1n, 2n]],
    [() => arange(0, 5, 2.5, { dtype: 'int64' }), [0n, 2n, 4n]],
    [() => arange(2n ** 60n, 2n ** 60n + 2n), [2n ** 60n, 2n ** 60n + 1n]],
    [() => arange(3, { dtype: 'float16' }), [0, 1, 2]],
    [() => arange(1n, 4), [1, 2, 3]],
  ])('counts as PyTorch does: %s', (make, expected) => {
    expect(valuesOf(make())).toEqual(expected);
  });

  it.each([
    [() => arange(0, 3, 0), 'step must be nonzero'],
    [() => arange(0, 2.9, 0.7, { dtype: 'int64' }), 'step must be nonzero'],
    [() => arange(0, 3, -1), 'upper bound and larger bound inconsistent with step sign'],
    [() => arange(3n, 0n, 1n), 'upper bound and larger bound inconsistent with step sign'],
    [() => arange(Number.NaN), 'unsupported range: 0 -> nan'],
    [() => arange(Number.POSITIVE_INFINITY), 'unsupported range: 0 -> inf'],
    [() => arange(2, { dtype: 'bool' }), '"arange_cpu" not implemented for \'Bool\''],
    [() => linspace(0, 1, -2), 'number of steps must be non-negative'],
    [() => logspace(0, 1, -1), 'number of steps must be non-negative'],
    [() => eye(-1), 'n must be greater or equal to 0, got -1'],
    [() => eye(2, -1), 'm must be greater or equal to 0, got -1'],
    [() => zeros([-1]), 'Trying to create tensor with negative dimension -1: [-1]'],
    [() => trilIndices(-1, 2), 'row must be non-negative, got-1'],
  ])("refuses in PyTorch's words: %s", (make, sentence) => {
    expect(refusal(make).sentence).toBe(sentence);
  });

  it('refuses more elements than an array holds', () => {
    expect(refusal(() => arange(1e12)).code).toBe('MEMORY');
    expect(refusal(() => zeros([1 << 20, 1 << 20])).code).toBe('MEMORY');
  });
});

describe('linspace', () => {
  // What torch.linspace gives, one rounding per element.
  it.each([
    [
      () => linspace(0, 1, 7),
      [0, 0.1666666716337204, 0.3333333432674408, 0.5, 0.6666666269302368, 0.8333333134651184, 1],
    ],
    [() => linspace(-3, 11, 9), [-3, -1.25, 0.5, 2.25, 4, 5.75, 7.5, 9.25, 11]],
    [() => linspace(5, 2, 4), [5, 4, 3, 2]],
    [
      () => linspace(0.1, 0.9, 6, { dtype: 'float64' }),
      [0.1, 0.26, 0.42000000000000004, 0.5800000000000001, 0.74, 0.9],
    ],
    [() => linspace(0, 10, 6, { dtype: 'int64' }), [0n, 2n, 4n, 6n, 8n, 10n]],
    [() => linspace(-3, 4, 5, { dtype: 'int32' }), [-3, -1, 0, 2, 4]],
    [() => linspace(0, 1, 0), []],
    [() => linspace(3, 1, 1), [3]],
    [() => logspace(0, 2, 3, { base: 2 }), [1, 2, 4]],
    [() => logspace(-2, 2, 5, { dtype: 'float64' }), [0.01, 0.1, 1, 10, 100]],
  ])("has PyTorch's values: %s", (make, expected) => {
    expect(valuesOf(make())).toEqual(expected);
  });
});

describe('other creation functions', () => {
  it('make identities of any dtype', () => {
    expect(eye(2).toArraySync()).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(eye(3, 2, { dtype: 'bool' }).toArraySync()).toEqual([
      [true, false],
      [false, true],
      [false, false],
    ]);
    expect(eye(2, { dtype: 'int64' }).dtype).toBe('int64');
    expect(eye(0).shape).toEqual([0, 0]);
    expect(eye(2, 0).shape).toEqual([2, 0]);
  });

  it('make what another tensor is like', () => {
    const x = zeros([2, 3], { dtype: 'int32' });
    for (const make of [zerosLike, onesLike, emptyLike])
      expect([make(x).shape, make(x).dtype]).toEqual([[2, 3], 'int32']);
    expect(fullLike(x, 7).toArraySync()).toEqual([
      [7, 7, 7],
      [7, 7, 7],
    ]);
    expect(fullLike(x, 7, { dtype: 'float64' }).dtype).toBe('float64');
  });

  it('list the places of triangles', () => {
    expect(trilIndices(3, 2).toArraySync()).toEqual([
      [0, 1, 1, 2, 2],
      [0, 0, 1, 0, 1],
    ]);
    expect(triuIndices(3, 3, { offset: 1 }).toArraySync()).toEqual([
      [0, 0, 1],
      [1, 2, 2],
    ]);
    expect(trilIndices(0, 2).shape).toEqual([2, 0]);
  });

  it('can be leaves that want a gradient, if they are floating', () => {
    for (const make of [
      () => arange(2, { requiresGrad: true }),
      () => eye(2, { requiresGrad: true }),
      () => linspace(0, 1, 2, { requiresGrad: true }),
      () => full([2], 1, { requiresGrad: true }),
    ]) {
      expect([make().requiresGrad, make().isLeaf]).toEqual([true, true]);
    }
    expect(refusal(() => arange(2n, { requiresGrad: true })).code).toBe('GRAD');
  });

  it('work on the device without values', () => {
    for (const make of [
      () => arange(3, { device: 'meta' }),
      () => eye(3, { device: 'meta' }).at(0),
      () => empty([3], { device: 'meta' }),
      () => linspace(0, 1, 3, { device: 'meta' }),
    ]) {
      expect([make().device, make().shape]).toEqual(['meta', [3]]);
    }
  });

  it.each([
    [() => tensor([[1, 2], [3]]), 'SHAPE', 'expected sequence of length 2 at dim 1 (got 1)'],
    [() => tensor([[1, 2], 3] as never), 'SHAPE', 'expected sequence of length 2 at dim 1, got 3'],
    [() => tensor([1, null] as never), 'DTYPE', 'tensor: a tensor holds numbers, bigints or booleans, got null'],
    [() => tensor([Number.NaN], { dtype: 'int32' }), 'VALUE', 'value cannot be converted to type int without overflow'],
    [
      () => tensor([Number.POSITIVE_INFINITY], { dtype: 'int64' }),
      'VALUE',
      'value cannot be converted to type int64_t without overflow',
    ],
    [() => tensor([2 ** 40], { dtype: 'int32' }), 'VALUE', 'value cannot be converted to type int without overflow'],
    [() => tensor([300], { dtype: 'uint8' }), 'VALUE', 'value cannot be converted to type uint8_t without overflow'],
    [() => tensor([2n ** 63n]), 'VALUE', 'value cannot be converted to type int64_t without overflow'],
    [() => full([1], 1e300), 'VALUE', 'value cannot be converted to type float without overflow'],
    [() => full([1], 2 ** 40, { dtype: 'int32' }), 'VALUE', 'value cannot be converted to type int without overflow'],
    [
      () => zeros([1], { dtype: 'uint8' }).fill_(300),
      'VALUE',
      'value cannot be converted to type uint8_t without overflow',
    ],
    [
      () => zeros([1], { dtype: 'int32' }).assign_([[0]], Number.NaN),
      'VALUE',
      'value cannot be converted to type int without overflow',
    ],
    [() => tensor([1, 2, 3], { shape: [2, 2] }), 'SHAPE', "shape '[2, 2]' is invalid for input of size 3"],
  ] as const)('refuse what a dtype or a shape cannot hold: %s', (make, code, sentence) => {
    const error = refusal(make);
    expect([error.code, error.sentence]).toEqual([code, sentence]);
  });

  it('convert literals as PyTorch does', () => {
    expect(valuesOf(tensor([1.7, -1.7], { dtype: 'int64' }))).toEqual([1n, -1n]);
    expect(valuesOf(tensor([-1], { dtype: 'uint8' }))).toEqual([255]);
    expect(valuesOf(tensor([Number.NaN, -0, 2], { dtype: 'bool' }))).toEqual([true, false, true]);
    expect(valuesOf(tensor([70000, 1e-8], { dtype: 'float16' }))).toEqual([Number.POSITIVE_INFINITY, 0]);
    expect(tensor([[], []]).shape).toEqual([2, 0]);
    expect(
      [tensor([1]), tensor([1n]), tensor([true]), tensor([1n, 0.5]), tensor([true, 1n])].map((x) => x.dtype),
    ).toEqual(['float32', 'int64', 'bool', 'float32', 'int64']);
  });

  it('copy what they are given', () => {
    const data = Float32Array.of(1, 2);
    const x = tensor(data);
    data[0] = 9;
    expect(x.toArraySync()).toEqual([1, 2]);
  });
});
