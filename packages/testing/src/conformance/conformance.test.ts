import type * as nodeTest from 'node:test';
import { describe, expectTypeOf, it } from 'vitest';
import { mockBackend } from '../mock-backend.js';
import { referenceBackend } from '../reference/backend.js';
import { kernelConformance, type Runner } from './index.js';

describe('the reference backend', () => {
  kernelConformance(() => referenceBackend(), { describe, it });
});

describe('an opaque asynchronous backend', () => {
  kernelConformance(() => Promise.resolve(mockBackend(referenceBackend())), { describe, it }, { numRuns: 50 });
});

describe('the suite', () => {
  it('takes the functions of node:test too', () => {
    expectTypeOf<Pick<typeof nodeTest, 'describe' | 'it'>>().toExtend<Runner>();
  });

  // A backend of the kind that a GPU is: no exact floats, no special values, no wide integers, and something missing.
  describe('in its mildest form', () => {
    const gpu = referenceBackend('gpu-like');
    const few = {
      ...gpu,
      capabilities: { ...gpu.capabilities, dtypes: ['float32', 'int32', 'int64', 'bool'] as const },
    };
    kernelConformance(
      () => mockBackend(few),
      { describe, it },
      {
        exactFloat32: false,
        specialValues: false,
        wideInt64: false,
        numRuns: 30,
        seed: 7,
        skip: [{ kernel: 'sort', reason: 'planned' }],
      },
    );
  });
});
