import { grad } from '@nn/autograd';
import { gradcheck, gradgradcheck } from '@nn/autograd/gradcheck';
import { manualSeed, rand, randn, scope, type Tensor, tensor, zeros } from '@nn/tensor';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BatchNorm1d,
  BatchNorm2d,
  batchNorm,
  GroupNorm,
  groupNorm,
  InstanceNorm1d,
  InstanceNorm2d,
  instanceNorm,
  LayerNorm,
  layerNorm,
  LazyBatchNorm1d,
  LazyBatchNorm2d,
  LazyInstanceNorm1d,
  localResponseNorm,
  normalize,
  rmsNorm,
  RMSNorm,
  skipInit,
} from '../../index.js';
import * as init from '@nn/init';
import { refusal, valuesOf } from '../../test-support.js';

const shapes = fc.tuple(fc.integer({ min: 2, max: 3 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 2, max: 5 }));

/** (x − mean) / √(variance + eps) of every set of elements with one key. */
function slow(x: readonly number[], keyOf: (place: number) => number, eps = 1e-5): number[] {
  const sets = new Map<number, number[]>();
  x.forEach((value, i) => sets.set(keyOf(i), [...(sets.get(keyOf(i)) ?? []), value]));
  return x.map((value, i) => {
    const set = sets.get(keyOf(i))!;
    const mean = set.reduce((sum, v) => sum + v, 0) / set.length;
    const variance = set.reduce((sum, v) => sum + (v - mean) ** 2, 0) / set.length;
    return (value - mean) / Math.sqrt(variance + eps);
  });
}

function expectClose(found: Tensor, expected: readonly number[]): void {
  valuesOf(found).forEach((value, i) =>
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1e-5 + 1e-5 * Math.abs(expected[i]!)),
  );
}

type Normalized = (
  dtype: 'float32' | 'float64',
  operands: readonly [x: Tensor, weight: Tensor | null, bias: Tensor | null],
) => readonly [y: Tensor, dy: Tensor];

/** The gradients in float32 are those in float64, of both orders; of the first alone where the gradient of x is a constant: `isFlat`. */
function expectSameGradients(
  values: readonly Tensor[],
  wanted: readonly number[],
  given: readonly boolean[],
  compute: Normalized,
  isFlat = false,
): void {
  const gradients = (dtype: 'float32' | 'float64', createGraph: boolean): readonly (readonly number[])[] => {
    const leaves = values.map((t, i) => t.to(dtype).detach().requiresGrad_(wanted.includes(i)));
    const [x, weight, bias] = leaves.map((leaf, i) => (given[i]! ? leaf : null));
    const used = leaves.filter((leaf, i) => given[i]! && leaf.requiresGrad);
    if (used.length === 0) return [];
    const [y, dy] = compute(dtype, [x!, weight!, bias!]);
    const first = grad([y], used, { gradOutputs: [dy], createGraph });
    if (!createGraph || !x!.requiresGrad || isFlat) return first.map((t) => valuesOf(t!));
    const second = grad([first[0]!.square().sum()], used, { allowUnused: true });
    return [...first, ...second].map((t) => (t === null ? [] : valuesOf(t)));
  };
  for (const createGraph of [false, true]) {
    const exact = gradients('float64', createGraph);
    const found = gradients('float32', createGraph);
    expect(found.map(({ length }) => length)).toEqual(exact.map(({ length }) => length));
    found.forEach((list, i) => {
      const scale = Math.max(1, ...exact[i]!.map(Math.abs));
      list.forEach((value, k) => expect(Math.abs(value - exact[i]![k]!) / scale).toBeLessThan(3e-6));
    });
  }
}

