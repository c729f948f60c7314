import { type Backend, type DType, dtypes, type KernelTable } from '@nn/core';
import { Arena } from './arena/arena.js';
import { Staging } from './arena/staging.js';
import { hasSimd } from './arena/web-assembly.js';
import { Launcher } from './emit/launcher.js';
import { argReduce } from './kernels/arg-reduce.js';
import { copy, emittedCopy } from './kernels/copy.js';
import { emittedExpression, expression } from './kernels/expression.js';
import { fill } from './kernels/fill.js';
import { gather } from './kernels/gather.js';
import { matmul } from './kernels/matmul.js';
import { wasmKeyedRandom } from './kernels/keyed-random.js';
import { wasmRandom } from './kernels/random.js';
import { wasmConvolution } from './kernels/wasm-convolution.js';
import { wasmMatmul } from './kernels/wasm-matmul.js';
import { wasmRows } from './kernels/wasm-rows.js';
import { reduce } from './kernels/reduce.js';
import { scan } from './kernels/scan.js';
import { scatter } from './kernels/scatter.js';
import { sort } from './kernels/sort.js';
import { arenaMemory, memory } from './memory.js';
import { loadKeyed } from './wasm-kernels/keyed.js';
import { loadProducts, type ProductKernels } from './wasm-kernels/products.js';
import { loadRandom } from './wasm-kernels/random.js';
import { loadRows } from './wasm-kernels/rows.js';

export interface CpuOptions {
  /**
   * How many bytes large tensors may take in Wasm memory. What has not been used for longest is then copied to arrays of the garbage
   * collector, and comes back when it is used: a smaller budget costs time, never a result. @default 512 MiB
   */
  readonly budget?: number;
  /** Use WebAssembly's vectors. Without them, or on an engine that lacks them, everything runs in JavaScript. @default true */
  readonly wasm?: boolean;
  /** Only instructions with the same result on every machine: no fused multiply-add. @default false */
  readonly deterministic?: boolean;
}

const kernels: KernelTable = { fill, copy, expression, reduce, argReduce, matmul, gather, scatter, scan, sort };

/**
 * The CPU as a backend: every dtype, values readable at once.
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
  const { budget = 512 * 2 ** 20, wasm = true, deterministic = false } = options;
  const name = 'cpu';
  const capabilities = { syncRead: true, dtypes: Object.keys(dtypes) as DType[] };
  if (!wasm || !hasSimd()) return { name, capabilities, memory, kernels };
  const arena = new Arena({ budget });
  const staging = new Staging(arena);
  const launcher = new Launcher(arena, staging);
  const rows = wasmRows(arena, staging, () => loadRows(arena.memory)!);
  let loaded: ProductKernels | null = null;
  const products = (): ProductKernels => (loaded ??= loadProducts(arena.memory, { deterministic })!);
  return {
    name,
    capabilities,
    memory: arenaMemory(arena),
    kernels: {
      ...kernels,
      ...rows,
      copy: emittedCopy(launcher),
      expression: emittedExpression(arena, launcher, rows.reduce),
      convolution: wasmConvolution(arena, staging, products),
      matmul: wasmMatmul(arena, staging, products),
      keyedRandom: wasmKeyedRandom(arena, staging, (workspace) => loadKeyed(arena.memory, workspace)!),
      random: wasmRandom(arena, staging, () => loadRandom(arena.memory, { deterministic })!),
    },
  };
}
