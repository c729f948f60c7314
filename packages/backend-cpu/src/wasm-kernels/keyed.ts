import type { WasmMemory } from '../arena/web-assembly.js';
import { baseline } from '../generated/keyed.js';
import { loadKernels } from './load.js';

/**
 * The laws of keyed streams for `n` float32 at `out`, to the bits of `docs/specs/keyed-streams.md`; `@nn/random` checks the parameters.
 * `key`: what `writeKey` has put there. Parameters are float32 values without a sign of zero, words integers in [0, 2^32).
 */
export interface KeyedKernels {
  /** `width` = high - low, rounded; `below`: the float32 next below `high`, or `low` where the two are equal. */
  uniform(
    key: number,
    out: number,
    n: number,
    low: number,
    width: number,
    high: number,
    below: number,
    workspace: number,
  ): void;
  normal(key: number, out: number, n: number, mean: number, std: number, workspace: number): void;
  /** `first`, `count`: the words that `keyedTruncation` of `@nn/random` takes. */
  truncNormal(
    key: number,
    out: number,
    n: number,
    mean: number,
    std: number,
    first: number,
    count: number,
    workspace: number,
  ): void;
  /** `ones`: p · 2^32, to the nearest integer. */
  bernoulli(key: number, out: number, n: number, ones: number, workspace: number): void;
}

/** Bytes that the kernels work in, at a multiple of 16. */
export const KEYED_WORKSPACE_BYTES = 4608;

/** Bytes of a key in memory, at a multiple of 4. */
export const KEYED_KEY_BYTES = 32;

interface Module extends KeyedKernels {
  prepare(workspace: number): void;
}

/** `null` on an engine without vector instructions. `workspace`: `KEYED_WORKSPACE_BYTES`, only during the call. */
export function loadKeyed(memory: WasmMemory, workspace: number): KeyedKernels | null {
  const kernels = loadKernels({ baseline }, memory) as Module | null;
  kernels?.prepare(workspace);
  return kernels;
}

/** Puts a stream's key, and the number of the first element in it, where the kernels read them. */
export function writeKey(
  memory: WasmMemory,
  at: number,
  key: readonly [number, number, number, number],
  first: number,
): void {
  const block = Math.floor(first / 4);
  new Uint32Array(memory.buffer, at, 7).set([...key, block, Math.floor(block / 2 ** 32), first % 4]);
}
