import type { FillRequest, ParamSpec, Shape } from '@nn/core';
import { describe, expect, it } from 'vitest';
import * as init from '../index.js';
import { lawOfDraw } from '../initializer/claim-of-draw.js';
import { drawOf } from '../initializer/draw-of.js';
import { blockSpecOf, specOf, unknownSource } from '../initializer/spec-of.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import { refusal } from '../initializer/test-refusal.js';

type Declared = Partial<ParamSpec>;

const tell = (shape: Shape, declared: Declared = {}): TensorSpec =>
  specOf({ ...unknownSource, spec: { role: 'weight', ...declared } }, shape, 'float32', 'test');

/** A convolution's weight, [out, in, height, width]. */
const conv = tell([64, 32, 3, 5], { axes: { in: [1], out: [0], field: [2, 3] } });
const [fanIn, fanOut] = [32 * 15, 64 * 15];

/** The standard deviation by claim, and by draw. */
function stdOf(of: init.Initializer, spec: TensorSpec): number {
  const { marginal } = init.claimOf(of, spec);
  if (!('law' in marginal)) throw new Error('one law for all');
  expect(marginal).toEqual(lawOfDraw(drawOf(of, spec)!));
  return init.stdOf(marginal);
}

describe('variance scaling', () => {
  it.each([
    ['fan_in', fanIn],
    ['fan_out', fanOut],
    ['fan_avg', (fanIn + fanOut) / 2],
    ['fan_geo_avg', Math.sqrt(fanIn * fanOut)],
  ] as const)('has the variance scale / n in every form: %s', (mode, n) => {
    for (const distribution of ['normal', 'uniform', 'truncated_normal'] as const) {
      const of = init.varianceScaling({ scale: 3, mode, distribution });
      expect(stdOf(of, conv)).toBeCloseTo(Math.sqrt(3 / n), 12);
    }
  });

  // Keras 3, random_initializers.py, and JAX, nn/initializers.py: the same formulas.
  it.each([
    ['lecunNormal', init.lecunNormal(), { law: 'truncNormal', size: Math.sqrt(1 / fanIn) / 0.87962566103423978 }],
    ['lecunUniform', init.lecunUniform(), { law: 'uniform', size: Math.sqrt((3 * 1) / fanIn) }],
    [
      'glorotNormal',
      init.glorotNormal(),
      { law: 'truncNormal', size: Math.sqrt(2 / (fanIn + fanOut)) / 0.87962566103423978 },
    ],
    ['glorotUniform', init.glorotUniform(), { law: 'uniform', size: Math.sqrt(6 / (fanIn + fanOut)) }],
    ['heNormal', init.heNormal(), { law: 'truncNormal', size: Math.sqrt(2 / fanIn) / 0.87962566103423978 }],
    ['heUniform', init.heUniform(), { law: 'uniform', size: Math.sqrt((3 * 2) / fanIn) }],
  ])('is what Keras and JAX call %s', (name, of, wanted) => {
    const draw = drawOf(of, conv)!;
    expect(draw.law).toBe(wanted.law);
    const size = draw.law === 'uniform' ? draw.high : draw.law === 'truncNormal' ? draw.std : Number.NaN;
    expect(size).toBeCloseTo(wanted.size, 15);
    if (draw.law === 'uniform') expect(draw).toEqual({ law: 'uniform', low: -size, high: size });
    else expect(draw).toEqual({ law: 'truncNormal', mean: 0, std: size, a: -2 * size, b: 2 * size });
    expect(String(of)).toBe(`${name}(fans=declared)`);
  });

  it('counts the fans of groups within one group', () => {
    const depthwise = tell([64, 1, 3, 3], { axes: { in: [1], out: [0], field: [2, 3] }, groups: 64 });
    expect(stdOf(init.heNormal(), depthwise)).toBeCloseTo(Math.sqrt(2 / 9), 12);
    expect(stdOf(init.varianceScaling({ mode: 'fan_out' }), depthwise)).toBeCloseTo(Math.sqrt(1 / 9), 12);
    // PyTorch guesses: 64 outputs an input.
    expect(stdOf(init.varianceScaling({ mode: 'fan_out', fans: 'torch' }), depthwise)).toBeCloseTo(
      Math.sqrt(1 / 576),
      12,
    );
  });

  it('counts the fans of a packed matrix block by block', () => {
    const packed = tell([96, 32], { axes: { in: [1], out: [0] }, blocks: ['q', 'k', 'v'] });
    expect(stdOf(init.glorotUniform(), blockSpecOf(packed, 3))).toBeCloseTo(Math.sqrt(2 / 64), 12);
    expect(stdOf(init.glorotUniform(), packed)).toBeCloseTo(Math.sqrt(2 / 128), 12);
  });

  it('takes axes that are given before those that are declared', () => {
    const axes = { in: [0], out: [1] };
    expect(stdOf(init.heNormal({ axes }), conv)).toBeCloseTo(Math.sqrt(2 / (64 * 15)), 12);
    expect(stdOf(init.heNormal({ axes: { ...axes, field: [] } }), conv)).toBeCloseTo(Math.sqrt(2 / 64), 12);
    expect(stdOf(init.heNormal({ axes: { ...axes, batch: [3] } }), conv)).toBeCloseTo(Math.sqrt(2 / (64 * 3)), 12);
    // From the end, as JAX writes its kernels [height, width, in, out].
    const jax = tell([3, 5, 32, 64]);
    expect(stdOf(init.heNormal({ axes: { in: [-2], out: [-1] } }), jax)).toBeCloseTo(Math.sqrt(2 / fanIn), 12);
    expect(stdOf(init.heNormal({ axes: { in: [], out: [0] } }), tell([5]))).toBeCloseTo(Math.sqrt(2), 12);
  });

  it.each<[string, init.FanOptions, Shape]>([
    ['nobody has declared its fans', {}, [4, 4]],
    ['fewer than two dimensions', { fans: 'torch' }, [4]],
    ['fewer than two dimensions', { fans: 'torch' }, []],
    ['it has 2 axes, fewer than are chosen', { axes: { in: [2], out: [0] } }, [4, 4]],
    ['it has 2 axes, fewer than are chosen', { axes: { in: [-3], out: [0] } }, [4, 4]],
    ['an axis is chosen twice', { axes: { in: [1], out: [-1] } }, [4, 4]],
    ['an axis is chosen twice', { axes: { in: [0], out: [1], field: [1] } }, [4, 4]],
  ])('refuses a tensor whose fans nobody knows: %s', (reason, options, shape) => {
    for (const of of [init.heNormal(options), init.xavierUniform(options), init.kaimingNormal(options)]) {
      expect(init.acceptance(of, tell(shape))).toContain(reason);
      expect(refusal(() => init.claimOf(of, tell(shape)))).toMatchObject({ code: 'INITIALIZER' });
    }
  });

  it.each([
    [{ scale: 0 }, 'scale'],
    [{ scale: -1 }, 'scale'],
    [{ scale: Number.NaN }, 'scale'],
    [{ mode: 'fan_inn' }, 'mode'],
    [{ distribution: 'gaussian' }, 'distribution'],
    [{ fans: 'guess' }, 'fans'],
    [{ axes: { in: [0] } }, 'axes.out'],
    [{ axes: { in: [0.5], out: [1] } }, 'axes.in[0]'],
  ])('refuses parameters that are none: %j', (params, path) => {
    expect(refusal(() => init.varianceScaling(params as never))).toMatchObject({ code: 'OPTION', details: { path } });
  });
});

