import { cpu } from '@nn/backend-cpu';
import {
  Conv2d,
  getBackend,
  init,
  LazyLinear,
  Linear,
  manualSeed,
  Module,
  type Parameter,
  rand,
  registerBackend,
  ReLU,
  Sequential,
  type Tensor,
  TransformerEncoder,
  TransformerEncoderLayer,
} from '@nn/nn';
import { mockBackend } from '@nn/testing';
import { describe, expect, it } from 'vitest';
import { valuesOf } from './test-values.js';

/** Values that were the same where they should differ, or differed where they should be the same. */

const planOf = (net: Module, use: init.Initializer, seed = 1): init.Plan =>
  init.plan(net, { name: 'test', rules: [{ match: '**', use }] }, { seed });

/** How many of these are alike. */
const alike = (all: readonly (readonly number[])[]): number =>
  all.length - new Set(all.map((values) => values.join())).size;

describe('layers that look the same', () => {
  // An instance with a seed, or even without one, gave every layer the same matrix.
  it('differ, also where they share one initializer (keras-team/keras-hub#352, keras-team/keras#15586)', () => {
    const shared = init.normal({ std: 0.02 });
    const net = new Sequential(new Linear(8, 8), new Linear(8, 8), new Linear(8, 8));
    const plan = planOf(net, shared);
    plan.apply();
    const first = valuesOf(net);
    expect(alike(Object.values(first))).toBe(0);
    plan.apply();
    expect(valuesOf(net)).toEqual(first);
  });

  it('differ, also where they are copies of one layer (pytorch/pytorch#86274)', () => {
    const net = new TransformerEncoder(new TransformerEncoderLayer(8, 2, { dimFeedforward: 16 }), 3);
    const matrices = (): number[][] =>
      Object.entries(valuesOf(net)).flatMap(([path, values]) =>
        path.endsWith('weight') && !path.includes('norm') ? [values] : [],
      );
    // As in PyTorch, they begin as copies.
    expect(alike(matrices())).toBe(8);
    init.plan(net, init.torchPolicy(), { seed: 1 }).apply();
    expect(alike(matrices())).toBe(0);
  });
});

describe('the order of things', () => {
  class Branches extends Module {
    a = new LazyLinear(16);
    b = new LazyLinear(16);
    constructor(private readonly lazyFirst: 'a' | 'b') {
      super();
    }
    forward(x: Tensor): Tensor {
      const other = this.lazyFirst === 'a' ? 'b' : 'a';
      return this[this.lazyFirst].forward(x).add(this[other].forward(x));
    }
  }
  class Eager extends Module {
    b = new Linear(8, 16);
    extra = new Linear(3, 3);
    a = new Linear(8, 16);
    forward(x: Tensor): Tensor {
      return x;
    }
  }

  // Lazy layers drew in the order of the first batch, eager ones in that of the constructor: days were lost over the difference.
  it('of construction, of the first batch, and what was drawn before, change nothing (pytorch/pytorch#94132)', () => {
    const runs = (['a', 'b'] as const).map((first) => {
      const net = new Branches(first);
      init.plan(net, init.torchPolicy(), { seed: 3 }).apply();
      rand([first === 'a' ? 5 : 6]);
      net.forward(rand([2, 8]));
      return valuesOf(net);
    });
    const eager = new Eager();
    init.plan(eager, init.torchPolicy(), { seed: 3 }).apply();
    expect(runs[0]).toEqual(runs[1]);
    expect(valuesOf(eager)).toMatchObject(runs[0]!);
  });
});

