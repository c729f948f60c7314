import { Budget, type MemoryStats, Residency } from '@nn/core';
import type { Block } from './block.js';
import { type Chunk, Chunks, GRANULE } from './chunks.js';
import { PAGE, type WasmMemory, webAssembly } from './web-assembly.js';

export interface ArenaOptions {
  /** The most bytes that blocks may take, as far as the operands of one kernel fit: beyond, old ones leave for the host. */
  readonly budget: number;
  /** The first address that is used. */
  readonly base?: number;
  /** Up to so many bytes, a tensor is an array of the host's from birth: cheaper to make, and JavaScript is quick enough with it. */
  readonly hostBytes?: number;
}

/** What kernels have beside blocks: parameters first, then copies of operands that are no blocks. */
const workspaceBytes = 4 * PAGE;

/** Up to the last page: no address wraps around. */
const limit = 2 ** 32 - PAGE;

/** The same bytes in the types of array that parameters have. Made again whenever the memory has grown. */
export interface Words {
  readonly U8: Uint8Array;
  readonly I32: Int32Array;
  readonly F32: Float32Array;
  readonly F64: Float64Array;
  readonly I64: BigInt64Array;
}

/**
 * One WebAssembly memory, in which tensors live that are large enough for Wasm kernels. A cache over collected memory: within a `Budget`,
 * and what has not been used for longest leaves for the host (`Block`).
 *
 * Pointers are plain numbers up to 2^32: an address that comes from bitwise arithmetic needs `>>> 0`.
 */
export class Arena {
  readonly residency: Residency<Block> = new Residency((block) => block.free());
  readonly budget: Budget;
  readonly hostBytes: number;
  /** Counts how often the memory has grown: arrays over it from before are dead. */
  generation = 0;
  readonly workspace: number;
  readonly workspaceEnd: number;
  private readonly chunks: Chunks;
  private wasm: WasmMemory | null = null;
  private seen: Words | null = null;

  constructor({ budget, base = PAGE, hostBytes = 1024 }: ArenaOptions) {
    this.budget = new Budget(budget);
    this.hostBytes = hostBytes;
    this.workspace = base;
    this.workspaceEnd = base + workspaceBytes;
    this.chunks = new Chunks(this.workspaceEnd);
  }

  get stats(): MemoryStats {
    return this.residency.stats;
  }

  /** The memory: what kernels import. */
  get memory(): WasmMemory {
    return (this.wasm ??= new webAssembly!.Memory({ initial: this.workspaceEnd / PAGE, maximum: 65536 }));
  }

  get words(): Words {
    if (this.seen === null) {
      const { buffer } = this.memory;
      this.seen = {
        U8: new Uint8Array(buffer),
        I32: new Int32Array(buffer),
        F32: new Float32Array(buffer),
        F64: new Float64Array(buffer),
        I64: new BigInt64Array(buffer),
      };
    }
    return this.seen;
  }

  /**
   * Room for `bytes`: free, or new within the budget, or of blocks that leave, or, where all that is left are operands of the running
   * kernel, beyond the budget; `null` where the memory ends.
   */
  reserve(bytes: number): Chunk | null {
    const rounded = Math.max(GRANULE, Math.ceil(bytes / GRANULE) * GRANULE);
    const { chunks, residency } = this;
    for (;;) {
      const { oldest } = residency;
      if (oldest === null || residency.resident + bytes <= this.budget.bytes) {
        const chunk = chunks.take(rounded);
        if (chunk !== null) return chunk;
      }
      const top = chunks.top + chunks.growth(rounded);
      if ((oldest === null || top - chunks.base <= this.budget.bytes) && this.reach(top)) return chunks.extend(rounded);
      if (oldest === null) return null;
      oldest.spill();
    }
  }

  release(chunk: Chunk): void {
    this.chunks.give(chunk);
  }

  /** Makes the memory reach to an address; says whether it does. */
  private reach(top: number): boolean {
    if (top > limit) return false;
    const { memory } = this;
    const missing = top - memory.buffer.byteLength;
    if (missing <= 0) return true;
    // Pages that nobody has touched cost nothing, and arrays die whenever the memory grows.
    const ahead = Math.min(limit - memory.buffer.byteLength, Math.max(missing, 256 * PAGE));
    return this.grow(memory, ahead) || this.grow(memory, missing);
  }

  private grow(memory: WasmMemory, bytes: number): boolean {
    try {
      memory.grow(Math.ceil(bytes / PAGE));
    } catch {
      return false;
    }
    this.generation++;
    this.seen = null;
    return true;
  }
}
