import type { ReduceKind, Shape, TypedArray, View } from '@nn/core';
import { addressOf, type HeapType, registers } from './heap.js';
import { memory } from './memory.js';
import { type Fold as FoldLoops, foldsOf } from './loops/folds.js';
import { conversion } from './loops/casts.js';
import type { Loop } from './loops/loop.js';
import { Walk } from './strides.js';
import { ViewWriter, writeFrom } from './view-stream.js';

type FoldType = 'float64' | 'int32' | 'int64';

/** Which arithmetic folds a type: float64 is exact, or accurate, for all but what wraps. */
function foldType(kind: ReduceKind, type: HeapType, logical: boolean): FoldType {
  if (logical) return 'float64';
  if (type === 'int64') return 'int64';
  return type === 'int32' && (kind === 'sum' || kind === 'prod') ? 'int32' : 'float64';
}

/** On truth values, `any` is a maximum and `all` a minimum. */
function foldKind(kind: ReduceKind, logical: boolean): 'sum' | 'prod' | 'max' | 'min' {
  if (kind === 'any') return 'max';
  if (kind === 'all') return 'min';
  if (logical) return kind === 'sum' || kind === 'max' ? 'max' : 'min';
  return kind;
}

const empty = { sum: 0, prod: 1, max: -Infinity, min: Infinity };
const emptyInt64 = { sum: 0n, prod: 1n, max: -(2n ** 63n), min: 2n ** 63n - 1n };

/**
 * Folds a stream of values, that come in row-major order of a shape, over some of its axes. Floats are accumulated in float64 and
 * rounded once at the end; integers wrap.
 *
 * @internal
 */
export class Fold {
  private readonly accumulator: TypedArray;
  private readonly type: FoldType;
  private readonly walk: Walk;
  private readonly loops: FoldLoops;
  private readonly truth: Loop | null;
  private readonly convert: Loop | null;
  private readonly truthAddress: number;
  private readonly address: number;

  constructor(kind: ReduceKind, type: HeapType, shape: Shape, axes: readonly number[]) {
    const logical = type === 'bool' || kind === 'any' || kind === 'all';
    const simple = foldKind(kind, logical);
    const strides = new Array<number>(shape.length);
    let length = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const reduced = axes.includes(axis);
      strides[axis] = reduced ? 0 : length;
      if (!reduced) length *= shape[axis]!;
    }
    this.walk = new Walk(shape, strides, 0);
    this.type = foldType(kind, type, logical);
    this.loops = foldsOf(this.type, simple);
    this.accumulator = memory.allocate(this.type, length);
    if (this.type === 'int64') (this.accumulator as BigInt64Array).fill(emptyInt64[simple]);
    else (this.accumulator as Float64Array).fill(logical ? (simple === 'min' ? 1 : 0) : empty[simple]);
    this.truth = logical ? conversion(type, 'bool') : null;
    this.truthAddress = addressOf('bool', registers.truths);
    this.convert = conversion(logical ? 'bool' : type, this.type);
    this.address = addressOf(this.type, registers.folded);
  }

  /** Takes the next values from the heap: a chunk at most. */
  add(address: number, count: number): void {
    if (this.truth !== null) {
      this.truth(this.truthAddress, this.truthAddress + count, address, 1, 0, 0, 0, 0);
      address = this.truthAddress;
    }
    if (this.convert !== null) {
      this.convert(this.address, this.address + count, address, 1, 0, 0, 0, 0);
      address = this.address;
    }
    const { walk, loops, accumulator } = this;
    while (count > 0) {
      const { at } = walk;
      const taken = walk.take(count);
      if (walk.step === 0) loops.row(accumulator, at, address, taken);
      else loops.columns(accumulator, at, walk.step, address, taken);
      address += taken;
      count -= taken;
    }
  }

  /** Writes the folds. */
  finish(out: View): void {
    const { length } = this.accumulator;
    if (length > 0) writeFrom(new ViewWriter(out.dtype, this.type).open(out), this.type, this.accumulator, 0, length);
  }
}
