import type { Backend } from '@nn/core';
import { kernelConformance, type Runner } from '@nn/testing/conformance';
import { dtypes } from './dtypes.js';
import { layers } from './layers.js';
import { operations } from './operations.js';
import { reading } from './reading.js';
import { type BackendConformanceOptions, Suite } from './suite.js';
import { training } from './training.js';

/**
 * The suite that a backend's author runs. First the kernels by themselves (`kernelConformance`); then, through tensors, every operation of the
 * public interface on random views of every dtype, gradients, layers, losses, random numbers, a network that learns, and refusals. All is
 * compared with a slow reference, and read by `await t.toTypedArray()` only, so that an opaque asynchronous backend runs it too.
 *
 * While a test runs, the backend is registered under its name, and operations are recorded; nothing stays behind.
 *
 * @param makeBackend makes the backend, or promises it; called once for the kernels and once for the rest
 * @param runner what registers tests: `{ describe, it }` of vitest or node:test
 * @example
 * import { backendConformance } from '@nn/backend-conformance';
 * import { mockBackend, referenceBackend } from '@nn/testing';
 * import { describe, it } from 'node:test';
 *
 * backendConformance(() => mockBackend(referenceBackend()), { describe, it }, { numRuns: 20 });
 */
export function backendConformance(
  makeBackend: () => Backend | Promise<Backend>,
  runner: Runner,
  options: BackendConformanceOptions = {},
): void {
  runner.describe('kernels', () => kernelConformance(makeBackend, runner, options));
  const suite = new Suite(makeBackend, runner, options);
  operations(suite);
  dtypes(suite);
  layers(suite);
  training(suite);
  reading(suite);
}