/** What PyTorch's own law of that name draws, by the in-place twin that is held to PyTorch's bits. */
function torchDraw(fill: (target: never) => unknown, shape: Shape): readonly number[] {
  let found: readonly number[] = [];
  const target = {
    [Symbol.for('@nn/fillTarget')](request: FillRequest) {
      if (request.kind !== 'sequential') return;
      const drawn = request.law.resolve(request.parameters, shape, 'float64');
      if (drawn.kind === 'draw') found = drawn.parameters;
    },
  };
  fill(target as never);
  return found;
}

describe.each<Shape>(
  [
    [64, 32],
    [64, 32, 3, 5],
    [7, 3, 2],
  ].map((shape) => shape),
)('for the shape [%j, …]', (...sizes) => {
  const shape = sizes.flat();
  it('the initializers of PyTorch have its numbers, to the last bit', () => {
    const spec = tell(shape, { activation: { name: 'tanh' } });
    const numbers = (of: init.Initializer): readonly number[] => {
      const draw = drawOf(of, spec)!;
      return draw.law === 'uniform' ? [draw.low, draw.high] : draw.law === 'normal' ? [draw.mean, draw.std] : [];
    };
    const fans = 'torch';
    const pairs: readonly (readonly [init.Initializer, (target: never) => unknown])[] = [
      [init.xavierUniform({ fans, gain: 5 / 3 }), (t) => init.xavierUniform_(t, { gain: 5 / 3 })],
      [init.xavierNormal({ fans }), (t) => init.xavierNormal_(t)],
      [init.kaimingUniform({ fans, a: Math.sqrt(5) }), (t) => init.kaimingUniform_(t, { a: Math.sqrt(5) })],
      [
        init.kaimingNormal({ fans, mode: 'fan_out', nonlinearity: 'relu' }),
        (t) => init.kaimingNormal_(t, { mode: 'fan_out', nonlinearity: 'relu' }),
      ],
      [init.kaimingNormal({ fans, nonlinearity: 'leaky_relu' }), (t) => init.kaimingNormal_(t)],
      // The declared activation, where none is given.
      [init.kaimingNormal({ fans }), (t) => init.kaimingNormal_(t, { nonlinearity: 'tanh' })],
    ];
    for (const [of, fill] of pairs) expect(numbers(of)).toEqual(torchDraw(fill, shape));
  });
});

