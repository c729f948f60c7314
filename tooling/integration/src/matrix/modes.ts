import type { CpuOptions } from '@nn/backend-cpu';

/** The ways in which the CPU computes beside the fastest. */
export const cpuModes = {
  deterministic: { deterministic: true },
  javascript: { wasm: false },
  /** No room in Wasm memory but for the operands of the kernel that runs, and nothing kept elsewhere: every use moves a block in and out. */
  eviction: { budget: 0, arena: { hostBytes: 0 } },
} as const satisfies Readonly<Record<string, CpuOptions>>;

export type CpuMode = keyof typeof cpuModes;
