import { type DType, dtypes, type Resident, type Token, type TypedArray } from '@nn/core';
import { hostArray, windowOn } from '../host-array.js';
import type { Arena } from './arena.js';
import type { Chunk } from './chunks.js';

/** A tensor's memory: in the arena, or in an array of the host's. Kernels in JavaScript take it where it is, others bring it in. */
export class Block implements Resident {
  older: Resident | null = null;
  newer: Resident | null = null;
  kernel = -1;
  token: Token | null = null;
  readonly bytes: number;
  private chunk: Chunk | null = null;
  /** The values, where they are not in the arena; else an array over the arena's memory, good for one generation of it. */
  private values: TypedArray | null = null;
  private generation = -1;

  /** Holds nothing yet: `enter`, or `settle`, is next. */
  constructor(
    readonly arena: Arena,
    readonly dtype: DType,
    readonly length: number,
  ) {
    this.bytes = length * dtypes[dtype].bytes;
  }

  /** Takes room in the arena, with whatever it holds; false where there is none. */
  enter(): boolean {
    const chunk = this.arena.reserve(this.bytes);
    if (chunk === null) return false;
    this.chunk = chunk;
    this.values = null;
    this.generation = -1;
    this.arena.residency.enter(this);
    return true;
  }

  /** Lives on the host with these values. */
  settle(values: TypedArray): void {
    this.values = values;
  }

  /** Where it is in the arena, brought in if need be, in use by the running kernel; 0 where there is no room. */
  get pointer(): number {
    if (this.chunk === null) {
      const { values } = this;
      if (values === null) return 0;
      this.arena.budget.cameBack(this.bytes);
      if (!this.enter()) return 0;
      (this.array as Float64Array).set(values as Float64Array);
    }
    this.arena.residency.touch(this);
    return this.chunk!.address;
  }

  /** The elements, wherever they are. An array over the arena's memory dies when that grows: nobody keeps it. */
  get array(): TypedArray {
    const { arena, chunk } = this;
    if (chunk === null) return this.values!;
    arena.residency.touch(this);
    if (this.generation !== arena.generation) {
      this.values = windowOn(this.dtype, arena.memory.buffer, chunk.address, this.length);
      this.generation = arena.generation;
    }
    return this.values!;
  }

  /** Leaves the arena for the host. */
  spill(): void {
    const copy = hostArray(this.dtype, this.length);
    (copy as Float64Array).set(this.array as Float64Array);
    this.arena.residency.spill(this);
    this.vacate(copy);
  }

  /** Its values are gone. No effect the second time. */
  free(): void {
    if (this.chunk === null) {
      this.values = null;
      return;
    }
    this.arena.residency.leave(this);
    this.vacate(null);
  }

  private vacate(values: TypedArray | null): void {
    this.arena.release(this.chunk!);
    this.chunk = null;
    this.values = values;
  }
}
