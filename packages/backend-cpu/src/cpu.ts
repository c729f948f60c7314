import type { Backend } from '@nn/core';
import { Arena, type ArenaOptions } from './arena/arena.js';
import { Staging } from './arena/staging.js';
import { hasSimd } from './arena/web-assembly.js';
import { Launcher } from './emit/launcher.js';
import { emittedCopy } from './kernels/copy.js';
import { emittedExpression } from './kernels/expression.js';
import { wasmKeyedRandom } from './kernels/keyed-random.js';
import { wasmRandom } from './kernels/random.js';
import { wasmConvolution } from './kernels/wasm-convolution.js';
import { wasmMatmul } from './kernels/wasm-matmul.js';
import { wasmOrthonormalize } from './kernels/wasm-orthonormalize.js';
import { wasmPlaces } from './kernels/wasm-places.js';
import { wasmRows } from './kernels/wasm-rows.js';
import { cpuJavaScript } from './cpu-javascript.js';
import { arenaMemory } from './memory.js';
import { loadKeyed } from './wasm-kernels/keyed.js';
import { loadOrthonormal } from './wasm-kernels/orthonormal.js';
import { loadPlaces } from './wasm-kernels/places.js';
import { loadProducts, type ProductKernels } from './wasm-kernels/products.js';
import { loadRandom } from './wasm-kernels/random.js';
import { loadRows } from './wasm-kernels/rows.js';

export interface CpuOptions {
  /**
   * The most bytes that large tensors may take in Wasm memory, beyond the operands of one operation. The CPU begins with 16 MiB, or
   * less if the budget is less. Where that is full, what has not been used for longest is copied to arrays of the garbage collector,
   * and comes back when it is used; if that happens often, more of the budget is taken. A smaller budget costs time, never a result.
   * @default 4 GiB, all that can be addressed
   */
  readonly budget?: number;
  /** Use WebAssembly's vectors. Without them, or on an engine that lacks them, everything runs in JavaScript. @default true */
  readonly wasm?: boolean;
  /** Only instructions with the same result on every machine: no fused multiply-add. @default false */
  readonly deterministic?: boolean;
  /** @internal For tests of memory's corners. */
  readonly arena?: Partial<ArenaOptions>;
}

/**
 * The CPU as a backend: every dtype, values readable at once; vectors of WebAssembly where the engine has them.
 *
 * @example
 * import { getBackend, registerBackend } from '@nn/core';
 * import { cpu } from '@nn/backend-cpu';
 *
 * const undo = registerBackend(cpu());
 * getBackend('cpu').capabilities.syncRead; // true
 * undo();
 */
export function cpu(options: CpuOptions = {}): Backend {
  const { budget = 2 ** 32, wasm = true, deterministic = false } = options;
  const plain = cpuJavaScript();
  if (!wasm || !hasSimd()) return plain;
  const arena = new Arena({ budget, ...options.arena });
  const staging = new Staging(arena);
  const launcher = new Launcher(arena, staging);
  const rows = wasmRows(arena, staging, () => loadRows(arena.memory)!);
  let loaded: ProductKernels | null = null;
  const products = (): ProductKernels => (loaded ??= loadProducts(arena.memory, { deterministic })!);
  return {
    ...plain,
    memory: arenaMemory(arena),
    kernels: {
      ...plain.kernels,
      ...rows,
      ...wasmPlaces(arena, staging, () => loadPlaces(arena.memory)!),
      copy: emittedCopy(launcher),
      expression: emittedExpression(arena, launcher, rows.reduce),
      convolution: wasmConvolution(arena, staging, products),
      matmul: wasmMatmul(arena, staging, products),
      orthonormalize: wasmOrthonormalize(arena, staging, () => loadOrthonormal(arena.memory)!),
      keyedRandom: wasmKeyedRandom(arena, staging, (workspace) => loadKeyed(arena.memory, workspace)!),
      random: wasmRandom(arena, staging, () => loadRandom(arena.memory, { deterministic })!),
    },
  };
}
