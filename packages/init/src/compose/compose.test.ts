import { cpu } from '@nn/backend-cpu';
import { type ParamSpec, registerBackend } from '@nn/core';
import { tensor } from '@nn/tensor';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import * as init from '../index.js';
import { specOf, unknownSource } from '../initializer/spec-of.js';
import { roundTo16Bits } from '../initializer/round-to-16-bits.js';
import { refusal } from '../initializer/test-refusal.js';
import { valuesOf } from '../initializer/test-values.js';
import { magnitudesOf, roundTo } from './small-float.js';

beforeAll(() => registerBackend(cpu()));

const shape = [64, 32];
const tell = (spec: ParamSpec | null = null): init.TensorSpec =>
  specOf({ ...unknownSource, spec }, shape, 'float32', 'test');
const modelOf = (of: init.Initializer, spec: ParamSpec | null = null): init.LawModel =>
  init.modelOf(init.claimOf(of, tell(spec)).marginal as init.Law);

describe('a custom law: U(5, 10) with 1/4, 0 with 1/2, U(-10, -5) with 1/4', () => {
  const json = {
    use: '@nn/init:mixture',
    params: {
      parts: [
        { weight: 0.25, of: { use: '@nn/init:uniform', params: { low: 5, high: 10 } } },
        { weight: 0.5, of: { use: '@nn/init:constant', params: { value: 0 } } },
        { weight: 0.25, of: { use: '@nn/init:uniform', params: { low: -10, high: -5 } } },
      ],
    },
  };
  const undo = init.registerInitializers(init.mixture, init.uniform, init.constant);
  const mixed = init.initializerFromJSON(json);
  undo();
  const masked = init.mask({ of: init.uniform({ low: -10, high: 10 }), atLeast: 5 });

  it('is the same law as JSON of a mixture and as a uniform law with the middle masked', () => {
    const [a, b] = [modelOf(mixed), modelOf(masked)];
    for (const model of [a, b]) {
      expect(model.mean).toBeCloseTo(0, 12);
      expect(model.variance).toBeCloseTo(29.166666666666668, 12);
      expect(model.kurtosis).toBeCloseTo(2.2775510204081635, 12);
      expect(model.support).toEqual([-10, 10]);
      expect(model.atoms).toEqual([{ at: 0, probability: 0.5 }]);
    }
    for (let x = -11; x <= 11; x += 0.125) expect(a.cdf(x)).toBeCloseTo(b.cdf(x), 12);
  });

  it.each([
    ['mixture', mixed],
    ['mask', masked],
  ])('is what both of them give: %s', (_, of) => {
    const values = valuesOf(of, [100, 100]);
    const [low, zero, high] = [
      values.filter((x) => x <= -5),
      values.filter((x) => x === 0),
      values.filter((x) => x >= 5),
    ];
    expect(low.length + zero.length + high.length).toBe(10_000);
    // Six standard deviations of a count.
    expect(Math.abs(zero.length - 5000)).toBeLessThan(300);
    expect(Math.abs(low.length - 2500)).toBeLessThan(260);
    expect(Math.min(...low)).toBeGreaterThanOrEqual(-10);
    expect(Math.max(...high)).toBeLessThan(10);
  });
});