describe('a seed', () => {
  const random: readonly init.Initializer[] = [
    init.uniform(),
    init.normal(),
    init.truncNormal(),
    init.truncNormalRelative(),
    init.truncNormalCorrected(),
    init.sign(),
    init.varianceScaling({ distribution: 'uniform' }),
    init.lecunUniform(),
    init.glorotUniform(),
    init.heUniform(),
    init.lecunNormal(),
    init.glorotNormal(),
    init.heNormal(),
    init.xavierUniform(),
    init.kaimingUniform(),
    init.torchDefault(),
    init.orthogonal(),
    init.deltaOrthogonal(),
    init.mixture({
      parts: [
        { weight: 0.5, of: init.zeros() },
        { weight: 0.5, of: init.uniform() },
      ],
    }),
  ];

  // The uniform family of tfjs took a seed and did nothing with it; its orthogonal initializer has none.
  it.each(random.map((use) => [String(use), use] as const))(
    'decides what %s gives (tensorflow/tfjs#7104, #7376)',
    (_, use) => {
      const net = new Conv2d(8, 8, 3, { bias: false });
      const values = (seed: number): string => planOf(net, use, seed).values('weight').join();
      expect(values(1)).toBe(values(1));
      expect(new Set([1, 2, 3].map(values)).size).toBe(3);
    },
  );

  it('is that of manualSeed, where no other is given, whatever was drawn since', () => {
    manualSeed(7);
    rand([3]);
    const net = new Linear(4, 4);
    init.plan(net, init.torchPolicy()).apply();
    const values = valuesOf(net);
    init.plan(net, init.torchPolicy(), { seed: 7 }).apply();
    expect(valuesOf(net)).toEqual(values);
  });
});

describe('another device', () => {
  // The same seed gave other numbers on a GPU than on the CPU, on some even by the number of their processors.
  it('gives the same bits, with kernels of its own or without (pytorch/pytorch#79496)', async () => {
    const undo = registerBackend(mockBackend(cpu()));
    try {
      expect(getBackend('mock').kernels.keyedRandom).toBeUndefined();
      for (const use of [
        init.normal({ std: 0.02 }),
        init.uniform(),
        init.truncNormal({ a: -1, b: 0.5 }),
        init.orthogonal(),
        init.kaimingNormal(),
      ]) {
        const [here, there] = [new Linear(70, 60, { bias: false }), new Linear(70, 60, { bias: false }).to('mock')];
        for (const net of [here, there]) planOf(net, use, 9).apply();
        const values = await (there.weight as Parameter).detach().toTypedArray();
        expect([String(use), Array.from(values, Number)]).toEqual([String(use), valuesOf(here)['weight']]);
      }
    } finally {
      undo();
    }
  });
});

describe('a shard', () => {
  // Every rank began alike, or the loss changed with the number of devices.
  it.each([
    ['normal', init.normal({ std: 0.02 })],
    ['uniform', init.glorotUniform()],
    ['orthogonal', init.orthogonal()],
    [
      'a mixture',
      init.mixture({
        parts: [
          { weight: 0.5, of: init.zeros() },
          { weight: 0.5, of: init.normal() },
        ],
      }),
    ],
  ] as const)(
    'of %s is a part of the whole (jax-ml/jax#40232, pytorch/pytorch#168058, NVIDIA/Megatron-LM#6799)',
    (_, use) => {
      const [rows, columns] = [24, 36];
      const net = new Sequential(new Linear(columns, rows, { bias: false }), new ReLU());
      const plan = planOf(net, use);
      plan.apply();
      const whole = valuesOf(net)['0.weight']!;
      for (const [down, across] of [
        [4, 1],
        [1, 3],
        [3, 2],
      ] as const) {
        const size = [rows / down, columns / across] as const;
        for (let i = 0; i < down; i++)
          for (let j = 0; j < across; j++) {
            const start = [i * size[0], j * size[1]];
            const expected = Array.from({ length: size[0] }, (__, r) => {
              const at = (start[0]! + r) * columns + start[1]!;
              return whole.slice(at, at + size[1]);
            }).flat();
            expect([...plan.values('0.weight', { start, size: [...size] })]).toEqual(expected);
          }
      }
    },
  );

  it('of a packed matrix that cuts through its blocks is one, too', () => {
    const layer = new TransformerEncoderLayer(8, 2, { dimFeedforward: 16 });
    const plan = init.plan(layer, init.kerasPolicy(), { seed: 2 });
    plan.apply();
    const whole = valuesOf(layer)['self_attn.in_proj_weight']!;
    expect([...plan.values('self_attn.in_proj_weight', { start: [5, 0], size: [14, 8] })]).toEqual(
      whole.slice(5 * 8, 19 * 8),
    );
  });
});
