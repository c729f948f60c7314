import { cpu } from '@nn/backend-cpu';
import { registerBackend, withDefaultDevice } from '@nn/core';
import { Linear, manualSeed, memoryStats, mseLoss, randn, ReLU, Sequential, SGD } from '@nn/nn';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

// Shared machines are slow at times.
vi.setConfig({ testTimeout: 120_000 });

const budget = 2 ** 22;
let undo = (): void => {};
beforeAll(() => {
  undo = registerBackend({ ...cpu({ budget }), name: 'bounded' });
});
afterAll(() => undo());

const steps = 10_000;
const batch = 64;
const width = 32;
/** What the outputs of the two inner layers take in all steps together: this much would be there if nothing were ever given back. */
const made = steps * 2 * (4 * batch * width);

it('ten thousand training steps in one loop, with nothing disposed of, keep the process under a ceiling', () => {
  withDefaultDevice('bounded', () => {
    manualSeed(0);
    const net = new Sequential(new Linear(8, width), new ReLU(), new Linear(width, 1));
    const optimizer = new SGD(net.parameters(), { lr: 0.01 });
    const x = randn([batch, 8]);
    const y = x.narrow(1, 0, 1).square();
    const step = (): number => {
      optimizer.zeroGrad();
      const loss = mseLoss(net.forward(x), y);
      loss.backward();
      optimizer.step();
      return Number(loss.itemSync());
    };
    const first = step();
    for (let i = 0; i < 1000; i++) step();
    const warm = process.memoryUsage.rss();
    let last = first;
    let peak = warm;
    for (let i = 0; i < steps; i++) {
      last = step();
      if (i % 100 === 0) peak = Math.max(peak, process.memoryUsage.rss());
    }
    expect(last).toBeLessThan(first / 2);
    expect(peak - warm).toBeLessThan(made / 2);
    expect(memoryStats('bounded').resident).toBeLessThanOrEqual(budget);
    expect(memoryStats('bounded').evictions).toBeGreaterThan(1000);
  });
});
