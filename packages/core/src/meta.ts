import type { Backend, MemoryPort } from './backend.js';
import { dtypes, type DType } from './dtype.js';
import { NnError } from './errors.js';
import type { KernelTable } from './kernels.js';

const nothing = (): void => {};

const kernels: KernelTable = {
  fill: nothing,
  copy: nothing,
  expression: nothing,
  reduce: nothing,
  argReduce: nothing,
  matmul: nothing,
  gather: nothing,
  scatter: nothing,
  scan: nothing,
  sort: nothing,
  random: nothing,
};

const memory: MemoryPort<null> = {
  allocate: () => null,
  free: nothing,
  upload: nothing,
  download: () =>
    Promise.reject(
      new NnError('DEVICE', "a tensor on device 'meta' has a shape and a dtype, but no values", {
        advice: "Make it on another device to read it, for example { device: 'cpu' }.",
      }),
    ),
};

/** The device without memory: shape rules run, nothing is computed. */
export const meta: Backend = {
  name: 'meta',
  capabilities: { syncRead: false, dtypes: Object.keys(dtypes) as DType[] },
  memory,
  kernels,
};
