import type { ReduceKind, Scalar } from '@nn/core';
import type { ExprType } from '@nn/core/expression';
import type { HeapType } from '../heap.js';
import type { Loop } from '../loops/loop.js';
import type { ViewReader, ViewWriter } from '../view-stream.js';

/** A loop, the addresses that it works on, and in which slots its operands are: a slot knows whether it moves. */
export interface Step {
  readonly loop: Loop;
  readonly out: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly aSlot: number;
  readonly bSlot: number;
  readonly cSlot: number;
}

/** An input and the register that it comes into. */
export interface Load {
  readonly input: number;
  readonly slot: number;
  readonly address: number;
  readonly reader: ViewReader;
}

/** A constant, or a run-time parameter by its index, and the cell that it comes into. */
export interface Cell {
  readonly type: ExprType;
  readonly address: number;
  readonly value: Scalar;
}

/** An output and the register that it comes from. */
export interface Store {
  readonly type: HeapType;
  readonly address: number;
  readonly writer: ViewWriter;
}

/** A graph made ready to run on chunks of the heap. */
export interface Program {
  readonly loads: readonly Load[];
  readonly constants: readonly Cell[];
  /** The value is the index of the run-time parameter. */
  readonly scalars: readonly (Cell & { readonly value: number })[];
  readonly steps: readonly Step[];
  readonly stores: readonly Store[];
  readonly reduction: { readonly kind: ReduceKind; readonly axes: readonly number[] } | null;
  /** A step may refuse its operands. */
  readonly mayThrow: boolean;
  /** How many elements its registers hold: a power of two. */
  readonly chunk: number;
  /** By slot: 1 for a register, 0 for a cell and for an input that is one element. */
  readonly strides: number[];
}
