import { type Kernel, numelOf, type OrthonormalizeAttributes, type View } from '@nn/core';
import type { Arena } from '../arena/arena.js';
import type { Staging } from '../arena/staging.js';
import { memoryOf } from '../memory.js';
import type { OrthonormalKernels } from '../wasm-kernels/orthonormal.js';

/** Up to so many elements, float64 in JavaScript takes next to no time. */
const fewElements = 1024;

/** Perpendicular vectors by vector instructions in float32; small matrices, and what finds no room, as the reference makes them. */
export function wasmOrthonormalize(
  arena: Arena,
  staging: Staging,
  load: () => OrthonormalKernels,
): Kernel<OrthonormalizeAttributes> {
  let kernels: OrthonormalKernels | null = null;
  const addresses: number[] = [];
  return (_inputs, attributes, outputs) => {
    const out = outputs[0]!;
    const numel = numelOf(out.shape);
    if (numel > fewElements && orthonormalize(out, attributes.rows, numel / attributes.rows, attributes.length)) return;
    attributes.reference((memoryOf(out) as Float32Array).subarray(out.offset, out.offset + numel));
  };

  function orthonormalize(matrix: View, rows: number, columns: number, length: number): boolean {
    if (!staging.bringIn([matrix], [matrix], addresses)) return false;
    kernels ??= load();
    // A wide matrix is the transpose of a tall one.
    const [m, n, row, column] = rows >= columns ? [rows, columns, columns, 1] : [columns, rows, 1, columns];
    const workspace = arena.reserve(kernels.orthonormalizeBytes(m, n));
    if (workspace === null) return false;
    kernels.orthonormalize(m, n, addresses[0]!, row, column, length, workspace.address);
    arena.release(workspace);
    staging.bringOut();
    return true;
  }
}
