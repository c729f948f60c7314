import { type DType, dtypes, type MemoryPort, type TypedArray, type View } from '@nn/core';
import type { Arena } from './arena/arena.js';
import { Block } from './arena/block.js';
import { hostArray } from './host-array.js';

/** A tensor's memory: an array of the host's, or a block that may be in an arena. */
export type CpuMemory = TypedArray | Block;

/** @internal The elements of the memory that a view looks at, good until an arena grows: nobody keeps them. */
export function memoryOf(view: View): TypedArray {
  return arrayOf(view.storage.memory as CpuMemory);
}

function arrayOf(memory: CpuMemory): TypedArray {
  return ArrayBuffer.isView(memory) ? memory : memory.array;
}

/** What every memory of the CPU does alike. */
const transfers = {
  upload(memory: CpuMemory, data: TypedArray, start: number): void {
    (arrayOf(memory) as Float64Array).set(data as Float64Array, start);
  },
  download: (memory: CpuMemory, start: number, length: number): Promise<TypedArray> =>
    Promise.resolve(arrayOf(memory).slice(start, start + length)),
  downloadSync: (memory: CpuMemory, start: number, length: number): TypedArray =>
    arrayOf(memory).slice(start, start + length),
};

/** Arrays of the garbage collector: nothing is freed by hand. */
export const memory: MemoryPort<TypedArray> = /* @__PURE__ */ {
  ...(transfers as Omit<MemoryPort<TypedArray>, 'allocate' | 'free'>),
  allocate: hostArray,
  free() {},
};

/** Finalizers cost more than copying blocks below this. */
const watchedBytes = 65536;

/** Blocks of an arena, but for what is small. */
export function arenaMemory(arena: Arena): MemoryPort<CpuMemory> {
  return {
    ...transfers,
    allocate(dtype, length, blank = false) {
      if (length * dtypes[dtype].bytes <= arena.hostBytes) return hostArray(dtype, length);
      // No kernel runs.
      arena.residency.begin();
      const block = new Block(arena, dtype, length);
      arena.budget.made(block.bytes);
      if (!block.enter()) block.settle(hostArray(dtype, length));
      else if (!blank) (block.array as Float64Array).fill(zeroOf(dtype) as number);
      return block;
    },
    free(block) {
      if (block instanceof Block) block.free();
    },
    watch(owner, block) {
      if (block instanceof Block && block.bytes >= watchedBytes) arena.residency.watch(owner, block);
    },
    stats: () => arena.stats,
  };
}

function zeroOf(dtype: DType): number | bigint {
  return dtype === 'int64' ? 0n : 0;
}
