import { init } from '@nn/nn';
import { describe, it } from 'vitest';
import { always, checkLaws, type ExpectedLaws, normal, uniform } from './test-laws.js';
import { lstmParts, Zoo } from './test-zoo.js';

// What reset_parameters of PyTorch's layers says. Fans are PyTorch's guess, shape[1] · field: of a transposed kernel [in, out / groups, …field] those
// of its outputs.
const linear = (fan: number): init.Law => uniform(1 / Math.sqrt(fan));
const xavier = (fanIn: number, fanOut: number): init.Law => uniform(Math.sqrt(6 / (fanIn + fanOut)));

const expected: ExpectedLaws = {
  'linear.weight': linear(64),
  'linear.bias': linear(64),
  'conv.weight': linear(16 * 9),
  'conv.bias': linear(16 * 9),
  'grouped.weight': linear(4 * 9),
  'grouped.bias': linear(4 * 9),
  'depthwise.weight': linear(9),
  'up.weight': linear(12 * 16),
  'up.bias': linear(12 * 16),
  'upGrouped.weight': linear(24 * 3),
  'upGrouped.bias': linear(24 * 3),
  'table.weight': normal(1),
  ...Object.fromEntries(
    lstmParts.flatMap(([suffix]) =>
      ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map((name) => [`lstm.${name}_${suffix}`, linear(16)] as const),
    ),
  ),
  ...Object.fromEntries(['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map((name) => [`gru.${name}_l0`, linear(24)])),
  'cell.weight_ih': linear(36),
  'cell.weight_hh': linear(36),
  // Xavier over all three, which are one matrix to PyTorch.
  'attention.in_proj_weight': xavier(32, 96),
  'attention.in_proj_bias': always(0),
  'attention.out_proj.weight': linear(32),
  'attention.out_proj.bias': always(0),
  'cross.q_proj_weight': xavier(40, 40),
  'cross.k_proj_weight': xavier(28, 40),
  'cross.v_proj_weight': xavier(36, 40),
  'cross.in_proj_bias': always(0),
  'cross.bias_k': normal(Math.sqrt(2 / (40 + 40))),
  'cross.bias_v': normal(Math.sqrt(2 / (40 + 40))),
  'cross.out_proj.weight': linear(40),
  'cross.out_proj.bias': always(0),
  ...Object.fromEntries(
    ['norms', 'groups', 'batch', 'rms'].flatMap((name) => [
      [`${name}.weight`, always(1)],
      ...(name === 'rms' ? [] : [[`${name}.bias`, always(0)] as const]),
    ]),
  ),
  'slope.weight': always(0.25),
};

describe('torchPolicy', () => {
  it('draws what the layers of PyTorch draw', () => {
    checkLaws(new Zoo(), init.torchPolicy(), expected);
  });
});
