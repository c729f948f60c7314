import { cpu } from '@nn/backend-cpu';
import { registerBackend, withDefaultDevice } from '@nn/core';
import { cat, Linear, manualSeed, noGrad, randn, Sequential, SGD, stack, Tanh, type Tensor, where } from '@nn/nn';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

// Shared machines are slow at times.
vi.setConfig({ testTimeout: 60_000 });

/** Every tensor is a block, and every kernel throws out all that it does not use itself. */
const tiny = { ...cpu({ budget: 0, arena: { hostBytes: 0 } }), name: 'tiny' };
const roomy = { ...cpu(), name: 'roomy' };
const undo: (() => void)[] = [];

beforeAll(() => {
  undo.push(registerBackend(tiny), registerBackend(roomy));
});
afterAll(() => {
  for (const remove of undo) remove();
});

type Step = (pool: readonly Tensor[], pick: (count: number) => number) => Tensor;

const side = 24;
const of = (pool: readonly Tensor[], pick: (count: number) => number): Tensor => pool[pick(pool.length)]!;

/** Operations from square matrices to a square matrix: fused, structured, views, selections, writes in place. */
const steps: readonly Step[] = [
  (pool, pick) => of(pool, pick).add(of(pool, pick)),
  (pool, pick) => of(pool, pick).mul(of(pool, pick)).tanh(),
  (pool, pick) => of(pool, pick).matmul(of(pool, pick)).div(side),
  (pool, pick) => of(pool, pick).t(),
  (pool, pick) => of(pool, pick).softmax(pick(2)),
  (pool, pick) => of(pool, pick).sub(of(pool, pick).mean(pick(2), { keepdim: true })),
  (pool, pick) => of(pool, pick).clamp(-1, 1).exp(),
  (pool, pick) => of(pool, pick).cumsum(pick(2)).sigmoid(),
  (pool, pick) => of(pool, pick).sort(pick(2)).values,
  (pool, pick) => where(of(pool, pick).gt(0), of(pool, pick), of(pool, pick)),
  (pool, pick) => cat([of(pool, pick).narrow(0, 0, 10), of(pool, pick).narrow(0, 10, side - 10)]),
  (pool, pick) => stack([of(pool, pick), of(pool, pick)]).amax(0),
  (pool, pick) => of(pool, pick).flip(pick(2)).abs().sqrt(),
  (pool, pick) => of(pool, pick).unfold(0, 4, 4).sum(2).repeat([4, 1]),
  (pool, pick) => {
    const written = of(pool, pick).clone();
    written.at(pick(side)).mul_(2);
    return written.t().add_(1);
  },
  (pool, pick) => of(pool, pick).gather(pick(2), of(pool, pick).argsort(0)),
];

/** Runs a program and its derivative; every value and gradient as bits. */
function outcome(
  device: string,
  seed: number,
  program: readonly { step: number; picks: readonly number[] }[],
): Uint32Array[] {
  return withDefaultDevice(device, () => {
    manualSeed(seed);
    const leaves = [randn([side, side], { requiresGrad: true }), randn([side, side], { requiresGrad: true })];
    const pool: Tensor[] = [...leaves];
    for (const { step, picks } of program) {
      let at = 0;
      pool.push(steps[step]!(pool, (count) => picks[at++ % picks.length]! % count));
    }
    pool.at(-1)!.add(pool.at(-2)!).sum().backward();
    const results = [...pool, ...leaves.flatMap(({ grad }) => (grad === null ? [] : [grad]))];
    return results.map((x) => new Uint32Array(x.detach().toTypedArraySync().buffer));
  });
}

describe('memory of the CPU', () => {
  it('gives the same results where next to nothing fits, over random programs and their derivatives', () => {
    const program = fc.array(
      fc.record({ step: fc.nat(steps.length - 1), picks: fc.array(fc.nat(99), { minLength: 3, maxLength: 6 }) }),
      { minLength: 2, maxLength: 12 },
    );
    fc.assert(
      fc.property(fc.nat(), program, (seed, list) => {
        expect(outcome('tiny', seed, list)).toEqual(outcome('roomy', seed, list));
      }),
      { seed: 42, numRuns: 60 },
    );
    expect(tiny.memory.stats!().evictions).toBeGreaterThan(1000);
    // A kernel's own operands may go beyond the budget.
    expect(tiny.memory.stats!().peak).toBeLessThan(16 * side * side * 4);
    expect(roomy.memory.stats!().evictions).toBe(0);
  });

  it('stays bounded over ten thousand training steps that never yield and dispose of nothing', () => {
    const bounded = { ...cpu({ budget: 8 * 2 ** 20 }), name: 'bounded' };
    undo.push(registerBackend(bounded));
    withDefaultDevice('bounded', () => {
      const net = new Sequential(new Linear(32, 32), new Tanh(), new Linear(32, 8));
      const optimizer = new SGD(net.parameters(), { lr: 0.01 });
      const x = randn([32, 32]);
      const before = process.memoryUsage().rss;
      for (let i = 0; i < 10_000; i++) {
        optimizer.zeroGrad();
        net.forward(x).square().mean().backward();
        noGrad(() => optimizer.step());
      }
      const { resident, peak, evictions } = bounded.memory.stats!();
      expect(evictions).toBeGreaterThan(1000);
      expect(peak).toBeLessThanOrEqual(8 * 2 ** 20);
      expect(resident).toBeGreaterThan(2 ** 20);
      expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20);
    });
  });
});
