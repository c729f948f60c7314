import { constant_, normal_, zeros_ } from '@nn/init';
import { arange, empty, getRngState, manualSeed, rand, type Tensor, tensor, zeros } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { Linear } from '../../layers/linear.js';
import { LazyLinear } from '../../layers/lazy-linear.js';
import { Sequential } from '../../containers/sequential.js';
import { Module } from '../../module.js';
import { Buffer, Parameter } from '../../parameter.js';
import { refusal, valuesOf } from '../../test-support.js';
import { isParametrized } from './is-parametrized.js';
import { registerParametrization } from './register-parametrization.js';
import { removeParametrizations } from './remove-parametrizations.js';
import { spectralNorm } from './spectral-norm.js';
import { weightNorm } from './weight-norm.js';

const x = tensor([[1, 2, 3]]);

class Symmetric extends Module {
  override forward(given: Tensor): Tensor {
    return given.triu().add(given.triu(1).T);
  }
  rightInverse(value: Tensor): Tensor {
    return value.triu();
  }
}

class Double extends Module {
  override forward(given: Tensor): Tensor {
    return given.mul(2);
  }
}

class Same extends Module {
  override forward(given: Tensor): Tensor {
    return given;
  }
}

function near(actual: Tensor | null | undefined, expected: readonly number[]): void {
  const values = valuesOf(actual!);
  expect(values).toHaveLength(expected.length);
  values.forEach((value, i) =>
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1e-5 + 1e-5 * Math.abs(expected[i]!)),
  );
}

function seeded(inFeatures: number, outFeatures: number): Linear {
  manualSeed(0);
  return new Linear(inFeatures, outFeatures);
}

