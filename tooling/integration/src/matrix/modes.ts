import type { CpuOptions } from '@nn/backend-cpu';

/** The ways in which the CPU computes beside the fastest. */
export const cpuModes = {
  deterministic: { deterministic: true },
  javascript: { wasm: false },
  /** Next to no room in Wasm memory, so that whatever is large moves out and in again. */
  eviction: { budget: 2048 },
} as const satisfies Readonly<Record<string, CpuOptions>>;

export type CpuMode = keyof typeof cpuModes;
