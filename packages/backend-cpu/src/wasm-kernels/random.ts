import type { WasmMemory } from '../arena/web-assembly.js';
import { baseline, relaxed } from '../generated/random.js';
import { loadKernels, type LoadOptions } from './load.js';

/**
 * PyTorch's random fills of `n` float32 at `out`, to the bits of `@nn/random`, which also checks the parameters. `state` holds
 * what `writeState` has put there, and is where the stream stands afterwards. All numbers but thresholds are float32 values.
 */
export interface RandomKernels {
  /** `uniform_`: width = high - low, rounded. */
  uniform(state: number, out: number, n: number, low: number, width: number): void;
  /** `normal_`, for n ≥ 16. */
  normal(state: number, out: number, n: number, mean: number, std: number): void;
  /**
   * `trunc_normal_`: of a uniform between low = 2Φ((a - mean) / std) - 1 and low + width = 2Φ((b - mean) / std) - 1, the inverse error
   * function times `stretch` = std √2, plus the mean, and not beyond a and b.
   */
  truncNormal(
    state: number,
    out: number,
    n: number,
    low: number,
    width: number,
    stretch: number,
    mean: number,
    a: number,
    b: number,
    workspace: number,
  ): void;
  /** `bernoulli_`: threshold = p · 2^53, rounded up. */
  bernoulli(state: number, out: number, n: number, threshold: number, workspace: number): void;
}

/** Bytes that `truncNormal` and `bernoulli` work in, at a multiple of 16. */
export const RANDOM_WORKSPACE_BYTES = 20_480;

interface Module extends RandomKernels {
  multiplyAddOf(a: number, b: number, c: number): number;
}

/** `null` on an engine without vector instructions. */
export function loadRandom(memory: WasmMemory, { deterministic = false }: LoadOptions = {}): RandomKernels | null {
  const binaries = { baseline, relaxed };
  const kernels = loadKernels(binaries, memory, { deterministic }) as Module | null;
  if (kernels === null || deterministic || fuses(kernels)) return kernels;
  return loadKernels(binaries, memory, { deterministic: true }) as Module;
}

/** The bits need fused sums: the relaxed build has them where the machine does, the baseline takes longer to make them. */
function fuses(kernels: Module): boolean {
  for (let i = 1; i < 12; i++) {
    const a = 1 + i * 2 ** -12;
    if (kernels.multiplyAddOf(a, a, -1 - i * 2 ** -11) !== (i * 2 ** -12) ** 2) return false;
  }
  return true;
}

/** Bytes that a stream's state takes in memory, at a multiple of 16: 624 words, the index of the next one, and room to read a vector there. */
export const RANDOM_STATE_BYTES = 2512;

/** Where PyTorch's layout of the state has the words, as 64-bit integers, the index of the next, and how many are left. */
const wordsAt = 24;
const nextAt = 16;
const leftAt = 8;
const size = 624;

/** Puts a generator's state, as `getState` gives it, where the kernels read it. */
export function writeState(memory: WasmMemory, at: number, state: Uint8Array): void {
  const from = new DataView(state.buffer, state.byteOffset);
  const words = new Uint32Array(memory.buffer, at, size + 1);
  for (let i = 0; i < size; i++) words[i] = from.getUint32(wordsAt + 8 * i, true);
  // 0 right after seeding: the words must be twisted first, like those that are used up.
  words[size] = from.getUint32(nextAt, true) || size;
}

/** `state` as it is after what the kernels have drawn. */
export function readState(memory: WasmMemory, at: number, state: Uint8Array): Uint8Array {
  const after = state.slice();
  const to = new DataView(after.buffer);
  const words = new Uint32Array(memory.buffer, at, size + 1);
  for (let i = 0; i < size; i++) to.setUint32(wordsAt + 8 * i, words[i]!, true);
  const next = words[size]!;
  to.setUint32(nextAt, next, true);
  to.setInt32(leftAt, size + 1 - next, true);
  return after;
}
