import { init } from '@nn/nn';
import { describe, expect, it } from 'vitest';
import {
  always,
  checkLaws,
  cut,
  errorOfProducts,
  type ExpectedLaws,
  normal,
  orthogonal,
  stdOfCut,
  valuesAt,
} from './test-laws.js';
import { lstmParts, Zoo } from './test-zoo.js';

/** LeCun's normal of JAX for a kernel of Flax: the last axis but one is in, all before it the field; std 1/√(field · in) after the cut. */
function lecun(...kernel: readonly number[]): init.Law {
  const fanIn = kernel.slice(0, -1).reduce((product, size) => product * size, 1);
  return cut(1 / Math.sqrt(fanIn) / stdOfCut);
}

const zeros = always(0);

const expected: ExpectedLaws = {
  'linear.weight': lecun(64, 48),
  'linear.bias': zeros,
  'conv.weight': lecun(3, 3, 16, 32),
  'conv.bias': zeros,
  // Conv(64, (3, 3), feature_group_count=4) on 16 channels has the kernel [3, 3, 16 / 4, 64].
  'grouped.weight': lecun(3, 3, 4, 64),
  'grouped.bias': zeros,
  'depthwise.weight': lecun(3, 3, 1, 128),
  // ConvTranspose(12, (4, 4)) on 16 channels has [4, 4, 16, 12]: in and out are not swapped.
  'up.weight': lecun(4, 4, 16, 12),
  'up.bias': zeros,
  'upGrouped.weight': lecun(3, 32 / 2, 48 / 2),
  'upGrouped.bias': zeros,
  'table.weight': normal(1 / Math.sqrt(32)),
  // A Dense for each gate.
  ...Object.fromEntries(
    lstmParts.flatMap(([suffix, inputs]) => [
      [`lstm.weight_ih_${suffix}`, lecun(inputs, 16)],
      [`lstm.weight_hh_${suffix}`, orthogonal(16)],
      [`lstm.bias_ih_${suffix}`, zeros],
      [`lstm.bias_hh_${suffix}`, zeros],
    ]),
  ),
  'gru.weight_ih_l0': lecun(32, 24),
  'gru.weight_hh_l0': orthogonal(24),
  'gru.bias_ih_l0': zeros,
  'gru.bias_hh_l0': zeros,
  'cell.weight_ih': lecun(40, 36),
  'cell.weight_hh': orthogonal(36),
  'attention.in_proj_weight': lecun(32, 32),
  'attention.in_proj_bias': zeros,
  'attention.out_proj.weight': lecun(32, 32),
  'attention.out_proj.bias': zeros,
  'cross.q_proj_weight': lecun(40, 40),
  'cross.k_proj_weight': lecun(28, 40),
  'cross.v_proj_weight': lecun(36, 40),
  'cross.in_proj_bias': zeros,
  'cross.bias_k': zeros,
  'cross.bias_v': zeros,
  'cross.out_proj.weight': lecun(40, 40),
  'cross.out_proj.bias': zeros,
  ...Object.fromEntries(
    ['norms', 'groups', 'batch', 'rms'].flatMap((name) => [
      [`${name}.weight`, always(1)],
      ...(name === 'rms' ? [] : [[`${name}.bias`, zeros] as const]),
    ]),
  ),
  'slope.weight': always(0.01),
};

describe('flaxPolicy', () => {
  it('draws what the layers of Flax draw', () => {
    const net = new Zoo();
    checkLaws(net, init.flaxPolicy(), expected);
    expect(errorOfProducts(valuesAt(net, 'lstm.weight_hh_l1_reverse'), 16, 16)).toBeLessThan(1e-6);
    expect(errorOfProducts(valuesAt(net, 'gru.weight_hh_l0'), 24, 24)).toBeLessThan(1e-6);
    expect(errorOfProducts(valuesAt(net, 'cell.weight_hh'), 36, 36)).toBeLessThan(1e-6);
  });
});
