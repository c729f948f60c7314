import type { ParamSpec } from '@nn/core';
import { describe, expect, it } from 'vitest';
import * as init from '../index.js';
import { drawOf } from '../initializer/draw-of.js';
import { specOf, unknownSource } from '../initializer/spec-of.js';
import { refusal } from '../initializer/test-refusal.js';
import * as flax from './index.js';

// A dense kernel of 300 inputs and 100 outputs, [out, in], as our modules have it.
const spec: ParamSpec = { role: 'weight', axes: { in: [1], out: [0] } };
const weight = specOf({ ...unknownSource, spec }, [100, 300], 'float32', 'test');
const cut = 0.87962566103423978;
const truncated = (std: number, low = -2, high = 2): object => ({
  law: 'truncNormal',
  mean: 0,
  std: expect.closeTo(std, 14),
  a: expect.closeTo(low * std, 14),
  b: expect.closeTo(high * std, 14),
});
const uniform = (limit: number): object => ({
  law: 'uniform',
  low: expect.closeTo(-limit, 14),
  high: expect.closeTo(limit, 14),
});

/** jax/_src/nn/initializers.py: defaults and formulas. */
describe("JAX's initializers have its defaults and meanings", () => {
  it.each([
    ['zeros', flax.zeros(), { law: 'constant', value: 0 }],
    ['ones', flax.ones(), { law: 'constant', value: 1 }],
    ['constant(-7)', flax.constant({ value: -7 }), { law: 'constant', value: -7 }],
    ['uniform', flax.uniform(), { law: 'uniform', low: 0, high: 0.01 }],
    ['uniform(10)', flax.uniform({ scale: 10 }), { law: 'uniform', low: 0, high: 10 }],
    ['normal', flax.normal(), { law: 'normal', mean: 0, std: 0.01 }],
    ['truncated_normal', flax.truncatedNormal(), truncated(0.01)],
    [
      'truncated_normal(5, lower=-1, upper=3)',
      flax.truncatedNormal({ stddev: 5, lower: -1, upper: 3 }),
      truncated(5, -1, 3),
    ],
    [
      'variance_scaling',
      flax.varianceScaling({ scale: 2, mode: 'fan_avg', distribution: 'normal' }),
      { law: 'normal', mean: 0, std: Math.sqrt(2 / 200) },
    ],
    [
      'variance_scaling',
      flax.varianceScaling({ scale: 2, mode: 'fan_geo_avg', distribution: 'uniform' }),
      uniform(Math.sqrt(6 / Math.sqrt(300 * 100))),
    ],
    ['lecun_normal', flax.lecunNormal(), truncated(Math.sqrt(1 / 300) / cut)],
    ['lecun_uniform', flax.lecunUniform(), uniform(Math.sqrt(3 / 300))],
    ['glorot_normal', flax.glorotNormal(), truncated(Math.sqrt(2 / 400) / cut)],
    ['glorot_uniform', flax.glorotUniform(), uniform(Math.sqrt(6 / 400))],
    ['he_normal', flax.heNormal(), truncated(Math.sqrt(2 / 300) / cut)],
    ['he_uniform', flax.heUniform(), uniform(Math.sqrt(6 / 300))],
  ])('%s', (_, of, wanted) => {
    expect(drawOf(of, weight)).toEqual(wanted);
  });

  it('with structure', () => {
    expect(String(flax.orthogonal({ scale: 2 }))).toBe('orthogonal(gain=2, rows=first)');
    expect(String(flax.deltaOrthogonal())).toBe('deltaOrthogonal(gain=1)');
  });

  it('under all of their names', () => {
    expect(flax.xavierUniform).toBe(flax.glorotUniform);
    expect(flax.kaimingNormal).toBe(flax.heNormal);
    expect(flax.zerosInit).toBe(flax.zeros);
  });
});

describe('the axes of a kernel', () => {
  const kernel = specOf(unknownSource, [3, 5, 8, 16], 'float32', 'test');
  const stdOf = (options: flax.AxisOptions): number => {
    const draw = drawOf(flax.varianceScaling({ scale: 1, mode: 'fan_in', distribution: 'normal', ...options }), kernel);
    return draw?.law === 'normal' ? draw.std : Number.NaN;
  };

  it("are JAX's where one of them is given: all that are not named are the receptive field", () => {
    expect(stdOf({ inAxis: -2 })).toBe(Math.sqrt(1 / 120));
    expect(stdOf({ outAxis: -1 })).toBe(Math.sqrt(1 / 120));
    expect(stdOf({ inAxis: [0, 2] })).toBe(Math.sqrt(1 / 120));
    expect(stdOf({ inAxis: 2, outAxis: 3, batchAxis: 0 })).toBe(Math.sqrt(1 / 40));
    expect(stdOf({ batchAxis: [0, 1] })).toBe(Math.sqrt(1 / 8));
  });

  it('are those that the module declares where none is given', () => {
    expect(init.acceptance(flax.heNormal(), kernel)).toContain('nobody has declared its fans');
    expect(init.acceptance(flax.heNormal(), weight)).toBe(true);
  });

  it('go by names that JAX has', () => {
    expect(refusal(() => flax.heNormal({ inAxes: 0 } as never))).toMatchObject({ code: 'OPTION', op: 'flax.heNormal' });
  });
});