describe('registerParametrization', () => {
  it('computes the weight at access, and lets gradients reach the original', () => {
    const layer = registerParametrization(seeded(3, 3), 'weight', new Symmetric());
    near(
      layer.weight,
      [-0.0043225, 0.3097158, -0.4751853, 0.3097158, -0.222369, 0.1548207, -0.4751853, 0.1548207, -0.0512364],
    );
    layer.forward(x).sum().backward();
    const { original } = layer.parametrizations['weight']!;
    expect(valuesOf(original.grad!)).toEqual([1, 3, 4, 0, 2, 5, 0, 0, 3]);
    expect(layer).toBeInstanceOf(Linear);
    expect([...layer.stateDict().keys()]).toEqual(['bias', 'parametrizations.weight.original']);
    expect([...layer.namedParameters()].map(([path]) => path)).toEqual(['bias', 'parametrizations.weight.original']);
  });

  it('keeps the parameter object, so that an optimizer may hold it', () => {
    const plain = seeded(3, 3);
    const { weight } = plain;
    const layer = registerParametrization(plain, 'weight', new Symmetric());
    expect(layer.parametrizations['weight']!.original).toBe(weight);
  });

  it('sets the original through the right inverse when the weight is assigned to', () => {
    const layer = registerParametrization(seeded(3, 3), 'weight', new Symmetric());
    Object.assign(layer, { weight: arange(0, 9).reshape([3, 3]).to('float32') });
    near(layer.weight, [0, 1, 2, 1, 4, 5, 2, 5, 8]);
    near(layer.parametrizations['weight']!.original, [0, 1, 2, 0, 4, 5, 0, 0, 8]);
  });

  it('chains, prints as PyTorch does, and refuses to assign where one has no right inverse', () => {
    const layer = registerParametrization(seeded(3, 3), 'weight', new Symmetric());
    Object.assign(layer, { weight: arange(0, 9).reshape([3, 3]).to('float32') });
    registerParametrization(layer, 'weight', new Double());
    near(layer.weight, [0, 2, 4, 2, 8, 10, 4, 10, 16]);
    const error = refusal(() => Object.assign(layer, { weight: zeros([3, 3]) }));
    expect(error.code).toBe('OPTION');
    expect(error.sentence).toBe('parametrization Double does not implement right_inverse.');
    expect(layer.toString()).toBe(
      'ParametrizedLinear(\n  inFeatures=3, outFeatures=3, bias=true\n  (parametrizations): ModuleDict(\n    (weight): ParametrizationList(\n      (0): Symmetric()\n      (1): Double()\n    )\n  )\n)',
    );
    near(removeParametrizations(layer, 'weight', { leaveParametrized: false }).weight, [0, 1, 2, 0, 4, 5, 0, 0, 8]);
  });

  it('lets an initializer through its right inverse, with the bits that it draws', () => {
    const layer = registerParametrization(seeded(3, 3), 'weight', new Symmetric());
    manualSeed(3);
    normal_(layer.weight, { std: 0.5 });
    const state = getRngState();
    manualSeed(3);
    const plain = normal_(empty([3, 3]), { std: 0.5 });
    expect(getRngState()).toEqual(state);
    expect(valuesOf(layer.parametrizations['weight']!.original)).toEqual(valuesOf(plain.triu()));
    expect(layer.parametrizations['weight']!.original.storage.provenance?.law).toBe('normal_');
    layer.resetParameters();
    expect(layer.parametrizations['weight']!.original.storage.provenance?.law).toBe('kaimingUniform_');
  });

  it('refuses an initializer without a right inverse, and draws nothing', () => {
    const layer = registerParametrization(seeded(3, 3), 'weight', new Double());
    const before = valuesOf(layer.parametrizations['weight']!.original);
    expect(refusal(() => normal_(layer.weight)).code).toBe('OPTION');
    expect(valuesOf(layer.parametrizations['weight']!.original)).toEqual(before);
  });

  it('refuses other writes in place, which would be lost, by whatever view', () => {
    const layer = registerParametrization(seeded(3, 3), 'weight', new Symmetric());
    const writes: (() => unknown)[] = [
      () => layer.weight.data.mul_(2),
      () => layer.weight.detach().at(0).fill_(0),
      () => layer.weight.copy_(zeros([3, 3])),
      () => layer.weight.data.normal_(),
      () => zeros_(layer.weight.data),
    ];
    for (const write of writes) {
      const error = refusal(write);
      expect(error.code).toBe('IN_PLACE');
      expect(error.sentence).toContain("'weight' is parametrized");
    }
    layer.parametrizations['weight']!.original.data.fill_(2);
    near(layer.weight, [2, 2, 2, 2, 2, 2, 2, 2, 2]);
  });

  it('lets writes through where what is computed is the original itself', () => {
    const layer = registerParametrization(seeded(3, 3), 'weight', new Same());
    constant_(layer.weight, 5);
    layer.weight.data.at(0, 0).fill_(1);
    expect(valuesOf(layer.weight)).toEqual([1, 5, 5, 5, 5, 5, 5, 5, 5]);
  });

  it('takes buffers, too', () => {
    class Masked extends Module {
      mask = new Buffer(tensor([1, 2]));
      override forward(given: Tensor): Tensor {
        return given.mul(this.mask);
      }
    }
    const module = registerParametrization(new Masked(), 'mask', new Double());
    expect(valuesOf(module.forward(tensor([1, 1])))).toEqual([2, 4]);
    expect([...module.namedBuffers()].map(([path]) => path)).toEqual(['parametrizations.mask.original']);
    expect([...module.parameters()]).toEqual([]);
  });

  it('copies with the module', () => {
    const layer = registerParametrization(seeded(3, 3), 'weight', new Symmetric());
    const copy = layer.clone();
    constant_(copy.weight, 3);
    near(copy.weight, [3, 3, 3, 3, 3, 3, 3, 3, 3]);
    expect(valuesOf(layer.weight)[0]).toBeCloseTo(-0.0043225, 6);
    expect(isParametrized(copy, 'weight')).toBe(true);
  });

  it('refuses names, shapes and lazies, and changes nothing then', () => {
    const layer = seeded(2, 2);
    class Flat extends Module {
      override forward(given: Tensor): Tensor {
        return given.flatten();
      }
    }
    expect(refusal(() => registerParametrization(layer, 'q', new Same())).code).toBe('OPTION');
    const error = refusal(() => registerParametrization(layer, 'weight', new Flat()));
    expect(error.code).toBe('SHAPE');
    expect(error.sentence).toContain('unparametrized shape: [2, 2]\nparametrized shape: [4]');
    expect(isParametrized(layer)).toBe(false);
    expect(layer.weight).toBeInstanceOf(Parameter);
    expect(refusal(() => weightNorm(new LazyLinear(2))).code).toBe('UNINITIALIZED');
    expect(refusal(() => removeParametrizations(layer, 'weight')).sentence).toBe(
      'Module Linear(inFeatures=2, outFeatures=2, bias=true) does not have a parametrization on weight',
    );
  });

  it('moves and loads', () => {
    const layer = registerParametrization(seeded(3, 3), 'weight', new Symmetric()).to('float64');
    expect(layer.weight.dtype).toBe('float64');
    layer.loadStateDict({ bias: zeros([3]), 'parametrizations.weight.original': arange(0, 9).reshape([3, 3]) });
    near(layer.weight, [0, 1, 2, 1, 4, 5, 2, 5, 8]);
  });
});