describe('Kaiming initialization', () => {
  const weight = (activation?: ParamSpec['activation']): TensorSpec =>
    tell([64, 32], { axes: { in: [1], out: [0] }, ...(activation === undefined ? {} : { activation }) });

  it('takes the gain of the activation that the module declares', () => {
    expect(stdOf(init.kaimingNormal(), weight({ name: 'relu' }))).toBe(Math.SQRT2 / Math.sqrt(32));
    expect(stdOf(init.kaimingNormal(), weight({ name: 'leaky_relu', param: 1 }))).toBe(1 / Math.sqrt(32));
    expect(stdOf(init.kaimingNormal(), weight({ name: 'sigmoid' }))).toBe(1 / Math.sqrt(32));
    expect(stdOf(init.kaimingNormal(), weight())).toBe(Math.SQRT2 / Math.sqrt(32));
  });

  it('takes what is given before that', () => {
    expect(stdOf(init.kaimingNormal({ nonlinearity: 'tanh' }), weight({ name: 'relu' }))).toBe(5 / 3 / Math.sqrt(32));
    expect(stdOf(init.kaimingNormal({ a: 1 }), weight({ name: 'relu' }))).toBe(1 / Math.sqrt(32));
  });

  it("refuses an activation that PyTorch's table lacks, in place of guessing", () => {
    expect(init.acceptance(init.kaimingNormal(), weight({ name: 'gelu' }))).toContain("no gain for 'gelu'");
    expect(init.acceptance(init.kaimingNormal({ nonlinearity: 'relu' }), weight({ name: 'gelu' }))).toBe(true);
  });
});

describe("the layer's own default", () => {
  const sibling = (name: string): Shape | null => (name === 'weight' ? [8, 4, 3] : null);
  const draws = (declared: NonNullable<ParamSpec['default']>, shape: Shape): unknown =>
    drawOf(init.torchDefault(), { ...tell(shape, { default: declared }), sibling });
  const uniform = (bound: number): object => ({ law: 'uniform', low: -bound, high: bound });

  it('is drawn as the module declares it', () => {
    expect(draws({ law: 'constant', value: 2 }, [3])).toEqual({ law: 'constant', value: 2 });
    expect(draws({ law: 'normal', std: 1 }, [3])).toEqual({ law: 'normal', mean: 0, std: 1 });
    expect(draws({ law: 'uniform', bound: 0.25 }, [3])).toEqual(uniform(0.25));
    expect(draws({ law: 'uniform', fanInOf: 'weight' }, [8])).toEqual(uniform(1 / Math.sqrt(12)));
    expect(draws({ law: 'xavierUniform' }, [96, 32])).toEqual(uniform(Math.sqrt(3) * Math.sqrt(2 / 128)));
    expect(draws({ law: 'xavierNormal' }, [2, 6])).toEqual({ law: 'normal', mean: 0, std: 0.5 });
  });

  it('is a bound of 0 where there are no inputs', () => {
    const spec = { ...tell([3], { default: { law: 'uniform', fanInOf: 'weight' } }), sibling: () => [3, 0] };
    expect(drawOf(init.torchDefault(), spec)).toMatchObject({ law: 'uniform' });
    expect(init.claimOf(init.torchDefault(), spec)).toMatchObject({ dependence: 'deterministic' });
  });

  it('draws a packed parameter in one, with the fans of the whole', () => {
    const spec: ParamSpec = { role: 'weight', blocks: ['q', 'k', 'v'], default: { law: 'xavierUniform' } };
    const bare = { data: new Float32Array(96 * 32), shape: [96, 32] };
    init.fill_(bare, init.torchDefault(), { spec });
    const most = Math.max(...bare.data.map(Math.abs));
    expect(most).toBeLessThanOrEqual(Math.sqrt(6 / 128));
    expect(most).toBeGreaterThan(0.99 * Math.sqrt(6 / 128));
  });

  it('is refused where it cannot be told', () => {
    const of = init.torchDefault();
    expect(refusal(() => init.fill_({ data: new Float32Array(3), shape: [3] }, of))).toMatchObject({
      code: 'INITIALIZER',
      details: { need: 'default' },
    });
    const orphan = tell([3], { default: { law: 'uniform', fanInOf: 'weight' } });
    expect(init.acceptance(of, orphan)).toContain('whose shape is not known');
    expect(init.acceptance(of, { ...orphan, sibling: () => [3] })).toContain('which has no fan');
    expect(init.acceptance(of, tell([3], { default: { law: 'xavierNormal' } }))).toContain('fewer than two dimensions');
  });
});
