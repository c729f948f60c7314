import type { View } from '@nn/core';

/** In bytes. */
const cacheLine = 64;

/**
 * The axes that several views of one shape walk together, innermost first: axes of size 1 left out, axes that continue one another in
 * every view merged. Filled again for every launch.
 */
export class Geometry {
  readonly sizes: number[] = [];
  /** In elements: the steps of all views along the first axis, then along the next. */
  readonly steps: number[] = [];
  rank = 0;

  /** Looks at inputs, then outputs, of one shape. */
  fit(inputs: readonly View[], outputs: readonly View[]): void {
    const { sizes, steps } = this;
    const { shape } = outputs[0]!;
    const first = inputs.length;
    const operands = first + outputs.length;
    let rank = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis]!;
      if (size === 1) continue;
      const base = rank * operands;
      let continues = rank > 0;
      for (let i = 0; i < operands; i++) {
        const step = (i < first ? inputs[i]! : outputs[i - first]!).strides[axis]!;
        steps[base + i] = step;
        if (continues && step !== steps[base - operands + i]! * sizes[rank - 1]!) continues = false;
      }
      if (continues) sizes[rank - 1]! *= size;
      else sizes[rank++] = size;
    }
    if (rank === 0) {
      sizes[0] = 1;
      for (let i = 0; i < operands; i++) steps[i] = 1;
      rank = 1;
    }
    this.rank = rank;
  }

  /** Whether an operand stays where it is along the first axis, and along no other: what a fold of rows is written to. */
  isOfRows(operand: number, operands: number): boolean {
    for (let axis = 0; axis < this.rank; axis++) {
      if ((this.steps[axis * operands + operand] === 0) !== (axis === 0)) return false;
    }
    return true;
  }

  /**
   * Whether some view's elements lie together along the second axis, not the first: walked row by row, it would be fetched anew for every row.
   *
   * @param bytes of the views' elements
   */
  isTransposed(bytes: readonly number[]): boolean {
    if (this.rank < 2) return false;
    const { steps } = this;
    const operands = bytes.length;
    for (let i = 0; i < operands; i++) {
      const size = bytes[i]!;
      if (steps[i]! * size >= cacheLine && steps[operands + i]! * size < cacheLine) return true;
    }
    return false;
  }
}
