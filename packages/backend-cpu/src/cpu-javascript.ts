import { type Backend, type DType, dtypes } from '@nn/core';
import { argReduce } from './kernels/arg-reduce.js';
import { copy } from './kernels/copy.js';
import { expression } from './kernels/expression.js';
import { fill } from './kernels/fill.js';
import { gather } from './kernels/gather.js';
import { matmul } from './kernels/matmul.js';
import { reduce } from './kernels/reduce.js';
import { scan } from './kernels/scan.js';
import { scatter } from './kernels/scatter.js';
import { sort } from './kernels/sort.js';
import { memory } from './memory.js';

/**
 * The CPU without WebAssembly, for those who count kilobytes: what `cpu({ wasm: false })` is, in a smaller bundle.
 *
 * @example
 * import { registerBackend } from '@nn/core';
 * import { cpuJavaScript } from '@nn/backend-cpu';
 *
 * const undo = registerBackend(cpuJavaScript());
 * undo();
 */
export function cpuJavaScript(): Backend {
  return {
    name: 'cpu',
    capabilities: { syncRead: true, dtypes: Object.keys(dtypes) as DType[] },
    memory,
    kernels: { fill, copy, expression, reduce, argReduce, matmul, gather, scatter, scan, sort, topk: sort },
  };
}