describe('normalization', () => {
  it('is the slow definition over random shapes, also of views', () => {
    manualSeed(0);
    fc.assert(
      fc.property(shapes, fc.boolean(), ([n, c, l], turned) => {
        const x = turned ? randn([l, c, n]).permute([2, 1, 0]) : randn([n, c, l]).mul(3).add(2);
        const values = valuesOf(x);
        const channel = (i: number): number => Math.floor(i / l) % c;
        expectClose(batchNorm(x, null, null, { training: true }), slow(values, channel));
        expectClose(
          instanceNorm(x),
          slow(values, (i) => Math.floor(i / l)),
        );
        expectClose(
          layerNorm(x, [l]),
          slow(values, (i) => Math.floor(i / l)),
        );
        expectClose(
          layerNorm(x, [c, l]),
          slow(values, (i) => Math.floor(i / (c * l))),
        );
        expectClose(
          groupNorm(x, 1),
          slow(values, (i) => Math.floor(i / (c * l))),
        );
        const lengths = values.map((_, i) =>
          Math.hypot(...values.filter((_v, j) => Math.floor(j / l) === Math.floor(i / l))),
        );
        expectClose(
          rmsNorm(x, [l], { eps: 0 }),
          values.map((v, i) => v / (lengths[i]! / Math.sqrt(l))),
        );
        expectClose(
          normalize(x, { dim: -1 }),
          values.map((v, i) => v / lengths[i]!),
        );
      }),
      { seed: 42, numRuns: 20 },
    );
  });

  it('keeps its accuracy where the mean is large', () => {
    const x = tensor([4096, 4097, 4098, 4099, 4100, 4101, 4102, 4103], { shape: [2, 4] });
    expectClose(
      layerNorm(x, [4]),
      slow(valuesOf(x), (i) => Math.floor(i / 4)),
    );
  });

  it('has derivatives of both orders', { timeout: 30_000 }, () => {
    manualSeed(0);
    const options = { dtype: 'float64', requiresGrad: true } as const;
    const x = randn([2, 2, 3], options);
    const [weight, bias] = [rand([2], options), rand([2], options)];
    const scale = rand([3], options);
    const moments = [zeros([2], { dtype: 'float64' }), zeros([2], { dtype: 'float64' }).add(1)] as const;
    const checks: [(...x: Tensor[]) => Tensor, Tensor[]][] = [
      [(a, w, b) => batchNorm(a!, null, null, { weight: w!, bias: b!, training: true }), [x, weight, bias]],
      [(a, w, b) => batchNorm(a!, ...moments, { weight: w!, bias: b! }), [x, weight, bias]],
      [(a, w, b) => instanceNorm(a!, null, null, { weight: w!, bias: b! }), [x, weight, bias]],
      [(a, w, b) => groupNorm(a!, 2, { weight: w!, bias: b! }), [x, weight, bias]],
      [(a, w) => layerNorm(a!, [3], { weight: w!, bias: w! }), [x, scale]],
      [(a, w) => rmsNorm(a!, [3], { weight: w! }), [x, scale]],
      [(a) => localResponseNorm(a!, 2, { alpha: 0.5 }), [x]],
      [(a) => normalize(a!, { dim: 2 }), [x]],
    ];
    for (const [fn, inputs] of checks) {
      expect(gradcheck(fn as never, inputs)).toBe(true);
      expect(gradgradcheck(fn as never, inputs)).toBe(true);
    }
  });

  it('has in float32 the gradients of float64, whatever wants one, also where they are differentiated again', () => {
    manualSeed(0);
    const size = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
    fc.assert(
      fc.property(
        fc.tuple(size(40), size(70)),
        fc.boolean(),
        fc.tuple(fc.boolean(), fc.boolean()),
        fc.subarray([0, 1, 2], { minLength: 1 }),
        ([rows, columns], isTurned, [hasWeight, hasBias], wanted) => {
          const look = (t: Tensor): Tensor => (isTurned ? t.t() : t);
          const shape = isTurned ? [columns, rows] : [rows, columns];
          const [dy, ...values] = [randn(shape), randn(shape), rand([columns]), randn([columns])];
          expectSameGradients(values, wanted, [true, hasWeight, hasBias], (dtype, [x, weight, bias]) => [
            layerNorm(look(x), [columns], { weight, bias, eps: 0.1 }),
            look(dy!.to(dtype)),
          ]);
        },
      ),
      { seed: 42, numRuns: 15 },
    );
  });

  it('has for batches in float32 the gradients of float64, whatever wants one, also out of a scope', () => {
    manualSeed(1);
    const size = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: 2, max: 20 }), size(9), fc.constantFrom([], [1], [7], [12, 11])),
        fc.boolean(),
        fc.tuple(fc.boolean(), fc.boolean()),
        fc.subarray([0, 1, 2], { minLength: 1 }),
        ([n, channels, rest], training, [hasWeight, hasBias], wanted) => {
          const shape = [n, channels, ...rest];
          const values = [randn(shape), rand([channels]), randn([channels])];
          const [dy, mean, variance] = [randn(shape), randn([channels]), rand([channels]).add(0.5)];
          // By the moments of others, the gradient of x is no function of x.
          const isFlat = !training && !(hasWeight && wanted.includes(1));
          expectSameGradients(
            values,
            wanted,
            [true, hasWeight, hasBias],
            (dtype, [x, weight, bias]) => [
              scope(() => batchNorm(x, mean.to(dtype), variance.to(dtype), { weight, bias, training, eps: 0.1 })),
              dy.to(dtype),
            ],
            isFlat,
          );
        },
      ),
      { seed: 43, numRuns: 40 },
    );
  });

  it('answers 16-bit floats in their dtype, and refuses integers', () => {
    expect(layerNorm(randn([2, 4]).to('bfloat16'), [4]).dtype).toBe('bfloat16');
    expect(refusal(() => layerNorm(zeros([2, 4], { dtype: 'int64' }), [4])).code).toBe('DTYPE');
    expect(
      refusal(() => batchNorm(zeros([2, 4]), null, null, { weight: zeros([4], { dtype: 'float64' }), training: true }))
        .code,
    ).toBe('DTYPE');
  });
});

