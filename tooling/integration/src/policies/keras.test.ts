import { init } from '@nn/nn';
import { describe, expect, it } from 'vitest';
import { always, checkLaws, errorOfProducts, type ExpectedLaws, orthogonal, uniform, valuesAt } from './test-laws.js';
import { lstmParts, Zoo } from './test-zoo.js';

/** Glorot's bound for a kernel of Keras: its last two axes are in and out, all before them the field, whatever the layer. */
function glorot(...kernel: readonly number[]): init.Law {
  const field = kernel.slice(0, -2).reduce((product, size) => product * size, 1);
  const [inputs, out] = kernel.slice(-2) as [number, number];
  return uniform(Math.sqrt(6 / (field * inputs + field * out)));
}

const zeros = always(0);
const gates = { i: zeros, f: always(1), g: zeros, o: zeros };
const noGates = { i: zeros, f: zeros, g: zeros, o: zeros };

const expected: ExpectedLaws = {
  'linear.weight': glorot(64, 48),
  'linear.bias': zeros,
  'conv.weight': glorot(3, 3, 16, 32),
  'conv.bias': zeros,
  // Conv2D(64, 3, groups=4) on 16 channels has the kernel [3, 3, 16 / 4, 64].
  'grouped.weight': glorot(3, 3, 4, 64),
  'grouped.bias': zeros,
  // DepthwiseConv2D has [3, 3, 128, 1], Conv2D(128, 3, groups=128) [3, 3, 1, 128]: the same sum.
  'depthwise.weight': glorot(3, 3, 128, 1),
  // Conv2DTranspose(12, 4) on 16 channels has [4, 4, 12, 16].
  'up.weight': glorot(4, 4, 12, 16),
  'up.bias': zeros,
  // Keras has no groups here: its shape of a transposed kernel, of one group.
  'upGrouped.weight': glorot(3, 24, 32),
  'upGrouped.bias': zeros,
  'table.weight': uniform(0.05),
  // The kernels of all gates stand side by side: [in, 4 · units] and [units, 4 · units], orthogonal along the longer side.
  ...Object.fromEntries(
    lstmParts.flatMap(([suffix, inputs]) => [
      [`lstm.weight_ih_${suffix}`, glorot(inputs, 4 * 16)],
      [`lstm.weight_hh_${suffix}`, orthogonal(4 * 16)],
      [`lstm.bias_ih_${suffix}`, gates],
      [`lstm.bias_hh_${suffix}`, noGates],
    ]),
  ),
  'gru.weight_ih_l0': glorot(32, 3 * 24),
  'gru.weight_hh_l0': orthogonal(3 * 24),
  'gru.bias_ih_l0': zeros,
  'gru.bias_hh_l0': zeros,
  'cell.weight_ih': glorot(40, 36),
  'cell.weight_hh': orthogonal(36),
  'attention.in_proj_weight': glorot(32, 32),
  'attention.in_proj_bias': zeros,
  'attention.out_proj.weight': glorot(32, 32),
  'attention.out_proj.bias': zeros,
  'cross.q_proj_weight': glorot(40, 40),
  'cross.k_proj_weight': glorot(28, 40),
  'cross.v_proj_weight': glorot(36, 40),
  'cross.in_proj_bias': zeros,
  'cross.bias_k': zeros,
  'cross.bias_v': zeros,
  'cross.out_proj.weight': glorot(40, 40),
  'cross.out_proj.bias': zeros,
  ...Object.fromEntries(
    ['norms', 'groups', 'batch', 'rms'].flatMap((name) => [
      [`${name}.weight`, always(1)],
      ...(name === 'rms' ? [] : [[`${name}.bias`, zeros] as const]),
    ]),
  ),
  'slope.weight': zeros,
};

describe('kerasPolicy', () => {
  it('draws what the layers of Keras draw', () => {
    const net = new Zoo();
    checkLaws(net, init.kerasPolicy(), expected);
    expect(errorOfProducts(valuesAt(net, 'lstm.weight_hh_l1_reverse'), 64, 16)).toBeLessThan(1e-6);
    expect(errorOfProducts(valuesAt(net, 'gru.weight_hh_l0'), 72, 24)).toBeLessThan(1e-6);
    expect(errorOfProducts(valuesAt(net, 'cell.weight_hh'), 36, 36)).toBeLessThan(1e-6);
  });

  it('leaves forget gates alone, where told', () => {
    const biases = lstmParts.map(([suffix]) => [`lstm.bias_ih_${suffix}`, zeros] as const);
    checkLaws(new Zoo(), init.kerasPolicy({ unitForgetBias: false }), {
      ...expected,
      ...Object.fromEntries(
        biases.flatMap(([path, law]) => [
          [path, law],
          [path.replace('_ih_', '_hh_'), law],
        ]),
      ),
    });
  });
});
