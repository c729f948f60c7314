import { dtypes, NnError, numelOf, type TypedArray, type View } from '@nn/core';
import { isDense } from '../strides.js';
import type { Arena } from './arena.js';
import { Block } from './block.js';
import { PAGE } from './web-assembly.js';

/** What a launch's own parameters may take, at the start of the workspace. */
const parameterBytes = PAGE / 4;

const nothing = /* @__PURE__ */ new Uint8Array(0);

/**
 * Puts the operands of a Wasm kernel where it can reach them: blocks into the arena, arrays of the host, which are small, into the
 * workspace, and what was written of those back.
 */
export class Staging {
  /** Host arrays, where they stand, and whether they are written: lists side by side, used again by every launch. */
  private readonly arrays: TypedArray[] = [];
  private readonly places: number[] = [];
  private readonly written: boolean[] = [];
  private count = 0;
  private used = 0;

  constructor(private readonly arena: Arena) {}

  /**
   * Fills in where the views' first elements are, of inputs and then of outputs. False, with nothing done, where there is no room.
   *
   * @param addresses in bytes
   */
  bringIn(inputs: readonly View[], outputs: readonly View[], addresses: number[]): boolean {
    const { arena } = this;
    const first = inputs.length;
    const count = first + outputs.length;
    arena.residency.begin();
    this.forget();
    // The memory may grow for blocks, and arrays over it die then: host arrays come after all blocks.
    let isAllBlocks = true;
    for (let i = 0; i < count; i++) {
      const { storage, offset, dtype } = i < first ? inputs[i]! : outputs[i - first]!;
      const { memory } = storage;
      if (memory instanceof Block) {
        if (memory.arena !== arena) throw foreignBlock();
        const { pointer } = memory;
        if (pointer === 0) return false;
        addresses[i] = pointer + offset * dtypes[dtype].bytes;
      } else isAllBlocks = false;
    }
    if (isAllBlocks) return true;
    this.used = arena.workspace + parameterBytes;
    for (let i = 0; i < count; i++) {
      const view = i < first ? inputs[i]! : outputs[i - first]!;
      const array = view.storage.memory;
      if (array instanceof Block) continue;
      const address = this.stage(array as TypedArray, view, i >= first);
      if (address === 0) return false;
      addresses[i] = address + view.offset * dtypes[view.dtype].bytes;
    }
    return true;
  }

  /** Copies what was written to the arrays where it belongs. */
  bringOut(): void {
    for (let i = 0; i < this.count; i++) if (this.written[i]!) this.copyOut(this.arrays[i]!, this.places[i]!);
    this.forget();
  }

  private copyOut(array: TypedArray, address: number): void {
    const words = this.wordsOf(array);
    const at = address / array.BYTES_PER_ELEMENT;
    if (array.length > 64) array.set(words.subarray(at, at + array.length) as never);
    else for (let k = 0; k < array.length; k++) array[k] = words[at + k]!;
  }

  private stage(array: TypedArray, view: View, isWritten: boolean): number {
    const { arrays, places, written, count } = this;
    for (let i = 0; i < count; i++) {
      if (arrays[i] !== array) continue;
      if (isWritten) written[i] = true;
      return places[i]!;
    }
    const address = this.used;
    if (address + array.byteLength > this.arena.workspaceEnd) {
      this.forget();
      return 0;
    }
    this.used += Math.ceil(array.byteLength / 16) * 16;
    // An output that is all of its array is all written.
    if (!isWritten || numelOf(view.shape) !== array.length || !isDense(view)) {
      this.wordsOf(array).set(array as never, address / array.BYTES_PER_ELEMENT);
    }
    arrays[count] = array;
    places[count] = address;
    written[count] = isWritten;
    this.count++;
    return address;
  }

  private forget(): void {
    for (let i = 0; i < this.count; i++) this.arrays[i] = nothing;
    this.count = 0;
  }

  /** The arena's memory as the kind of array that this one is; 16-bit floats come in blocks only. */
  private wordsOf(array: TypedArray): Float32Array {
    const { words } = this.arena;
    if (array instanceof Float32Array) return words.F32;
    if (array instanceof Int32Array) return words.I32 as unknown as Float32Array;
    if (array instanceof Uint8Array) return words.U8 as unknown as Float32Array;
    if (array instanceof BigInt64Array) return words.I64 as unknown as Float32Array;
    return words.F64 as unknown as Float32Array;
  }
}

/** Its addresses say nothing here. */
function foreignBlock(): NnError {
  return new NnError('BACKEND', "kernels of one CPU backend were given another's memory", {
    advice: 'Call cpu() once, and take memory and kernels of what it returns.',
  });
}
