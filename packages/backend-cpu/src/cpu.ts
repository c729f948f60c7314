import { type Backend, type DType, dtypes, type KernelTable } from '@nn/core';
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

const kernels: KernelTable = { fill, copy, expression, reduce, argReduce, matmul, gather, scatter, scan, sort };

/**
 * The CPU as a backend: typed arrays and plain TypeScript, every dtype, values readable at once.
 *
 * @example
 * import { getBackend, registerBackend } from '@nn/core';
 * import { cpu } from '@nn/backend-cpu';
 *
 * const undo = registerBackend(cpu());
 * getBackend('cpu').capabilities.syncRead; // true
 * undo();
 */
export function cpu(): Backend {
  return {
    name: 'cpu',
    capabilities: { syncRead: true, dtypes: Object.keys(dtypes) as DType[] },
    memory,
    kernels,
  };
}