describe('scale and shift', () => {
  it('are one float32 operation a value', () => {
    // (Parameters have one zero.)
    const real = fc.float({ noNaN: true, min: -1000, max: 1000 }).map((x) => x + 0);
    fc.assert(
      fc.property(
        real,
        fc.double({ noNaN: true, min: -50, max: 50 }).map((x) => x + 0),
        (value, number) => {
          const of = init.constant({ value });
          const rounded = Math.fround(number);
          expect(valuesOf(init.scale({ of, factor: number }), [1])[0]).toBe(Math.fround(value * rounded));
          expect(valuesOf(init.shift({ of, by: number }), [1])[0]).toBe(Math.fround(value + rounded));
          expect(valuesOf(init.shift({ of, by: number }), [1], { dtype: 'float64' })[0]).toBe(value + number);
        },
      ),
      { seed: 42, numRuns: 100 },
    );
  });

  it('keep the draw: another factor gives the same numbers at another scale', () => {
    const [one, two] = [1, 2].map((factor) => valuesOf(init.scale({ of: init.normal(), factor }), shape));
    expect(two).toEqual(one!.map((x) => 2 * x));
  });

  it('move the law', () => {
    const of = init.shift({ of: init.scale({ of: init.uniform(), factor: -4 }), by: 1 });
    const model = modelOf(of);
    expect(model.support).toEqual([-3, 1]);
    expect(model.mean).toBe(-1);
    expect(model.variance).toBeCloseTo(16 / 12, 14);
    expect(modelOf(init.scale({ of: init.normal(), factor: 0 })).atoms).toEqual([{ at: 0, probability: 1 }]);
  });

  it('keep what holds of every outcome, where it still does', () => {
    const invariants = [
      { invariant: 'semiOrthogonal', gain: 2, haar: true },
      { invariant: 'zerosPerSlice', axis: 1, count: 3 },
      { invariant: 'custom', name: 'sum', residual: (values: Float64Array) => values[0]!, tolerance: 1 },
      { invariant: 'exact', value: ([i]: readonly number[]) => i! },
    ] as const;
    const of = init.defineInitializer({
      name: 'test:all',
      version: 1,
      parameters: init.object({}),
      claim: () => ({ marginal: { law: 'normal', mean: 0, std: 1 }, dependence: 'structured', invariants }),
      fill: () => {},
    })();
    const claimed = (by: init.Initializer): readonly init.Invariant[] => init.claimOf(by, tell()).invariants ?? [];
    const scaled = claimed(init.scale({ of, factor: -3 }));
    expect(scaled.map(({ invariant }) => invariant)).toEqual(['semiOrthogonal', 'zerosPerSlice', 'custom', 'exact']);
    expect(scaled[0]).toEqual({ invariant: 'semiOrthogonal', gain: 6, haar: true });
    expect(
      (scaled[2] as { residual: (v: Float64Array, s: readonly number[]) => number }).residual(Float64Array.of(6), [1]),
    ).toBe(-2);
    expect((scaled[3] as { value: (i: readonly number[]) => number }).value([2])).toBe(-6);
    expect(claimed(init.scale({ of, factor: 0 })).map(({ invariant }) => invariant)).toEqual([
      'semiOrthogonal',
      'exact',
    ]);
    expect(claimed(init.shift({ of, by: 1 })).map(({ invariant }) => invariant)).toEqual(['exact']);
  });
});

describe('clamp', () => {
  it('moves what lies beyond onto the bounds', () => {
    const of = init.clamp({ of: init.normal(), low: -0.5, high: 1 });
    const [plain, clamped] = [valuesOf(init.scale({ of: init.normal(), factor: 1 }), shape), valuesOf(of, shape)];
    expect(clamped).toEqual(plain.map((x) => Math.min(Math.max(x, -0.5), 1)));
    expect(modelOf(of).atoms.map(({ at }) => at)).toEqual([-0.5, 1]);
  });

  it('refuses bounds in the wrong order', () => {
    expect(refusal(() => init.clamp({ of: init.normal(), low: 1, high: 0 }))).toMatchObject({ code: 'OPTION' });
  });
});

