import { Conv2d, ConvTranspose2d, init, Linear, type Module, MultiheadAttention } from '@nn/nn';
import { describe, expect, it } from 'vitest';
import { furthest, stdOf, valuesOf } from './test-values.js';

/** Variances that were wrong because fans were guessed from shapes, or a number was taken for another. */

const planOf = (net: Module, use: init.Initializer): init.Plan =>
  init.plan(
    net,
    {
      name: 'test',
      rules: [
        { match: '**', use: init.zeros() },
        { match: { role: 'weight' }, use },
      ],
    },
    { seed: 1 },
  );

const heNormal = (mode: 'fan_in' | 'fan_out', fans: init.FanSource = 'declared'): init.Initializer =>
  init.kaimingNormal({ nonlinearity: 'relu', mode, fans });

describe('fans', () => {
  it('of a grouped convolution are those of one group (pytorch/pytorch#23854)', () => {
    const net = new Conv2d(32, 64, 3, { groups: 4 });
    expect(planOf(net, heNormal('fan_in')).entry('weight').std).toBeCloseTo(Math.sqrt(2 / (9 * 8)), 12);
    expect(planOf(net, heNormal('fan_out')).entry('weight').std).toBeCloseTo(Math.sqrt(2 / (9 * 16)), 12);
    // PyTorch's guess is there for those who ask for it.
    expect(planOf(net, heNormal('fan_out', 'torch')).entry('weight').std).toBeCloseTo(Math.sqrt(2 / (9 * 64)), 12);
  });

  // timm divides by groups by hand; PyTorch's guess makes a depthwise layer of 64 channels 8 times too small.
  it('of a depthwise convolution are its field (huggingface/pytorch-image-models#84)', () => {
    const net = new Conv2d(64, 64, 3, { groups: 64 });
    const plan = planOf(net, heNormal('fan_out'));
    expect(plan.entry('weight').std).toBeCloseTo(0.4714, 4);
    expect(planOf(net, heNormal('fan_out', 'torch')).entry('weight').std).toBeCloseTo(0.0589, 4);
    plan.apply();
    expect(stdOf(valuesOf(net)['weight']!)).toBeCloseTo(0.47, 1);
  });

  it('of a transposed convolution are not swapped (tensorflow/tensorflow#31192)', () => {
    const net = new ConvTranspose2d(16, 64, 3);
    expect(planOf(net, heNormal('fan_in')).entry('weight').std).toBeCloseTo(Math.sqrt(2 / (9 * 16)), 12);
    expect(planOf(net, heNormal('fan_in', 'torch')).entry('weight').std).toBeCloseTo(Math.sqrt(2 / (9 * 64)), 12);
  });

  // One matrix of 3E rows has half the variance of Glorot's for three of E; fan out is three times too large.
  it('of packed q, k and v are those of each (pytorch/pytorch#166378)', () => {
    const net = new MultiheadAttention(512, 8, { device: 'meta' });
    const plan = planOf(net, init.glorotNormal());
    expect(plan.entry('in_proj_weight').std).toBeCloseTo(Math.sqrt(2 / (512 + 512)), 12);
    expect(plan.entry('in_proj_weight').std).toBeCloseTo(0.0442, 4);
    expect(plan.explain('in_proj_weight')).toContain('fan in 512, fan out 512 of each block');
    const whole = init.plan(net, {
      name: 'whole',
      rules: [
        { match: '**', use: init.glorotNormal(), packing: 'whole' },
        { match: { role: 'bias' }, use: init.zeros() },
      ],
    });
    expect(whole.entry('in_proj_weight').std).toBeCloseTo(0.03125, 12);
  });
});

describe('a scale', () => {
  // kaiming_uniform_(a=√5) is U(±1/√fan in): documents and users took its bound for its std, and a for a gain.
  it('is said as law and std, so that a bound is not taken for one (pytorch/pytorch#50717)', () => {
    const plan = planOf(new Linear(64, 64), init.kaimingUniform({ a: Math.sqrt(5) }));
    expect(plan.entry('weight').law).toBe('U(-0.125, 0.125)');
    expect(plan.entry('weight').std).toBeCloseTo(0.125 / Math.sqrt(3), 12);
    expect(plan.explain('weight')).toContain('an element is distributed as U(-0.125, 0.125): std 0.07217');
    const values = plan.values('weight');
    expect(stdOf([...values])).toBeCloseTo(0.0722, 2);
    expect(furthest(values)).toBeGreaterThan(0.12);
  });

  // trunc_normal_(std=.02) cuts at ±2, a hundred standard deviations away.
  it('of a cut is told by the name: absolute, relative, or made up for (huggingface/pytorch-image-models#1286)', () => {
    const net = new Linear(256, 256);
    const furthestOf = (use: init.Initializer): number => furthest(planOf(net, use).values('weight'));
    expect(furthestOf(init.truncNormal({ std: 0.02 }))).toBeGreaterThan(0.06);
    expect(furthestOf(init.truncNormalRelative({ std: 0.02 }))).toBeLessThanOrEqual(0.04);
    expect(furthestOf(init.truncNormalRelative({ std: 0.02 }))).toBeGreaterThan(0.0399);
  });

  it('is smaller after a cut that nobody makes up for, and a plan says so (tensorflow/tensorflow#18706)', () => {
    const net = new Linear(256, 256);
    const stds = [init.truncNormalRelative({ std: 0.02 }), init.truncNormalCorrected({ std: 0.02 })].map((use) => {
      const plan = planOf(net, use);
      // Of 65,536 draws, a standard deviation is known to 0.25 %.
      expect(stdOf([...plan.values('weight')]) / plan.entry('weight').std!).toBeCloseTo(1, 2);
      return plan.entry('weight').std!;
    });
    expect(stds[0]).toBeCloseTo(0.0175925, 7);
    expect(stds[1]).toBeCloseTo(0.02, 12);
    expect(planOf(net, init.lecunNormal()).entry('weight').std).toBeCloseTo(1 / 16, 12);
  });
});
