import { expect, it, vi } from 'vitest';
import { runAlone } from './alone/run-alone.js';

// Shared machines are slow at times.
vi.setConfig({ testTimeout: 120_000 });

const MB = 1e6;

it('ten thousand training steps in one loop, with nothing disposed of, keep the whole process under a ceiling', async () => {
  const { first, last, peak, resident, evictions } = (await runAlone('train.ts')) as Record<string, number>;
  expect(last).toBeLessThan(first! / 2);
  // What the inner layers give would be 800 MB if nothing were ever given back.
  expect(evictions).toBeGreaterThan(10_000);
  expect(resident).toBeLessThanOrEqual(16 * 2 ** 20);
  // Of a process of PyTorch's that does the like, nearly all is there before the first step.
  expect(peak).toBeLessThan(247 * MB);
});

it('a loop that yields has its memory back without copies', async () => {
  const seen = (await runAlone('yield.ts', ['--expose-gc'])) as Record<string, number>;
  expect(seen).toMatchObject({ sum: seen['bytes']! / 4, spilled: 0, evictions: 0 });
  expect(seen['peak']).toBeLessThanOrEqual(seen['budget']!);
});
