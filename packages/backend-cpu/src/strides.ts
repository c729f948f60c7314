import { contiguousStrides, type DType, isContiguous, type Shape, type View } from '@nn/core';
import type { CpuMemory } from './memory.js';

/** @internal True where the view's elements stand without a gap in row-major order. */
export function isDense(view: View): boolean {
  return isContiguous(view.shape, view.strides);
}

/** @internal True where every index reads the same element. */
export function isOneElement(view: View): boolean {
  const { shape, strides } = view;
  for (let axis = 0; axis < shape.length; axis++) if (strides[axis] !== 0 && shape[axis] !== 1) return false;
  return true;
}

/**
 * A walk over a strided shape in row-major order, as runs of elements that stand `step` apart. Axes that continue one another
 * are merged, so a dense shape is one run.
 *
 * @internal
 */
export class Walk {
  /** Where the next element stands. */
  at: number;
  readonly step: number;
  /** How many elements the run still has. */
  left: number;
  private readonly run: number;
  /** Outer axes, innermost first. */
  private readonly sizes: number[] = [];
  private readonly steps: number[] = [];
  private readonly index: number[] = [];

  constructor(shape: Shape, strides: readonly number[], offset: number) {
    let size = 1;
    let step = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const nextSize = shape[axis]!;
      const nextStep = strides[axis]!;
      if (nextSize === 1) continue;
      if (size === 1) {
        size = nextSize;
        step = nextStep;
      } else if (nextStep === size * step) {
        size *= nextSize;
      } else {
        this.sizes.push(size);
        this.steps.push(step);
        this.index.push(0);
        size = nextSize;
        step = nextStep;
      }
    }
    this.sizes.push(size);
    this.steps.push(step);
    this.index.push(0);
    this.run = this.sizes.shift()!;
    this.step = this.steps.shift()!;
    this.left = this.run;
    this.at = offset;
  }

  /** Moves on by the rest of the run, or by `most` elements if they are fewer; says by how many. */
  take(most: number): number {
    const count = most < this.left ? most : this.left;
    this.left -= count;
    this.at += count * this.step;
    if (this.left === 0) this.carry();
    return count;
  }

  private carry(): void {
    const { sizes, steps, index } = this;
    this.left = this.run;
    this.at -= this.run * this.step;
    for (let axis = 0; axis < sizes.length; axis++) {
      const next = index[axis]! + 1;
      this.at += steps[axis]!;
      if (next < sizes[axis]!) {
        index[axis] = next;
        return;
      }
      index[axis] = 0;
      this.at -= next * steps[axis]!;
    }
  }
}

/** @internal The same elements with `axis` moved to the end, its length beside. */
export function axisLast(view: View, axis: number): { readonly view: View; readonly length: number } {
  if (view.shape.length === 0) return { view, length: 1 };
  const move = (list: readonly number[]): number[] => [...list.slice(0, axis), ...list.slice(axis + 1), list[axis]!];
  const { storage, dtype, offset } = view;
  return {
    view: { storage, dtype, offset, shape: move(view.shape), strides: move(view.strides) },
    length: view.shape[axis]!,
  };
}

/** @internal A row-major view of memory that no tensor owns. */
export function contiguousView(memory: CpuMemory, dtype: DType, shape: Shape): View {
  return {
    storage: { dtype, length: memory.length, memory },
    dtype,
    shape,
    strides: contiguousStrides(shape),
    offset: 0,
  };
}