describe('a batch norm', () => {
  it('gathers moments while training, and uses them in evaluation', () => {
    const norm = new BatchNorm1d(2, { eps: 0, affine: false });
    norm.forward(
      tensor([
        [1, 2],
        [3, 6],
      ]),
    );
    expectClose(norm.running_mean!, [0.2, 0.4]);
    expectClose(norm.running_var!, [1.1, 1.7]);
    expect(norm.num_batches_tracked!.dtype).toBe('int64');
    const y = norm.eval().forward(
      tensor([
        [0.2, 0.4],
        [1.3, 2.1],
      ]),
    );
    expectClose(y, [0, 0, 1.1 / Math.sqrt(1.1), 1.7 / Math.sqrt(1.7)]);
    expect(norm.num_batches_tracked!.itemSync()).toBe(1);
  });

  it('uses the moments of the batch everywhere where none are kept', () => {
    const norm = new BatchNorm2d(3, { trackRunningStats: false }).eval();
    expect([...norm.stateDict().keys()]).toEqual(['weight', 'bias']);
    expect(
      Math.abs(
        norm
          .forward(randn([2, 3, 4, 4]).add(5))
          .sum()
          .itemSync(),
      ),
    ).toBeLessThan(1e-3);
  });

  it('has moved nothing after a refused call', () => {
    const norm = new BatchNorm1d(4);
    const single = refusal(() => norm.forward(zeros([1, 4])));
    expect(single.message).toMatch(/^Expected more than 1 value per channel when training, got input size \[1, 4\]/);
    expect(refusal(() => norm.forward(zeros([2, 3]))).message).toMatch(/^running_mean should contain 3 elements not 4/);
    expect(refusal(() => norm.forward(zeros([2, 4, 2, 2]))).message).toMatch(
      /^expected 2D or 3D input \(got 4D input\)/,
    );
    expect(refusal(() => norm.forward(zeros([2, 4], { dtype: 'int64' }))).code).toBe('DTYPE');
    expect(norm.num_batches_tracked!.itemSync()).toBe(0);
    expect(valuesOf(norm.running_mean!)).toEqual([0, 0, 0, 0]);
    expect(norm.running_mean!.version + norm.num_batches_tracked!.version).toBe(
      new BatchNorm1d(4).running_mean!.version * 2,
    );
  });

  it('counts an empty batch but learns nothing of it', () => {
    const norm = new BatchNorm1d(2);
    expect(norm.forward(zeros([0, 2, 3])).shape).toEqual([0, 2, 3]);
    expect(valuesOf(norm.running_var!)).toEqual([1, 1]);
  });

  it('moves whole with to, and is copied with its moments', () => {
    const norm = new BatchNorm1d(2).to('float64');
    norm.forward(randn([4, 2], { dtype: 'float64' }));
    const copy = norm.clone();
    expect(valuesOf(copy.running_mean!)).toEqual(valuesOf(norm.running_mean!));
    expect([copy.running_var!.dtype, copy.num_batches_tracked!.dtype]).toEqual(['float64', 'int64']);
  });
});

