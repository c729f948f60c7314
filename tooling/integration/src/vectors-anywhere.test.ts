import { createHash } from 'node:crypto';
import { cpu } from '@nn/backend-cpu';
import { type Backend, registerBackend, withDefaultDevice } from '@nn/core';
import {
  Adam,
  Conv2d,
  crossEntropy,
  empty,
  init,
  LayerNorm,
  Linear,
  LSTM,
  manualSeed,
  MaxPool2d,
  type Module,
  ones,
  randint,
  randn,
  Sequential,
  type Tensor,
  TransformerEncoderLayer,
} from '@nn/nn';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

// Shared machines are slow at times.
vi.setConfig({ testTimeout: 60_000 });

/** Gradients of a module's parameters and its output: what one step of training computes. */
function step(net: Module, compute: () => Tensor): Tensor[] {
  const y = compute();
  y.square().mean().backward();
  return [y, ...Array.from(net.parameters(), (parameter) => parameter.grad!)];
}

/** Work that is large enough for every kind of kernel with vectors. */
const works: Readonly<Record<string, () => readonly Tensor[]>> = {
  fills: () => [
    init.uniform_(empty([5000])),
    init.normal_(empty([5000])),
    init.truncNormal_(empty([5000])),
    empty([5000]).bernoulli_(0.3),
    init.fill_(empty([5000]), init.normal(), { seed: 0, path: 'weight' }),
    init.fill_(empty([5000]), init.uniform(), { seed: 0, path: 'weight' }),
    init.orthogonal_(empty([64, 48])),
  ],
  products: () => {
    const [a, b, v] = [randn([61, 67]), randn([67, 59]), randn([67])];
    return [a.matmul(b), b.t().matmul(a.t()), a.matmul(v), randn([3, 33, 20]).matmul(randn([3, 20, 35]))];
  },
  rows: () => {
    const x = randn([40, 300]);
    return [x.softmax(1), x.logSoftmax(1), x.sum(), x.sum(0), x.mean(1), x.amax(1), x.argmax(1), x.cumsum(1)];
  },
  // As often as it takes to be worth a kernel of its own.
  expressions: () => Array.from({ length: 20 }, () => randn([200, 50]).mul(2).add(1).relu().tanh()),
  movement: () => {
    const x = randn([60, 70]);
    return [x.t().contiguous(), x.flip(1), x.sort(1).values, x.gather(1, x.argsort(1)), x.to('float16').to('float32')];
  },
  perceptron: () => {
    const net = new Sequential(new Linear(50, 40), new LayerNorm(40), new Linear(40, 10));
    const optimizer = new Adam(net.parameters());
    const [x, y] = [randn([32, 50]), randint(0, 10, [32])];
    for (let i = 0; i < 3; i++) {
      optimizer.zeroGrad();
      crossEntropy(net.forward(x), y).backward();
      optimizer.step();
    }
    return [...net.parameters()];
  },
  convolutions: () => {
    const net = new Sequential(
      new Conv2d(3, 8, 3, { padding: 1 }),
      new Conv2d(8, 8, 3, { groups: 8 }),
      new MaxPool2d(2),
      new Conv2d(8, 16, 1),
    );
    const x = randn([2, 3, 16, 16]);
    return step(net, () => net.forward(x));
  },
  recurrence: () => {
    const net = new LSTM(20, 30);
    const x = randn([6, 4, 20]);
    return step(net, () => net.forward(x)[0]);
  },
  attention: () => {
    const net = new TransformerEncoderLayer(32, 4, { dimFeedforward: 64, dropout: 0 });
    const x = randn([10, 4, 32]);
    return step(net, () => net.forward(x));
  },
};

const room = 2 ** 31;
const backends: readonly Backend[] = [
  { ...cpu(), name: 'usual' },
  // The first blocks end below 2 GiB, the others begin above.
  { ...cpu({ arena: { base: room - 2 ** 18 - 2 ** 15 } }), name: 'above 2 GiB' },
  { ...cpu({ arena: { base: 2 * room - 2 ** 20 } }), name: 'up to the last page' },
  { ...cpu({ budget: 0, arena: { hostBytes: 0 } }), name: 'without room' },
];
const last = 'up to the last page';

const undo: (() => void)[] = [];
beforeAll(() => {
  for (const backend of backends) undo.push(registerBackend(backend));
});
afterAll(() => {
  for (const remove of undo) remove();
});

/** A hash of every result: vitest compares long arrays slowly. */
function bitsOn(device: string, work: () => readonly Tensor[]): string[] {
  return withDefaultDevice(device, () => {
    manualSeed(0);
    return work().map((x) => createHash('sha1').update(x.detach().toTypedArraySync()).digest('hex'));
  });
}

describe.each(backends.slice(1).map(({ name }) => name))('kernels %s', (device) => {
  it.each(Object.keys(works))('give the usual bits: %s', (name) => {
    const work = works[name]!;
    expect(bitsOn(device, work)).toEqual(bitsOn('usual', work));
  });
});

/** In two modes of the matrix these backends have no Wasm memory, or keep nothing in it. */
const isWithoutMemory = ['javascript', 'eviction'].includes(process.env['NN_CPU'] ?? '');

it.skipIf(isWithoutMemory)('high addresses and evictions were really met', () => {
  for (const { memory } of backends.slice(0, -1)) expect(memory.stats!().peak).toBeGreaterThan(2 ** 17);
  expect(backends.at(-1)!.memory.stats!().evictions).toBeGreaterThan(500);
});

describe.skipIf(process.env['NN_CPU'] === 'javascript')('where memory ends', () => {
  it('operations that cannot have vectors are computed without, and the others refused with a code; all goes on', () => {
    withDefaultDevice(last, () => {
      const large = ones([600, 600]);
      expect(large.mul(2).add(large).sum().itemSync()).toBe(1_080_000);
      expect(
        large
          .t()
          .matmul(ones([600, 1]))
          .at(599, 0)
          .itemSync(),
      ).toBe(600);
      const image = ones([1, 1, 600, 600]);
      const convolution = new Conv2d(1, 1, 3);
      expect(() => convolution.forward(image)).toThrow(expect.objectContaining({ code: 'MEMORY' }));
      expect(() => empty([2 ** 40])).toThrow(expect.objectContaining({ code: 'MEMORY' }));
      expect(image.sum().itemSync()).toBe(360_000);
    });
    expect(bitsOn(last, works['products']!)).toEqual(bitsOn('usual', works['products']!));
  });
});