describe('truncate', () => {
  it('is the truncated law itself, to the bit', () => {
    const std = 0.02;
    expect(valuesOf(init.truncate({ of: init.normal({ std }), low: -0.03, high: 0.05 }), shape)).toEqual(
      valuesOf(init.truncNormal({ std, a: -0.03, b: 0.05 }), shape),
    );
    expect(valuesOf(init.truncate({ of: init.uniform({ low: -2, high: 3 }), high: 1 }), shape)).toEqual(
      valuesOf(init.uniform({ low: -2, high: 1 }), shape),
    );
    const twice = init.truncate({ of: init.truncate({ of: init.normal(), low: -1 }), low: -2, high: 1 });
    expect(valuesOf(twice, shape)).toEqual(valuesOf(init.truncNormal({ a: -1, b: 1 }), shape));
    expect([...valuesOf(init.truncate({ of: init.ones(), low: 0 }), [2])]).toEqual([1, 1]);
  });

  it('cuts a law whose scale comes from fans', () => {
    const spec: ParamSpec = { role: 'weight', axes: { in: [1], out: [0] } };
    const values = valuesOf(init.truncate({ of: init.kaimingNormal(), low: 0 }), shape, { spec });
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(modelOf(init.truncate({ of: init.kaimingNormal(), low: 0 }), spec).mean).toBeCloseTo(
      0.25 * Math.sqrt(2 / Math.PI),
      12,
    );
  });

  it('refuses what is not drawn by one law, and says what to do', () => {
    const of = init.truncate({ of: init.scale({ of: init.normal(), factor: 2 }), low: 0 });
    expect(init.acceptance(of, tell())).toContain('Truncate the initializers within it');
    expect(refusal(() => valuesOf(of, shape))).toMatchObject({ code: 'INITIALIZER' });
    expect(refusal(() => init.claimOf(of, tell()))).toMatchObject({ code: 'INITIALIZER' });
  });

  it('refuses a cut that leaves nothing', () => {
    for (const of of [init.ones(), init.uniform()]) {
      expect(init.acceptance(init.truncate({ of, low: 2 }), tell())).toContain('has no values in [2, Infinity]');
    }
    expect(refusal(() => valuesOf(init.truncate({ of: init.normal(), low: 9 }), shape))).toMatchObject({
      code: 'OPTION',
    });
    expect(refusal(() => init.truncate({ of: init.normal(), low: 1, high: 1 }))).toMatchObject({ code: 'OPTION' });
  });
});

describe('mixture', () => {
  const part = (weight: number, of = init.ones()): init.WeightedPartInput => ({ weight, of });

  it('gives each part its own stream, whatever the others are', () => {
    const parts = (second: init.Initializer): init.Initializer =>
      init.mixture({ parts: [part(0.5, init.normal()), part(0.5, second)] });
    const [a, b] = [valuesOf(parts(init.zeros()), shape), valuesOf(parts(init.normal()), shape)];
    // The same choice, the same numbers of the first part.
    expect([...a].every((x, i) => x === 0 || x === b[i])).toBe(true);
    expect([...a].some((x, i) => x === 0 && b[i] !== 0)).toBe(true);
  });

  it('claims the probabilities that words of 32 bits give', () => {
    const { atoms } = modelOf(init.mixture({ parts: [part(1 / 3), part(2 / 3, init.zeros())] }));
    expect(atoms).toEqual([
      { at: 0, probability: 1 - Math.round(2 ** 32 / 3) / 2 ** 32 },
      { at: 1, probability: Math.round(2 ** 32 / 3) / 2 ** 32 },
    ]);
    expect(modelOf(init.mixture({ parts: [part(1 - 1e-11), part(1e-11, init.zeros())] })).atoms).toEqual([
      { at: 1, probability: 1 },
    ]);
  });

  it('counts the values of its parts', () => {
    const latticeOf = (parts: readonly init.WeightedPartInput[]): number | undefined =>
      init.claimOf(init.mixture({ parts }), tell()).lattice;
    expect(latticeOf([part(0.5, init.uniform()), part(0.5, init.uniform({ low: 1, high: 2 }))])).toBe(2 ** 25);
    expect(latticeOf([part(0.5, init.uniform()), part(0.5)])).toBe(2 ** 24);
    expect(latticeOf([part(0.5, init.normal()), part(0.5)])).toBe(undefined);
  });

  it.each([
    [[part(0.5), part(0.4)], 'parts', 'the weights sum to 0.9'],
    [[part(0.5), part(0.6)], 'parts', 'not to 1'],
    [[], 'parts', 'an array of at least 1'],
    [[part(0), part(1)], 'parts[0].weight', 'above 0'],
    [[part(-1), part(2)], 'parts[0].weight', 'above 0'],
    [[part(Number.NaN)], 'parts[0].weight', 'but got NaN'],
  ])('refuses weights that are none', (parts, path, message) => {
    const error = refusal(() => init.mixture({ parts }));
    expect(error).toMatchObject({ code: 'OPTION', details: { path } });
    expect(error.message).toContain(message);
  });

  it('of initializers with parts has parts where theirs overlap', () => {
    const spec: ParamSpec = { role: 'bias', blocks: ['i', 'f'] };
    const blocks = init.perBlock({ blocks: { f: init.ones() }, otherwise: init.zeros() });
    const { marginal } = init.claimOf(
      init.mixture({ parts: [part(0.5, blocks), part(0.5, init.zeros())] }),
      tell(spec),
    );
    if ('law' in marginal) throw new Error('parts');
    expect(marginal.map(({ part: name }) => name)).toEqual(['i', 'f']);
    expect(marginal.map(({ includes }) => includes([40, 0]))).toEqual([false, true]);
    expect(marginal.map(({ law }) => init.modelOf(law).mean)).toEqual([0, 0.5]);
  });
});