describe('an instance norm', () => {
  it('takes inputs without a batch', () => {
    const x = randn([2, 3, 5]);
    const y = new InstanceNorm1d(3).forward(x);
    expectClose(new InstanceNorm1d(3).forward(x.select(0, 1)), valuesOf(y.select(0, 1)));
    expect(refusal(() => new InstanceNorm2d(3).forward(zeros([2, 3]))).message).toMatch(/^expected 3D or 4D input/);
  });

  it('refuses one value per channel, and channels that do not fit', () => {
    const spatial = refusal(() => new InstanceNorm1d(3).forward(zeros([2, 3, 1])));
    expect(spatial.message).toMatch(/^Expected more than 1 spatial element when training/);
    const channels = refusal(() => new InstanceNorm1d(3, { affine: true }).forward(zeros([2, 4, 5])));
    expect(channels.message).toMatch(/^weight should contain 8 elements not 6/);
    expect(refusal(() => new InstanceNorm1d(3, { momentum: null }).forward(zeros([2, 3, 5]))).code).toBe('OPTION');
  });
});

describe('a lazy norm', () => {
  it('becomes a plain one at the first batch, and obeys what it was told before', () => {
    const norm = new LazyBatchNorm2d();
    init.constant_(norm.weight!, 2);
    expect(norm).toBeInstanceOf(BatchNorm2d);
    const { weight } = norm;
    norm.forward(randn([2, 3, 4, 4]));
    expect(norm.constructor).toBe(BatchNorm2d);
    expect(norm.weight).toBe(weight);
    expect([valuesOf(norm.weight!), valuesOf(norm.bias!)]).toEqual([
      [2, 2, 2],
      [0, 0, 0],
    ]);
    expect([norm.running_mean!.shape, norm.numFeatures]).toEqual([[3], 3]);
  });

  it('has seen no batch before the first one, also where its buffers were left blank', () => {
    const norm = skipInit(() => new LazyBatchNorm1d());
    const seen = norm.num_batches_tracked!;
    // As if the memory had held a 9 all along.
    seen.detach().fill_(9);
    seen.storage.provenance = { ...seen.storage.provenance!, version: seen.storage.version };
    norm.forward(randn([4, 3]));
    expect(norm.num_batches_tracked!.itemSync()).toBe(1);
  });

  it('is as before after a refused first batch', () => {
    const norm = new LazyBatchNorm1d();
    expect(refusal(() => norm.forward(zeros([2, 3, 4, 4]))).code).toBe('SHAPE');
    expect([norm.weight!.isUninitialized, norm.numFeatures]).toEqual([true, 0]);
    expect(norm.constructor).toBe(LazyBatchNorm1d);
  });

  it('finds its channels without a batch too', () => {
    const norm = new LazyInstanceNorm1d();
    norm.forward(randn([3, 5]));
    expect(norm.toString()).toBe('InstanceNorm1d(3, eps=0.00001, momentum=0.1, affine=true, trackRunningStats=true)');
  });
});

