import type { DType, TypedArray, View } from '@nn/core';
import { type Access, loads, manyElements, stores } from './access.js';
import { addressOf, CHUNK, heapOf, type HeapType, heapType, registers } from './heap.js';
import { conversion } from './loops/casts.js';
import type { Loop } from './loops/loop.js';
import { memoryOf } from './memory.js';
import { isDense, Walk } from './strides.js';

const nothing = /* @__PURE__ */ new Uint8Array(0);

/** True where storing a number of the one in an array of the other is the conversion. */
function isPlain(from: DType, to: DType): boolean {
  return (to === 'float32' || to === 'float64') && from !== 'int64' && from !== 'float16' && from !== 'bfloat16';
}

/** A place that moves through a view in row-major order. */
class ViewStream {
  protected memory: TypedArray = nothing;
  protected at = 0;
  /** Present while the view is strided. */
  protected walk: Walk | null = null;

  /** Goes to the view's first element; the only one, where it is `single`. */
  open(view: View, single: boolean = false): this {
    this.memory = memoryOf(view);
    this.at = view.offset;
    this.walk = single || isDense(view) ? null : new Walk(view.shape, view.strides, view.offset);
    return this;
  }

  /** Forgets the view: a stream that is kept must not keep its memory alive. */
  close(): void {
    this.memory = nothing;
    this.walk = null;
  }

  protected access(carry: Access, address: number, count: number): void {
    const { walk } = this;
    if (walk === null) {
      carry(this.memory, this.at, 1, address, count);
      this.at += count;
      return;
    }
    while (count > 0) {
      const { at } = walk;
      const taken = walk.take(count);
      carry(this.memory, at, walk.step, address, taken);
      address += taken;
      count -= taken;
    }
  }
}

/**
 * Brings a view's elements into the heap, a chunk at most at a time, converted to `to`.
 *
 * @internal
 */
export class ViewReader extends ViewStream {
  private readonly load: Access;
  private readonly convert: Loop | null;
  private readonly stage: number;
  private readonly plain: TypedArray | null;

  constructor(dtype: DType, to: HeapType) {
    super();
    const held = heapType(dtype);
    this.load = loads[dtype];
    this.convert = conversion(held, to);
    this.stage = addressOf(held, registers.stage);
    this.plain = this.convert !== null && isPlain(dtype, to) ? heapOf(to) : null;
  }

  read(address: number, count: number): void {
    if (this.convert === null) this.access(this.load, address, count);
    else if (this.plain !== null && this.walk === null && count >= manyElements) {
      (this.plain as Float64Array).set(this.memory.subarray(this.at, this.at + count) as Float64Array, address);
      this.at += count;
    } else {
      this.access(this.load, this.stage, count);
      this.convert(address, address + count, this.stage, 1, 0, 0, 0, 0);
    }
  }
}

/**
 * Takes a view's elements from the heap, a chunk at most at a time, converted from `from`.
 *
 * @internal
 */
export class ViewWriter extends ViewStream {
  private readonly store: Access;
  private readonly convert: Loop | null;
  private readonly stage: number;

  constructor(dtype: DType, from: HeapType) {
    super();
    this.store = stores[dtype];
    this.convert = conversion(from, dtype);
    this.stage = addressOf(heapType(dtype), registers.stage);
  }

  write(address: number, count: number): void {
    if (this.convert === null) this.access(this.store, address, count);
    else {
      this.convert(this.stage, this.stage + count, address, 1, 0, 0, 0, 0);
      this.access(this.store, this.stage, count);
    }
  }
}

/** @internal Puts the next `count` elements of a reader that converts to `type` into an array of that type. */
export function readInto(reader: ViewReader, type: HeapType, target: TypedArray, start: number, count: number): void {
  const work = addressOf(type, registers.work);
  for (let done = 0; done < count; done += CHUNK) {
    const part = Math.min(CHUNK, count - done);
    reader.read(work, part);
    stores[type](target, start + done, 1, work, part);
  }
}

/** @internal Takes the next `count` elements for a writer that converts from `type` out of an array of that type. */
export function writeFrom(writer: ViewWriter, type: HeapType, source: TypedArray, start: number, count: number): void {
  const work = addressOf(type, registers.work);
  for (let done = 0; done < count; done += CHUNK) {
    const part = Math.min(CHUNK, count - done);
    loads[type](source, start + done, 1, work, part);
    writer.write(work, part);
  }
}