describe('oneOf', () => {
  const of = init.oneOf({
    parts: [
      { weight: 0.25, of: init.zeros() },
      { weight: 0.75, of: init.normal({ mean: 10 }) },
    ],
  });

  it('chooses row by row', () => {
    const rows = Array.from({ length: 400 }, (_, row) =>
      valuesOf(of, [400, 3], { region: { start: [row, 0], size: [1, 3] } }),
    );
    const zero = rows.filter((row) => row.every((x) => x === 0)).length;
    expect(rows.every((row) => row.every((x) => x === 0) || row.every((x) => x > 2))).toBe(true);
    expect(Math.abs(zero - 100)).toBeLessThan(52);
  });

  it('takes what has no axes for a row', () => {
    expect(valuesOf(of, [])).toHaveLength(1);
  });
});

describe('perBlock', () => {
  const spec: ParamSpec = { role: 'weight', axes: { in: [1], out: [0] }, blocks: ['i', 'f', 'g', 'o'] };
  const of = init.glorotUniform();

  it('gives for one initializer in all blocks what it gives by itself', () => {
    const all = init.perBlock({ blocks: { i: of, f: of }, otherwise: of });
    expect(valuesOf(all, shape, { spec })).toEqual(valuesOf(of, shape, { spec }));
  });

  it('fills every block by its own, with the fans of the block', () => {
    const values = valuesOf(init.perBlock({ blocks: { f: init.ones(), g: of }, otherwise: init.zeros() }), shape, {
      spec,
    });
    const block = (i: number): number[] => [...values.slice(i * 512, (i + 1) * 512)];
    expect(new Set([...block(0), ...block(3)])).toEqual(new Set([0]));
    expect(new Set(block(1))).toEqual(new Set([1]));
    expect(Math.max(...block(2).map(Math.abs))).toBeGreaterThan(0.98 * Math.sqrt(6 / 48));
  });

  it('claims a law for every block', () => {
    const claim = init.claimOf(init.perBlock({ blocks: { f: of }, otherwise: init.zeros() }), tell(spec));
    if ('law' in claim.marginal) throw new Error('parts');
    expect(claim.marginal.map(({ part }) => part)).toEqual(['i', 'f', 'g', 'o']);
    expect(claim.marginal.map(({ law }) => init.stdOf(law))).toEqual([0, expect.closeTo(Math.sqrt(2 / 48), 12), 0, 0]);
    expect(claim).toMatchObject({ dependence: 'iid', lattice: 2 ** 24 });
    expect(claim.invariants).toBe(undefined);
    const fixed = init.claimOf(init.perBlock({ blocks: { f: init.ones() }, otherwise: init.zeros() }), tell(spec));
    expect(fixed.dependence).toBe('deterministic');
  });

  it('may be scaled, and stays whole', () => {
    const inner = init.perBlock({ blocks: { f: init.ones() }, otherwise: init.zeros() });
    expect([...valuesOf(init.scale({ of: inner, factor: 3 }), [4, 1], { spec })]).toEqual([0, 3, 0, 0]);
  });

  it.each<[string, init.Initializer, ParamSpec | null]>([
    ['needs the blocks of a packed tensor', init.perBlock({ blocks: {}, otherwise: of }), null],
    ["there is no block 'forget'", init.perBlock({ blocks: { forget: of }, otherwise: of }), spec],
    ["nothing is said of the block 'f'", init.perBlock({ blocks: { i: of } }), spec],
    ['needs the blocks', init.perBlock({ blocks: {}, otherwise: init.perBlock({ blocks: {}, otherwise: of }) }), spec],
  ])('is refused where %s', (reason, wrong, known) => {
    expect(refusal(() => valuesOf(wrong, shape, { spec: known }))).toMatchObject({ code: 'INITIALIZER' });
    expect(refusal(() => valuesOf(wrong, shape, { spec: known })).message).toContain(reason);
  });
});

