import { defaultGenerator, Generator, manualSeed } from '@nn/random';
import { describe, expect, it } from 'vitest';
import { ones, zeros } from '../create/full.js';
import { tensor } from '../create/tensor-of.js';
import { valuesOf } from '../test-support.js';
import { multinomial, multinomialAsync } from './multinomial.js';
import { rand, randint, randn, randperm } from './rand.js';

describe('draws', () => {
  it('come from the generator that is given, and leave the other one alone', () => {
    manualSeed(7);
    const state = defaultGenerator.getState();
    const generator = (): Generator => new Generator(0);
    manualSeed(0);
    const expected = [rand([3]), randn([3]), randint(9, [3]), randperm(4)].map(valuesOf);
    manualSeed(7);
    const one = generator();
    const own = [
      rand([3], { generator: one }),
      randn([3], { generator: one }),
      randint(9, [3], { generator: one }),
      randperm(4, { generator: one }),
    ];
    expect(own.map(valuesOf)).toEqual(expected);
    expect(defaultGenerator.getState()).toEqual(state);
  });

  it('fill a view and nothing else', () => {
    const x = zeros([3, 3]);
    x.at(':', 1).fill_(5);
    x.at(1).uniform_(2, 3);
    const [first, second, third] = x.toArraySync<number[][]>();
    expect([first, third]).toEqual([
      [0, 5, 0],
      [0, 5, 0],
    ]);
    expect(second!.every((value) => value >= 2 && value < 3)).toBe(true);
  });

  it('are empty where nothing is asked for, and draw nothing then', () => {
    const state = defaultGenerator.getState();
    expect(rand([0, 3]).shape).toEqual([0, 3]);
    expect(randn([0]).shape).toEqual([0]);
    expect(randperm(0).shape).toEqual([0]);
    expect(multinomial(ones([0, 2]), 1).shape).toEqual([0, 1]);
    expect(defaultGenerator.getState()).toEqual(state);
  });

  it('are the same at once and awaited', async () => {
    const p = tensor([1, 2, 3, 4]);
    expect(valuesOf(await multinomialAsync(p, 3, { generator: new Generator(3) }))).toEqual(
      valuesOf(multinomial(p, 3, { generator: new Generator(3) })),
    );
  });

  it('count as one write', () => {
    const x = zeros([3]);
    x.uniform_().normal_().bernoulli_().exponential_().random_(3);
    expect(x.version).toBe(5);
  });

  it('stop gradients with zeros', () => {
    const w = ones([2], { requiresGrad: true });
    const y = w.mul(2);
    y.uniform_();
    expect(y.gradFn?.name).toBe('UniformBackward0');
    y.sum().backward();
    expect(w.grad!.toArraySync()).toEqual([0, 0]);
  });
});
