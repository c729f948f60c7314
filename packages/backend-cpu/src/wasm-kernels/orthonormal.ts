import type { WasmMemory } from '../arena/web-assembly.js';
import { baseline } from '../generated/orthonormal.js';
import { loadKernels } from './load.js';

/** Perpendicular vectors of float32: the same bits on every engine. Addresses in bytes, strides in elements. */
export interface OrthonormalKernels {
  /**
   * Replaces an m×n matrix, m ≥ n, by Q · length of the decomposition A = QR in which no diagonal element of R is negative; a column is 0
   * where that is. Any strides. The squares of columns' lengths are within float32's range. `workspace`: `orthonormalizeBytes(m, n)`, at a
   * multiple of 16.
   */
  orthonormalize(m: number, n: number, a: number, row: number, column: number, length: number, workspace: number): void;
  orthonormalizeBytes(m: number, n: number): number;
}

/** `null` on an engine without vector instructions. */
export function loadOrthonormal(memory: WasmMemory): OrthonormalKernels | null {
  return loadKernels({ baseline }, memory) as OrthonormalKernels | null;
}
