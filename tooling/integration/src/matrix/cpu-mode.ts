import { vi } from 'vitest';
import { type CpuMode, cpuModes } from './modes.js';

/*
 * For tests that run in one of the CPU's other modes: whoever makes the backend gets it in the mode that NN_CPU names. The library does not
 * read that variable.
 */
const options = cpuModes[process.env['NN_CPU'] as CpuMode];

vi.doMock('@nn/backend-cpu', async (load) => {
  const original = await load<typeof import('@nn/backend-cpu')>();
  const { cpu } = original;
  return { ...original, cpu: (own) => cpu({ ...options, ...own }) } satisfies typeof original;
});
