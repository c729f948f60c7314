import { dtypes, NnError, type Backend, type DType, type MemoryPort, type TypedArray } from '@nn/core';
import { referenceKernels } from './kernels.js';

const memory: MemoryPort<TypedArray> & Required<Pick<MemoryPort<TypedArray>, 'downloadSync'>> = {
  allocate: (dtype, length) => dtypes[dtype].allocate(length),
  free: () => undefined,
  upload(block, data, start) {
    if (start < 0 || start + data.length > block.length) {
      throw new NnError(
        'INDEX',
        `upload of ${data.length} elements at ${start} does not fit in a block of ${block.length}`,
        { op: 'upload' },
      );
    }
    (block as Float32Array).set(data as Float32Array, start);
  },
  downloadSync: (block, start, length) => block.slice(start, start + length),
  download: (block, start, length) => Promise.resolve(block.slice(start, start + length)),
};

/**
 * A backend whose blocks are plain typed arrays and whose kernels are their own definitions: slow, and easy to check by eye. It is what
 * `kernelConformance` compares with, and what a mock backend can run on. It has every kernel but `random`.
 *
 * @example
 * import { mockBackend, referenceBackend } from '@nn/testing';
 *
 * const device = mockBackend(referenceBackend()); // opaque and asynchronous
 */
export function referenceBackend(name = 'reference'): Backend {
  return {
    name,
    capabilities: { syncRead: true, dtypes: Object.keys(dtypes) as DType[] },
    memory,
    kernels: referenceKernels,
  };
}
