import { defaultGenerator } from '@nn/random';
import { describe, expect, it } from 'vitest';
import { ones, zeros } from '../create/full.js';
import { tensor } from '../create/tensor-of.js';
import { refusal } from '../test-support.js';
import { bernoulli } from './bernoulli-of.js';
import { multinomial } from './multinomial.js';
import { normal } from './normal-of.js';
import { rand, randint, randn, randnLike, randperm } from './rand.js';

describe('refused draws', () => {
  const leaf = ones([2], { requiresGrad: true });
  it.each([
    [
      'more draws than places',
      () => multinomial(ones([2]), 3),
      'OPTION',
      'cannot sample n_sample > prob_dist.size(-1) samples without replacement',
    ],
    ['no draws', () => multinomial(ones([2]), 0), 'OPTION', 'cannot sample n_sample <= 0 samples'],
    ['weights of three axes', () => multinomial(ones([2, 2, 2]), 1), 'SHAPE', 'prob_dist must be 1 or 2 dim'],
    [
      'whole weights',
      () => multinomial(tensor([1n, 1n]), 1),
      'DTYPE',
      'multinomial only supports floating-point dtypes for input, got: Long',
    ],
    [
      'weights of zero',
      () => multinomial(zeros([2]), 1),
      'VALUE',
      'invalid multinomial distribution (sum of probabilities <= 0)',
    ],
    [
      'a row of zeros',
      () =>
        multinomial(
          tensor([
            [1, 1],
            [0, 0],
          ]),
          1,
          { replacement: true },
        ),
      'VALUE',
      'invalid multinomial distribution (sum of probabilities <= 0)',
    ],
    [
      'negative weights',
      () => multinomial(tensor([1, -1]), 1),
      'VALUE',
      'probability tensor contains either `inf`, `nan` or element < 0',
    ],
    [
      'weights of NaN',
      () => multinomial(tensor([1, Number.NaN]), 1),
      'VALUE',
      'probability tensor contains either `inf`, `nan` or element < 0',
    ],
    [
      'infinite weights',
      () => multinomial(tensor([1, Number.POSITIVE_INFINITY]), 2, { replacement: true }),
      'VALUE',
      'invalid multinomial distribution (encountering probability entry = infinity or NaN)',
    ],
    [
      'a probability of 2',
      () => bernoulli(tensor([0.5, 2])),
      'OPTION',
      'Expected p_in >= 0 && p_in <= 1 to be true, but got false',
    ],
    [
      'a probability of 1.5',
      () => zeros([2]).bernoulli_(1.5),
      'OPTION',
      'bernoulli_ expects p to be in [0, 1], but got p=1.5',
    ],
    [
      'whole probabilities',
      () => bernoulli(tensor([1n])),
      'DTYPE',
      '"bernoulli_tensor_cpu_p_" not implemented for \'Long\'',
    ],
    ['a negative spread', () => normal(tensor([0, 0]), -1), 'OPTION', 'normal expects std >= 0.0, but found std -1'],
    [
      'negative spreads',
      () => normal(tensor([0, 0]), tensor([-1, 1])),
      'OPTION',
      'normal expects all elements of std >= 0.0',
    ],
    [
      'spreads that do not fit',
      () => normal(zeros([2]), ones([3])),
      'SHAPE',
      'The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0',
    ],
    ['normals without a shape', () => normal(0, 1), 'OPTION', 'normal: two numbers do not say how many to draw'],
    [
      'bounds the wrong way round',
      () => zeros([2]).uniform_(1, 0),
      'OPTION',
      'uniform_ expects to return a [from, to) range, but found from=1 > to=0',
    ],
    [
      'whole uniforms',
      () => zeros([2], { dtype: 'int64' }).uniform_(),
      'DTYPE',
      '"check_uniform_bounds" not implemented for \'Long\'',
    ],
    [
      'whole normals',
      () => randn([2], { dtype: 'int64' }),
      'DTYPE',
      '"normal_kernel_cpu" not implemented for \'Long\'',
    ],
    [
      'whole normals like another',
      () => randnLike(zeros([2], { dtype: 'int64' })),
      'DTYPE',
      '"normal_kernel_cpu" not implemented for \'Long\'',
    ],
    [
      'whole exponentials',
      () => zeros([2], { dtype: 'int64' }).exponential_(),
      'DTYPE',
      '"exponential_cpu" not implemented for \'Long\'',
    ],
    [
      'an empty range',
      () => randint(5, 3, [2]),
      'OPTION',
      "random_ expects 'from' to be less than 'to', but got from=5 >= to=3",
    ],
    [
      'an empty range in place',
      () => zeros([2]).random_(5, 3),
      'OPTION',
      "random_ expects 'from' to be less than 'to', but got from=5 >= to=3",
    ],
    [
      'a negative permutation',
      () => randperm(-1),
      'OPTION',
      'Trying to create tensor with negative dimension -1: [-1]',
    ],
    [
      'a permutation of booleans',
      () => randperm(3, { dtype: 'bool' }),
      'DTYPE',
      '"randperm" not implemented for \'Bool\'',
    ],
    ['negative sizes', () => rand([-1]), 'SHAPE', 'Trying to create tensor with negative dimension -1: [-1]'],
    [
      'an expanded view',
      () => zeros([2, 1]).expand([2, 3]).uniform_(),
      'IN_PLACE',
      'unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.',
    ],
    [
      'a leaf',
      () => leaf.normal_(),
      'IN_PLACE',
      'a leaf Variable that requires grad is being used in an in-place operation.',
    ],
    [
      'probabilities that do not fit',
      () => zeros([2]).bernoulli_(ones([3])),
      'SHAPE',
      'The expanded size of the tensor (2) must match the existing size (3) at non-singleton dimension 0.  Target sizes: [2].  Tensor sizes: [3]',
    ],
  ] as const)('of %s change nothing', (_, draw, code, sentence) => {
    const state = defaultGenerator.getState();
    const error = refusal(draw);
    expect([error.code, error.sentence]).toEqual([code, sentence]);
    expect(defaultGenerator.getState()).toEqual(state);
    expect(leaf.version).toBe(0);
  });
});