describe('cast', () => {
  it.each(['float16', 'bfloat16'] as const)('gives the values of a %s tensor', (dtype) => {
    const normal = init.normal({ std: dtype === 'float16' ? 1e-5 : 3 });
    const exact = valuesOf(init.scale({ of: normal, factor: 1 }), shape) as Float32Array;
    const rounded = tensor(exact).to(dtype).to('float32').toTypedArraySync();
    expect(valuesOf(init.cast({ of: normal, dtype }), shape)).toEqual(rounded);
  });

  it.each(['float16', 'bfloat16'] as const)('rounds as tensors do, everywhere: %s', (dtype) => {
    const bits = Uint32Array.from({ length: 1 << 16 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 0);
    const edges = magnitudesOf(dtype).flatMap((x, i, all) => (i === 0 ? [0] : [x, (x + all[i - 1]!) / 2]));
    const any = [...edges.map((x) => -x), ...new Float32Array(bits.buffer)].filter((x) => !Number.isNaN(x));
    const numbers = Float32Array.from(any);
    const wanted = tensor(numbers).to(dtype).to('float32').toTypedArraySync();
    const rounded = roundTo16Bits(numbers.slice(), dtype);
    expect(numbers.findIndex((_, i) => !Object.is(rounded[i], wanted[i]))).toBe(-1);
  });

  it.each(['float16', 'bfloat16'] as const)('claims the law of the rounded values: %s', (dtype) => {
    const [exact, cast] = [init.normal({ std: 0.02 }), init.cast({ of: init.normal({ std: 0.02 }), dtype })];
    const model = modelOf(cast);
    const total = model.atoms.reduce((sum, { probability }) => sum + probability, 0);
    expect(total).toBeCloseTo(1, 12);
    expect(model.atoms.every(({ at }) => roundTo(dtype, at) === at)).toBe(true);
    expect(model.mean).toBeCloseTo(0, 12);
    expect(model.variance / modelOf(exact).variance).toBeCloseTo(1, dtype === 'float16' ? 6 : 4);
    expect(model.cdf(0.0201)).toBeCloseTo(0.8425, 3);
    expect(model.cdf(-1)).toBe(0);
    expect(model.cdf(1)).toBe(1);
  });

  it('claims single values where the inner law has them, ties to even', () => {
    const [toEvenBelow, toEvenAbove] = [1 + 2 ** -8, 1 + 3 * 2 ** -8];
    const parts = [toEvenBelow, toEvenAbove].map((value) => ({ weight: 0.5, of: init.constant({ value }) }));
    expect(modelOf(init.cast({ of: init.mixture({ parts }), dtype: 'bfloat16' })).atoms).toEqual([
      { at: 1, probability: 0.5 },
      { at: 1 + 2 ** -6, probability: 0.5 },
    ]);
    const single = init.cast({ of: init.constant({ value: toEvenBelow }), dtype: 'bfloat16' });
    expect(modelOf(single).atoms).toEqual([{ at: 1, probability: 1 }]);
  });

  it('refuses what the dtype does not hold', () => {
    expect(
      refusal(() => valuesOf(init.cast({ of: init.constant({ value: 7e4 }), dtype: 'float16' }), [1])),
    ).toMatchObject({
      code: 'INITIALIZER',
    });
    const product = init.scale({ of: init.ones(), factor: 7e4 });
    expect(refusal(() => valuesOf(init.cast({ of: product, dtype: 'float16' }), [1]))).toMatchObject({
      code: 'OPTION',
    });
  });
});
