import { describe, expect, it } from 'vitest';
import * as init from '../index.js';
import { refusal } from '../initializer/test-refusal.js';
import * as torch from './index.js';

/** torch/nn/init.py: defaults. */
describe("PyTorch's initializers have its defaults, and its guess of the fans", () => {
  it.each([
    ['zeros', torch.zeros(), 'zeros()'],
    ['ones', torch.ones(), 'ones()'],
    ['constant', torch.constant({ value: 2 }), 'constant(value=2)'],
    ['uniform', torch.uniform(), 'uniform(low=0, high=1)'],
    ['normal', torch.normal(), 'normal(mean=0, std=1)'],
    ['truncNormal', torch.truncNormal(), 'truncNormal(mean=0, std=1, a=-2, b=2)'],
    ['xavierUniform', torch.xavierUniform(), 'xavierUniform(gain=1, fans=torch)'],
    ['xavierNormal', torch.xavierNormal({ gain: 2 }), 'xavierNormal(gain=2, fans=torch)'],
    ['kaimingUniform', torch.kaimingUniform(), 'kaimingUniform(a=0, mode=fan_in, fans=torch)'],
    [
      'kaimingNormal',
      torch.kaimingNormal({ nonlinearity: 'relu' }),
      'kaimingNormal(a=0, mode=fan_in, nonlinearity=relu, fans=torch)',
    ],
    ['eye', torch.eye(), 'identity(gain=1)'],
    ['dirac', torch.dirac(), 'dirac(groups=1)'],
    ['orthogonal', torch.orthogonal(), 'orthogonal(gain=1, rows=first)'],
    ['sparse', torch.sparse({ sparsity: 0.1 }), 'sparse(sparsity=0.1, std=0.01)'],
    ['layerDefault', torch.layerDefault(), 'torchDefault()'],
  ])('%s', (_, of, shown) => {
    expect(String(of)).toBe(shown);
    expect(of).toBeInstanceOf(init.Initializer);
  });

  it('and refuse what it does not have', () => {
    expect(refusal(() => torch.uniform({ low: 0 } as never))).toMatchObject({ code: 'OPTION' });
    expect(refusal(() => torch.kaimingNormal({ slope: 0 } as never))).toMatchObject({ code: 'OPTION' });
  });
});