describe('weightNorm', () => {
  const v = [-0.0043225, 0.3097158, -0.4751853, -0.4248946, -0.222369, 0.1548207];
  it.each([
    [
      0,
      [1.1344491, 1.0078746],
      [-1.632333, -0.3525658],
      [-1.4287937, -0.8040095],
      [1.978224, 5.5602999, 3.6060922, 0.6441992, 3.2904406, 6.494019],
    ],
    [
      1,
      [0.8498332, 0.7625532, 0.999541],
      [-1.6323328, -0.3525658],
      [-1.0101209, 0.4581811, -1.9230703],
      [1.9794488, 3.2556274, 2.3430622, -0.0201372, 4.5344429, 7.1914716],
    ],
    [
      null,
      [1.5174934],
      [-1.6323328, -0.3525658],
      [-1.6021384],
      [1.9817455, 5.3079662, 3.9932363, 0.2056201, 3.0609097, 6.6538262],
    ],
  ] as const)('equals PyTorch along axis %s, values and gradients', (dim, g, y, gradG, gradV) => {
    const layer = weightNorm(seeded(3, 2), { dim });
    const { original0, original1 } = layer.parametrizations['weight']!;
    original0.data.mul_(2);
    const out = layer.forward(x);
    out.sum().backward();
    near(original0, g);
    near(original1, v);
    near(out, y);
    near(original0.grad, gradG);
    near(original1.grad, gradV);
  });

  it('has the keys of PyTorch, and loads those of the older way', () => {
    const net = new Sequential(weightNorm(seeded(3, 2)));
    expect([...net.stateDict().keys()]).toEqual([
      '0.bias',
      '0.parametrizations.weight.original0',
      '0.parametrizations.weight.original1',
    ]);
    expect(net[0].parametrizations['weight']!.at(0)!.toString()).toBe('_WeightNorm()');
    net.loadStateDict({
      '0.bias': zeros([2]),
      '0.weight_g': tensor([[5], [10]]),
      '0.weight_v': tensor([
        [3, 4, 0],
        [0, 6, 8],
      ]),
    });
    near(net[0].weight, [3, 4, 0, 0, 6, 8]);
    expect(
      refusal(() => net.loadStateDict({ '0.bias': zeros([2]), '0.weight_g': zeros([2, 1]) })).details['missingKeys'],
    ).toEqual(['0.parametrizations.weight.original1']);
  });

  it('sets length and direction when the weight is initialized', () => {
    const layer = weightNorm(seeded(3, 2));
    constant_(layer.weight, 2);
    near(layer.weight, [2, 2, 2, 2, 2, 2]);
    near(layer.parametrizations['weight']!.original0, [Math.sqrt(12), Math.sqrt(12)]);
    removeParametrizations(layer, 'weight');
    expect(layer.weight).toBeInstanceOf(Parameter);
    expect(layer.toString()).toBe('Linear(inFeatures=3, outFeatures=2, bias=true)');
    layer.weight.data.fill_(1);
    near(layer.weight, [1, 1, 1, 1, 1, 1]);
  });
});

describe('spectralNorm', () => {
  it('equals PyTorch: draws, power method, values, gradients and removal', () => {
    const layer = spectralNorm(seeded(3, 2));
    const list = layer.parametrizations['weight']!;
    const power = list.at(0) as unknown as { _u: Tensor; _v: Tensor };
    expect([...layer.stateDict().keys()]).toEqual([
      'bias',
      'parametrizations.weight.original',
      'parametrizations.weight.0._u',
      'parametrizations.weight.0._v',
    ]);
    near(power._u, [0.7856073, -0.6187254]);
    near(power._v, [0.3945937, 0.5792003, -0.7133182]);
    const y = layer.forward(x);
    y.sum().backward();
    near(y, [-1.2438114, -0.1583305]);
    near(list.original.grad, [2.3919477, 4.3202028, 2.9866807, 0.8343627, 2.0339184, 5.802371]);
    layer.eval();
    const weight = [-0.0065729, 0.4709565, -0.7225708, -0.6460983, -0.3381361, 0.2354217];
    near(layer.weight, weight);
    near(layer.weight, weight);
    near(rand([1]), [0.6816086]);
    removeParametrizations(layer, 'weight');
    near(layer.weight, weight);
    expect([...layer.stateDict().keys()]).toEqual(['bias', 'weight']);
  });

  it('runs backward through two forward passes', () => {
    const layer = spectralNorm(seeded(3, 2));
    layer
      .forward(x)
      .sum()
      .sub(layer.forward(x.mul(2)).sum())
      .backward();
    expect(layer.parametrizations['weight']!.original.grad).not.toBeNull();
  });

  it('divides a vector by its length, and refuses what PyTorch refuses', () => {
    const layer = spectralNorm(seeded(3, 2), { name: 'bias' });
    expect(layer.bias!.norm().itemSync()).toBeCloseTo(1, 6);
    const error = refusal(() => spectralNorm(layer, { nPowerIterations: 0 }));
    expect(error.sentence).toBe('Expected n_power_iterations to be positive, but got n_power_iterations=0');
    expect(refusal(() => spectralNorm(layer, { dim: 5 })).sentence).toBe(
      'Dimension out of range (expected to be in range of [-2, 1] but got 5)',
    );
    expect(isParametrized(layer, 'weight')).toBe(false);
  });
});
