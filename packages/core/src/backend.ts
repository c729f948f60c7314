import type { DType, TypedArray } from './dtype.js';
import type { KernelTable } from './kernels.js';
import type { MemoryStats } from './residency/residency.js';

/** What a backend can do, as data: nobody asks for its name to find out. */
export interface Capabilities {
  /** Values can be read without waiting. Where false, only the asynchronous readers work. */
  readonly syncRead: boolean;
  /** The dtypes that it stores and computes. */
  readonly dtypes: readonly DType[];
}

/**
 * A backend's memory: what a residency manager asks of it. `Memory` is opaque to everybody else.
 * Positions and lengths count elements of the block's dtype.
 */
export interface MemoryPort<Memory = unknown> {
  /**
   * A zeroed block; where `blank`, it may hold anything, as a kernel is about to write all of it. Throws NnError 'MEMORY' where there is
   * no room, leaving everything usable.
   */
  allocate(dtype: DType, length: number, blank?: boolean): Memory;
  /** The block is not used again. */
  free(memory: Memory): void;
  /** Copies `data` into the block from element `start`. The array may be changed by its owner as soon as this returns. */
  upload(memory: Memory, data: TypedArray, start: number): void;
  /** A copy of `length` elements from `start`, after everything dispatched before. */
  download(memory: Memory, start: number, length: number): Promise<TypedArray>;
  /** The same at once; present exactly where `capabilities.syncRead`. */
  downloadSync?(memory: Memory, start: number, length: number): TypedArray;
  /** Frees the block once `owner`, who alone knows of it, is collected. Absent where that is not worth a finalizer. */
  watch?(owner: object, memory: Memory): void;
  /** What the memory has done so far; absent where there is nothing to count. */
  stats?(): MemoryStats;
}

/** Memory and kernels under a name. Dispatch never waits; only `download` does. */
export interface Backend {
  /** The device that tensors name: `'cpu'`, `'webgpu'`. */
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly memory: MemoryPort;
  readonly kernels: KernelTable;
}
