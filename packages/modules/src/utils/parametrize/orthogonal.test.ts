import { arange, eye, manualSeed, ones, type Tensor, tensor } from '@nn/tensor';
import { normal_, orthogonal_ } from '@nn/init';
import { describe, expect, it } from 'vitest';
import { Linear } from '../../layers/linear.js';
import { refusal, valuesOf } from '../../test-support.js';
import { matrixExp } from './matrix-exp.js';
import { orthogonal, type OrthogonalMap } from './orthogonal.js';

type Row = readonly [number, number, OrthogonalMap, boolean, readonly number[], readonly number[], readonly number[]];

/** PyTorch's weight, original and gradient for Linear(in, out) of seed 0, after the original was moved off its diagonal. */
const cases: readonly Row[] = [
  [
    3,
    3,
    'matrix_exp',
    true,
    [-0.477876, -0.0118748, -0.8783468, -0.7974652, 0.425158, 0.4281237, 0.3683524, 0.9050412, -0.2126425],
    [-1.0, 0.1, 0.2, 0.3, -1.0, 0.5, 0.6, 0.7, -1.0],
    [0.0, 0.0, 0.0, 4.2824965, 0.0, 0.0, 6.4295063, -13.1022129, 0.0],
  ],
  [
    3,
    3,
    'matrix_exp',
    false,
    [0.8432637, -0.2026809, -0.4978221, -0.3873889, 0.4128747, -0.8242965, 0.3726072, 0.8879502, 0.2696459],
    [-0.0043225, 0.4097158, -0.2751853, -0.1248946, -0.222369, 0.6548207, 0.5885609, 1.1577749, -0.0512364],
    [0.0, 0.0, 0.0, 3.4786074, 0.0, 0.0, -3.944437, -13.7514248, 0.0],
  ],
  [
    3,
    3,
    'cayley',
    true,
    [-0.4412849, 0.0214328, -0.8971109, -0.8232755, 0.388103, 0.4142381, 0.3570499, 0.9213668, -0.1536188],
    [-1.0, 0.1, 0.2, 0.3, -1.0, 0.5, 0.6, 0.7, -1.0],
    [0.0, 0.0, 0.0, 4.6297174, 0.0, 0.0, 6.5086918, -11.5601625, 0.0],
  ],
  [
    3,
    3,
    'cayley',
    false,
    [0.873036, -0.1513848, -0.4635631, -0.3266003, 0.5244, -0.7863439, 0.362133, 0.8379064, 0.4083778],
    [-0.0043225, 0.4097158, -0.2751853, -0.1248946, -0.222369, 0.6548207, 0.5885609, 1.1577749, -0.0512364],
    [0.0, 0.0, 0.0, 2.8228707, 0.0, 0.0, -1.8433959, -9.0814562, 0.0],
  ],
  [
    3,
    3,
    'householder',
    true,
    [-0.4595748, -0.2755075, -0.844326, -0.3961917, 0.9144326, -0.0827323, 0.7948729, 0.2964932, -0.529404],
    [-1.0, 0.1, 0.2, 0.3, -1.0, 0.5, 0.6, 0.7, -1.0],
    [0.0, 0.0, 0.0, 0.3634547, 0.0, 0.0, 4.3367062, -18.3437042, 0.0],
  ],
  [
    3,
    3,
    'householder',
    false,
    [0.3454531, 0.9348695, -0.0817377, -0.8440536, 0.2714597, -0.4624751, -0.4101654, 0.2287545, 0.8828566],
    [1.0, 0.3068082, 0.0514543, 1.2895236, 1.0, 0.1879721, 0.6266403, 0.1846216, -1.0],
    [0.0, 0.0, 0.0, 9.957058, 0.0, 0.0, -6.486804, 3.6847188, 0.0],
  ],
  [
    2,
    4,
    'matrix_exp',
    true,
    [0.3980267, 0.7705166, -0.4596975, 0.4246961, -0.7882304, 0.0852878, -0.0945826, 0.4676145],
    [-1.0, 0.1, 0.2, -1.0, 0.4, 0.5, 0.6, 0.7],
    [0.0, 0.0, 9.8493309, 0.0, -0.5132544, -6.283474, 2.7050357, -5.0053573],
  ],
  [
    2,
    4,
    'matrix_exp',
    false,
    [0.7946975, -0.0940599, -0.5699838, 0.109925, -0.0711744, 0.4700675, 0.1962363, 0.8706927],
    [-0.005294, 0.4793229, -0.3819808, -0.5203875, 0.1276548, 0.6896159, 0.58599, 1.2606575],
    [0.0, 0.0, 6.2770534, 0.0, 1.8018146, -1.7464254, 0.6797795, -6.0549607],
  ],
  [
    2,
    4,
    'cayley',
    true,
    [0.3841619, 0.7779223, -0.5159846, 0.3571697, -0.7624419, 0.1039325, -0.0697276, 0.5064236],
    [-1.0, 0.1, 0.2, -1.0, 0.4, 0.5, 0.6, 0.7],
    [0.0, 0.0, 9.4781103, 0.0, -0.5710955, -5.3543215, 2.4894922, -3.9563928],
  ],
  [
    2,
    4,
    'cayley',
    false,
    [0.8419567, -0.0190743, -0.4831218, 0.3240841, -0.049017, 0.4553372, 0.2351586, 0.8290197],
    [-0.005294, 0.4793229, -0.3819808, -0.5203875, 0.1276548, 0.6896159, 0.58599, 1.2606575],
    [0.0, 0.0, 4.5828295, 0.0, 2.251339, 0.022814, 1.8870909, -2.5277915],
  ],
  [
    2,
    4,
    'householder',
    true,
    [0.7765298, 0.2181136, -0.0424066, 0.9534711, -0.599793, 0.2062872, 0.1882852, -0.0276622],
    [-1.0, 0.1, 0.2, -1.0, 0.4, 0.5, 0.6, 0.7],
    [0.0, 0.0, 2.2331319, 0.0, 3.1944747, -8.6577816, 6.0925603, -6.8025894],
  ],
  [
    2,
    4,
    'householder',
    false,
    [0.3874536, 0.9179963, -0.6726308, 0.3442274, -0.5024549, 0.1592165, -0.380771, 0.1159332],
    [1.0, 0.4755119, 1.0980897, 1.0, 0.8202724, 0.356885, 0.6216198, 0.2732945],
    [0.0, 0.0, 3.6521332, 0.0, 4.7800446, -3.5227644, 4.8726387, -8.4718342],
  ],
  [
    4,
    2,
    'matrix_exp',
    true,
    [0.3058979, 0.3519365, -0.7517861, -0.4662457, 0.3034686, 0.066664, -0.384435, 0.8692944],
    [-1.0, 0.1, 0.2, 0.3, 0.4, -1.0, 0.6, 0.7],
    [0.0, 7.2946863, 0.1511538, 3.8983493, 0.0, 0.0, -7.5213308, 4.699296],
  ],
  [
    4,
    2,
    'matrix_exp',
    false,
    [0.9187105, 0.3565433, -0.0937093, 0.1416572, -0.1844304, 0.27071, 0.4651008, 0.8224254],
    [-0.0037434, 0.3682218, -0.2115226, -0.0679695, 0.2074228, 0.1340787, 0.5900934, 1.0964447],
    [0.0, -1.8555012, -0.0942655, -1.2596939, 0.0, 0.0, 1.7896214, -1.9214044],
  ],
  [
    4,
    2,
    'cayley',
    true,
    [0.2833396, 0.3661278, -0.7521931, -0.4689082, 0.2528, 0.1074203, -0.3981082, 0.8752503],
    [-1.0, 0.1, 0.2, 0.3, 0.4, -1.0, 0.6, 0.7],
    [0.0, 6.9720416, -0.0232083, 3.5183604, 0.0, 0.0, -6.9931459, 4.6378489],
  ],
  [
    4,
    2,
    'cayley',
    false,
    [0.9324065, 0.3257999, -0.1082476, 0.1129384, -0.1869949, 0.4098103, 0.4357367, 0.7792444],
    [-0.0037434, 0.3682218, -0.2115226, -0.0679695, 0.2074228, 0.1340787, 0.5900934, 1.0964447],
    [0.0, -1.7431674, 0.3424745, -0.6635849, 0.0, 0.0, 2.3274059, -0.5971811],
  ],
  [
    4,
    2,
    'householder',
    true,
    [0.4281937, 0.3707674, -0.8207504, -0.0745022, 0.5657172, -0.4150715, 0.0430759, 0.7112133],
    [-1.0, 0.1, 0.2, 0.3, 0.4, -1.0, 0.6, 0.7],
    [0.0, 2.6186368, 6.4303961, 6.8616762, 0.0, 0.0, -11.7695169, 3.6681786],
  ],
  [
    4,
    2,
    'householder',
    false,
    [0.2495614, 0.2509169, -0.6501969, -0.6723123, -0.8970322, -0.1193658, -0.4242755, 0.0327929],
    [1.0, -0.3343603, 0.8664226, 0.8958925, 0.2287312, -1.0, 0.6077701, 1.4403893],
    [0.0, -6.6561985, -0.1858702, -7.2907543, 0.0, 0.0, -2.8247151, -3.4979315],
  ],
];

