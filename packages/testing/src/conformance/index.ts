import type { Backend } from '@nn/core';
import { fillAndCopyConformance } from './elementwise.js';
import { expressionConformance } from './expression.js';
import { indexingConformance } from './indexing.js';
import { Kit, type KernelConformanceOptions, type Runner } from './kit.js';
import { matmulConformance } from './matmul.js';
import { memoryConformance } from './memory.js';
import { optionalConformance } from './optional.js';
import { orderConformance } from './order.js';
import { reduceConformance } from './reduce.js';

export type { KernelConformanceOptions, Runner } from './kit.js';

/**
 * The tests that every backend passes: memory, every required kernel, and of the optional ones those that it has. Each compares the backend with slow definitions, on random strided
 * views (transposed, with gaps, expanded, at an offset), for all dtypes that the backend has. Whole blocks are compared, so that a write beside the view
 * shows. Blocks are reached through upload and download only, so an opaque asynchronous backend runs it too.
 *
 * Failing cases come as fast-check's counterexamples: the smallest views that fail, and the seed.
 *
 * @param makeBackend makes the backend, or promises it; called once
 * @param runner what registers tests: `{ describe, it }` of vitest or node:test
 *
 * @example
 * import { referenceBackend } from '@nn/testing';
 * import { kernelConformance } from '@nn/testing/conformance';
 * import { describe, it } from 'node:test';
 *
 * kernelConformance(() => referenceBackend(), { describe, it }, { skip: [{ kernel: 'sort', reason: 'planned' }] });
 */
export function kernelConformance(
  makeBackend: () => Backend | Promise<Backend>,
  runner: Runner,
  options: KernelConformanceOptions = {},
): void {
  const kit = new Kit(makeBackend, runner, options);
  memoryConformance(kit);
  fillAndCopyConformance(kit);
  expressionConformance(kit);
  reduceConformance(kit);
  matmulConformance(kit);
  indexingConformance(kit);
  orderConformance(kit);
  optionalConformance(kit);
}
