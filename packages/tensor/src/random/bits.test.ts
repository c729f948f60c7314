import type { Shape } from '@nn/core';
import { defaultGenerator, manualSeed } from '@nn/random';
import { describe, expect, it } from 'vitest';
import { zeros } from '../create/full.js';
import { tensor } from '../create/tensor-of.js';
import type { Tensor } from '../tensor.js';
import { valuesOf } from '../test-support.js';
import { bernoulli } from './bernoulli-of.js';
import { multinomial } from './multinomial.js';
import { normal } from './normal-of.js';
import { rand, randint, randintLike, randLike, randn, randnLike, randperm } from './rand.js';

const weights = (values: number[] | number[][]): Tensor => tensor(values);

/** What PyTorch gives after manual_seed(0), and the low 24 bits of its next word. */
const drawn: readonly (readonly [
  name: string,
  draw: () => Tensor,
  dtype: string,
  shape: Shape,
  values: readonly (number | boolean)[],
  next: number,
])[] = [
  [
    `multinomial(weights([1, 2, 3, 4]), 3)`,
    () => multinomial(weights([1, 2, 3, 4]), 3),
    'int64',
    [3],
    [2, 1, 3],
    7644169,
  ],
  [`multinomial(weights([1, 2, 3, 4]), 1)`, () => multinomial(weights([1, 2, 3, 4]), 1), 'int64', [1], [2], 7644169],
  [
    `multinomial(weights([1, 2, 3, 4]), 6, { replacement: true })`,
    () => multinomial(weights([1, 2, 3, 4]), 6, { replacement: true }),
    'int64',
    [6],
    [3, 3, 2, 3, 3, 3],
    374564,
  ],
  [
    `multinomial(weights([[1, 2, 3], [3, 0, 1]]), 2)`,
    () =>
      multinomial(
        weights([
          [1, 2, 3],
          [3, 0, 1],
        ]),
        2,
      ),
    'int64',
    [2, 2],
    [2, 1, 0, 2],
    374564,
  ],
  [
    `multinomial(weights([[1, 2, 3], [3, 0, 1]]), 4, { replacement: true })`,
    () =>
      multinomial(
        weights([
          [1, 2, 3],
          [3, 0, 1],
        ]),
        4,
        { replacement: true },
      ),
    'int64',
    [2, 4],
    [2, 2, 1, 2, 0, 2, 0, 0],
    11704920,
  ],
  [
    `multinomial(weights([1, 2, 3, 4]).to('float64'), 4)`,
    () => multinomial(weights([1, 2, 3, 4]).to('float64'), 4),
    'int64',
    [4],
    [2, 1, 3, 0],
    7644169,
  ],
  [
    `multinomial(weights([[1, 2], [3, 4]]).t(), 2)`,
    () =>
      multinomial(
        weights([
          [1, 2],
          [3, 4],
        ]).t(),
        2,
      ),
    'int64',
    [2, 2],
    [1, 0, 0, 1],
    7644169,
  ],
  [
    `normal(weights([0, 10, 100]), weights([1, 2, 0]))`,
    () => normal(weights([0, 10, 100]), weights([1, 2, 0])),
    'float32',
    [3],
    [1.5409960746765137, 9.413142204284668, 100.0],
    7644169,
  ],
  [
    `normal(weights([0, 10]), 2)`,
    () => normal(weights([0, 10]), 2),
    'float32',
    [2],
    [3.0819921493530273, 9.413142204284668],
    5157699,
  ],
  [
    `normal(5, weights([[1], [2]]))`,
    () => normal(5, weights([[1], [2]])),
    'float32',
    [2, 1],
    [6.540996074676514, 4.413142204284668],
    5157699,
  ],
  [
    `normal(2, 3, { shape: [3] })`,
    () => normal(2, 3, { shape: [3] }),
    'float32',
    [3],
    [6.622988224029541, 1.119713306427002, -4.536368370056152],
    7644169,
  ],
  [
    `bernoulli(weights([[0.2, 0.5, 0.7], [0.9, 0.1, 0.5]]))`,
    () =>
      bernoulli(
        weights([
          [0.2, 0.5, 0.7],
          [0.9, 0.1, 0.5],
        ]),
      ),
    'float32',
    [2, 3],
    [0.0, 0.0, 1.0, 1.0, 0.0, 0.0],
    8222403,
  ],
  [
    `bernoulli(weights([[0.2, 0.5, 0.7], [0.9, 0.1, 0.5]]).t())`,
    () =>
      bernoulli(
        weights([
          [0.2, 0.5, 0.7],
          [0.9, 0.1, 0.5],
        ]).t(),
      ),
    'float32',
    [3, 2],
    [0.0, 1.0, 1.0, 0.0, 1.0, 0.0],
    8222403,
  ],
  [
    `bernoulli(weights([0.2, 0.5, 0.7]).to('float64'))`,
    () => bernoulli(weights([0.2, 0.5, 0.7]).to('float64')),
    'float64',
    [3],
    [0.0, 0.0, 1.0],
    8222403,
  ],
  [
    `zeros([2, 3]).bernoulli_(weights([0.5, 0.5, 0.5]))`,
    () => zeros([2, 3]).bernoulli_(weights([0.5, 0.5, 0.5])),
    'float32',
    [2, 3],
    [1.0, 0.0, 1.0, 1.0, 1.0, 0.0],
    8222403,
  ],
  [
    `zeros([3, 2]).t().bernoulli_(weights([0.2, 0.5, 0.9]))`,
    () =>
      zeros([3, 2])
        .t()
        .bernoulli_(weights([0.2, 0.5, 0.9])),
    'float32',
    [2, 3],
    [0.0, 1.0, 1.0, 0.0, 1.0, 1.0],
    8222403,
  ],
  [
    `zeros([4], { dtype: 'int64' }).bernoulli_(0.5)`,
    () => zeros([4], { dtype: 'int64' }).bernoulli_(0.5),
    'int64',
    [4],
    [0, 0, 1, 0],
    7644169,
  ],
  [
    `zeros([4], { dtype: 'bool' }).bernoulli_(0.5)`,
    () => zeros([4], { dtype: 'bool' }).bernoulli_(0.5),
    'bool',
    [4],
    [false, false, true, false],
    7644169,
  ],
  [
    `randLike(zeros([2, 3]).t())`,
    () => randLike(zeros([2, 3]).t()),
    'float32',
    [3, 2],
    [
      0.49625658988952637, 0.13203048706054688, 0.7682217955589294, 0.30742281675338745, 0.08847743272781372,
      0.6340786814689636,
    ],
    8222403,
  ],
  [
    `randLike(zeros([2, 1]).expand([2, 3]))`,
    () => randLike(zeros([2, 1]).expand([2, 3])),
    'float32',
    [2, 3],
    [
      0.49625658988952637, 0.7682217955589294, 0.08847743272781372, 0.13203048706054688, 0.30742281675338745,
      0.6340786814689636,
    ],
    8222403,
  ],
  [
    `randLike(zeros([4, 6]).at('::2', '::3'))`,
    () => randLike(zeros([4, 6]).at('::2', '::3')),
    'float32',
    [2, 2],
    [0.49625658988952637, 0.7682217955589294, 0.08847743272781372, 0.13203048706054688],
    5157699,
  ],
  [
    `randnLike(zeros([4, 5]).t())`,
    () => randnLike(zeros([4, 5]).t()),
    'float32',
    [5, 4],
    [
      1.5409960746765137, -1.3985954523086548, -0.5966353416442871, 0.1227012425661087, -0.293428897857666,
      0.40334683656692505, 0.18203648924827576, -0.5663174986839294, -2.1787893772125244, 0.8380263447761536,
      -0.8566746115684509, 0.3731146454811096, 0.5684312582015991, -0.7192575931549072, 1.1006041765213013,
      -0.8919953107833862, -1.0845223665237427, -0.40334352850914, -1.0711873769760132, -1.5091077089309692,
    ],
    8829778,
  ],
  [
    `randnLike(zeros([2, 3, 4]).permute([2, 0, 1]))`,
    () => randnLike(zeros([2, 3, 4]).permute([2, 0, 1])),
    'float32',
    [4, 2, 3],
    [
      1.5409960746765137, -1.0845223665237427, -0.7192575931549072, -0.8566746115684509, -0.5663174986839294,
      0.3703935444355011, -0.293428897857666, -1.3985954523086548, -0.40334352850914, 1.1006041765213013,
      0.3731146454811096, 1.4565025568008423, -2.1787893772125244, 0.40334683656692505, -0.5966353416442871,
      -1.0711873769760132, -0.8919953107833862, 0.9398099184036255, 0.5684312582015991, 0.8380263447761536,
      0.18203648924827576, 0.1227012425661087, -1.5091077089309692, 0.7748488187789917,
    ],
    4668302,
  ],
  [
    `randintLike(zeros([2, 3]).t(), 100)`,
    () => randintLike(zeros([2, 3]).t(), 100),
    'float32',
    [3, 2],
    [44.0, 60.0, 39.0, 63.0, 33.0, 79.0],
    8222403,
  ],
  [
    `rand([3], { dtype: 'float64' })`,
    () => rand([3], { dtype: 'float64' }),
    'float64',
    [3],
    [0.9700530018065531, 0.707819864399788, 0.45938294312745087],
    8222403,
  ],
  [
    `rand([3], { dtype: 'float16' })`,
    () => rand([3], { dtype: 'float16' }),
    'float16',
    [3],
    [0.333984375, 0.27294921875, 0.80712890625],
    2215104,
  ],
  [
    `rand([3], { dtype: 'bfloat16' })`,
    () => rand([3], { dtype: 'bfloat16' }),
    'bfloat16',
    [3],
    [0.671875, 0.18359375, 0.45703125],
    2215104,
  ],
  [
    `zeros([3], { dtype: 'float16' }).uniform_(-2, 3)`,
    () => zeros([3], { dtype: 'float16' }).uniform_(-2, 3),
    'float16',
    [3],
    [-0.330078125, -0.63525390625, 2.03515625],
    2215104,
  ],
  [
    `randn([3], { dtype: 'float16' })`,
    () => randn([3], { dtype: 'float16' }),
    'float16',
    [3],
    [1.541015625, -0.29345703125, -2.1796875],
    7644169,
  ],
  [
    `randint(-5, 5, [4], { dtype: 'int32' })`,
    () => randint(-5, 5, [4], { dtype: 'int32' }),
    'int32',
    [4],
    [-1, 4, -2, -5],
    5157699,
  ],
  [`randint(100, [4])`, () => randint(100, [4]), 'int64', [4], [44, 39, 33, 60], 5157699],
  [
    `randint(0, 2, [4], { dtype: 'bool' })`,
    () => randint(0, 2, [4], { dtype: 'bool' }),
    'bool',
    [4],
    [false, true, true, false],
    5157699,
  ],
  [
    `randint(200, [4], { dtype: 'uint8' })`,
    () => randint(200, [4], { dtype: 'uint8' }),
    'uint8',
    [4],
    [44, 39, 133, 160],
    5157699,
  ],
  [
    `randint(50, [3], { dtype: 'float16' })`,
    () => randint(50, [3], { dtype: 'float16' }),
    'float16',
    [3],
    [44.0, 39.0, 33.0],
    2215104,
  ],
  [`randperm(6)`, () => randperm(6), 'int64', [6], [2, 5, 3, 0, 1, 4], 10638075],
  [
    `randperm(4, { dtype: 'float32' })`,
    () => randperm(4, { dtype: 'float32' }),
    'float32',
    [4],
    [0.0, 1.0, 3.0, 2.0],
    2215104,
  ],
  [
    `zeros([3], { dtype: 'uint8' }).random_()`,
    () => zeros([3], { dtype: 'uint8' }).random_(),
    'uint8',
    [3],
    [172, 47, 117],
    2215104,
  ],
  [
    `zeros([3], { dtype: 'int64' }).random_(-10, 10)`,
    () => zeros([3], { dtype: 'int64' }).random_(-10, 10),
    'int64',
    [3],
    [-6, 9, 3],
    2215104,
  ],
  [
    `zeros([3], { dtype: 'float16' }).random_()`,
    () => zeros([3], { dtype: 'float16' }).random_(),
    'float16',
    [3],
    [1277.0, 1017.0, 1661.0],
    2215104,
  ],
  [`zeros([3]).random_(7)`, () => zeros([3]).random_(7), 'float32', [3], [4.0, 3.0, 0.0], 2215104],
  [
    `zeros([2, 3]).t().normal_()`,
    () => zeros([2, 3]).t().normal_(),
    'float32',
    [3, 2],
    [
      1.5409960746765137, 0.5684312582015991, -0.293428897857666, -1.0845223665237427, -2.1787893772125244,
      -1.3985954523086548,
    ],
    374564,
  ],
  [
    `zeros([20]).at('::2').normal_(1, 2)`,
    () => zeros([20]).at('::2').normal_(1, 2),
    'float32',
    [10],
    [
      4.081992149353027, 0.4131421744823456, -3.357578754425049, 2.1368625164031982, -1.1690447330474854,
      -1.79719078540802, 1.80669367313385, 2.6760525703430176, -0.43851515650749207, 0.19331294298171997,
    ],
    11435494,
  ],
  [
    `zeros([4, 4]).at(':', '1:3').uniform_()`,
    () => zeros([4, 4]).at(':', '1:3').uniform_(),
    'float32',
    [4, 2],
    [
      0.49625658988952637, 0.7682217955589294, 0.08847743272781372, 0.13203048706054688, 0.30742281675338745,
      0.6340786814689636, 0.4900934100151062, 0.8964447379112244,
    ],
    7644169,
  ],
  [
    `zeros([2, 3, 2]).transpose(0, 2).uniform_(-1, 1)`,
    () => zeros([2, 3, 2]).transpose(0, 2).uniform_(-1, 1),
    'float32',
    [2, 3, 2],
    [
      -0.007486820220947266, -0.019813179969787598, -0.8230451345443726, -0.08874404430389404, -0.3851543664932251,
      -0.30221307277679443, 0.5364435911178589, 0.7928894758224487, -0.7359390258789062, 0.2646125555038452,
      0.26815736293792725, -0.1965653896331787,
    ],
    374564,
  ],
  [
    `zeros([2, 3]).t().random_(0, 1000)`,
    () => zeros([2, 3]).t().random_(0, 1000),
    'float32',
    [3, 2],
    [44.0, 760.0, 239.0, 963.0, 933.0, 379.0],
    8222403,
  ],
  [
    `zeros([3]).exponential_()`,
    () => zeros([3]).exponential_(),
    'float32',
    [3],
    [3.508326292037964, 1.2303847074508667, 0.615044116973877],
    8222403,
  ],
];

describe('draws', () => {
  it.each(drawn)("have PyTorch's bits: %s", (_, draw, dtype, shape, values, next) => {
    manualSeed(0);
    const x = draw();
    expect([x.dtype, x.shape]).toEqual([dtype, shape]);
    expect(valuesOf(x).map((value) => (typeof value === 'bigint' ? Number(value) : value))).toEqual(values);
    expect(defaultGenerator.nextUint32() & 0xffffff).toBe(next);
  });
});