function near(actual: Tensor | null, expected: readonly number[], scale = 1): void {
  const values = valuesOf(actual!);
  expect(values).toHaveLength(expected.length);
  values.forEach((value, i) =>
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(scale * (1e-5 + 1e-5 * Math.abs(expected[i]!))),
  );
}

describe('orthogonal', () => {
  it.each(cases)(
    'equals PyTorch: %i to %i by %s, trivialized %s',
    (inFeatures, outFeatures, orthogonalMap, useTrivialization, w, o, g) => {
      manualSeed(0);
      const layer = orthogonal(new Linear(inFeatures, outFeatures), { orthogonalMap, useTrivialization });
      const { original } = layer.parametrizations['weight']!;
      const shape = [outFeatures, inFeatures];
      const off = ones(shape).sub(eye(outFeatures, inFeatures));
      original.data.add_(
        arange(0, inFeatures * outFeatures)
          .reshape(shape)
          .to('float32')
          .mul(0.1)
          .mul(off),
      );
      const { weight } = layer;
      weight
        .mul(
          arange(1, inFeatures * outFeatures + 1)
            .reshape(shape)
            .to('float32'),
        )
        .sum()
        .backward();
      near(weight, w);
      near(original, o);
      near(original.grad, g, 10);
      const keys = [
        'bias',
        'parametrizations.weight.original',
        ...(useTrivialization ? ['parametrizations.weight.0.base'] : []),
      ];
      expect([...layer.stateDict().keys()]).toEqual(keys);
    },
  );

  it('keeps an orthogonal initialization, and makes any other orthogonal', () => {
    manualSeed(0);
    const layer = orthogonal(new Linear(3, 3));
    const wanted = orthogonal_(ones([3, 3]));
    Object.assign(layer, { weight: wanted });
    near(layer.weight, valuesOf(wanted));
    normal_(layer.weight);
    near(layer.weight.mm(layer.weight.T), valuesOf(eye(3)));
  });

  it('refuses what PyTorch refuses', () => {
    const layer = new Linear(2, 2);
    expect(refusal(() => orthogonal(layer, { name: 'bias' })).sentence).toBe(
      'Expected a matrix or batch of matrices. Got a tensor of 1 dimensions.',
    );
    expect(refusal(() => orthogonal(layer, { name: 'nope' })).code).toBe('OPTION');
    expect(refusal(() => orthogonal(layer, { orthogonalMap: 'x' as OrthogonalMap })).sentence).toContain(
      'orthogonal_map has to be one of',
    );
    const held = orthogonal(layer, { orthogonalMap: 'cayley', useTrivialization: false });
    const before = valuesOf(held.weight);
    expect(refusal(() => normal_(held.weight)).code).toBe('OPTION');
    expect(valuesOf(held.weight)).toEqual(before);
  });
});

describe('matrixExp', () => {
  it('turns by an angle, also by many turns', () => {
    for (const angle of [0, 0.01, 1, 30]) {
      const turn = matrixExp(
        tensor([
          [0, -angle],
          [angle, 0],
        ]).to('float64'),
      );
      near(turn, [Math.cos(angle), -Math.sin(angle), Math.sin(angle), Math.cos(angle)], 1e-4);
    }
  });
});