describe('norms of the last axes and of groups', () => {
  it('refuse what does not fit, in the words of PyTorch', () => {
    expect(refusal(() => new LayerNorm([3, 4]).forward(zeros([4]))).message).toMatch(
      /^Given normalized_shape=\[3, 4\], expected input with shape \[\*, 3, 4\], but got input of size\[4\]/,
    );
    expect(refusal(() => layerNorm(zeros([4]), [])).message).toMatch(/at least 1-dimensional/);
    expect(refusal(() => new GroupNorm(3, 7)).message).toMatch(/^num_channels must be divisible by num_groups/);
    expect(refusal(() => groupNorm(zeros([2, 7, 3]), 3)).message).toMatch(
      /^Expected number of channels in input to be divisible/,
    );
    expect(refusal(() => groupNorm(zeros([1, 3]), 3)).message).toMatch(/^Expected more than 1 value per channel/);
    expect(refusal(() => localResponseNorm(zeros([2, 3]), 2)).code).toBe('SHAPE');
  });

  it('print as PyTorch prints them', () => {
    expect(String(new LayerNorm([3, 4], { bias: false }))).toBe(
      'LayerNorm([3, 4], eps=0.00001, elementwiseAffine=true)',
    );
    expect(String(new RMSNorm(4))).toBe('RMSNorm([4], eps=null, elementwiseAffine=true)');
    expect(new LayerNorm(3, { bias: false }).bias).toBe(null);
  });
});

describe('a lazy norm and a state dict', () => {
  const trained = (): BatchNorm1d => {
    const norm = new BatchNorm1d(3);
    norm.forward(randn([4, 3]));
    init.uniform_(norm.weight);
    return norm;
  };

  it('takes parameters and running moments before its first batch, and is plain from then on', () => {
    const [source, lazy] = [trained(), new LazyBatchNorm1d()];
    lazy.loadStateDict(source.stateDict());
    expect(lazy.constructor).toBe(BatchNorm1d);
    expect(lazy.numFeatures).toBe(3);
    for (const [key, value] of lazy.stateDict())
      expect(valuesOf(value), key).toEqual(valuesOf(source.stateDict().get(key)!));
    const x = randn([2, 3]);
    expect(valuesOf(lazy.eval().forward(x))).toEqual(valuesOf(source.eval().forward(x)));
  });

  it('takes moments alone where it learns nothing', () => {
    const source = new BatchNorm1d(2, { affine: false });
    source.forward(randn([4, 2]));
    const lazy = new LazyBatchNorm1d({ affine: false });
    lazy.loadStateDict(source.stateDict());
    expect(valuesOf(lazy.running_mean!)).toEqual(valuesOf(source.running_mean!));
  });

  it('keeps moments that came alone, when the first batch draws the defaults of the rest', () => {
    const [source, lazy] = [trained(), new LazyBatchNorm1d()];
    const moments = new Map(
      [...source.stateDict()].filter(([key]) => key.startsWith('running') || key.startsWith('num')),
    );
    lazy.loadStateDict(moments, { strict: false });
    lazy.eval().forward(randn([2, 3]));
    expect(valuesOf(lazy.weight!)).toEqual([1, 1, 1]);
    for (const [key, value] of moments) expect(valuesOf(lazy.stateDict().get(key)!), key).toEqual(valuesOf(value));
  });

  it('refuses moments of another rank, and has changed nothing', () => {
    const lazy = new LazyBatchNorm1d();
    const state = new Map(
      [...trained().stateDict()].map(([key, value]) => [key, key === 'running_mean' ? zeros([3, 1]) : value]),
    );
    expect(refusal(() => lazy.loadStateDict(state)).message).toContain('size mismatch for running_mean');
    expect(lazy.constructor).toBe(LazyBatchNorm1d);
    expect(lazy.forward(randn([2, 5])).shape).toEqual([2, 5]);
  });
});
