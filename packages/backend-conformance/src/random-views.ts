import { type DType, isFloating, numelOf, type Scalar, type Shape } from '@nn/core';
import { Generator } from '@nn/random';
import { tensor, type Tensor } from '@nn/tensor';

/** What values an input has. */
export type Values =
  | 'any'
  /** Between 0.25 and 4. */
  | 'positive'
  /** Within ±0.98. */
  | 'unit'
  /** Never 0. */
  | 'nonzero'
  /** Whole numbers from 0 to below `below`. */
  | { readonly below: number };

export interface InputSpec {
  readonly shape: Shape;
  /** @default 'any' */
  readonly values?: Values;
  /** @default the dtype of the case */
  readonly dtype?: DType;
  /** Never an expanded view: it is written to. @default false */
  readonly written?: boolean;
}

/** One view, as data: it can be made on any device, with the same values. */
export class ViewPlan {
  constructor(
    readonly baseShape: Shape,
    readonly values: readonly Scalar[],
    readonly dtype: DType,
    private readonly steps: readonly Step[],
  ) {}

  /** The block, and the view of it. */
  make(device: string): { readonly base: Tensor; readonly view: Tensor } {
    const base = tensorOf(this.values, this.baseShape, this.dtype, device);
    return { base, view: this.viewOf(base) };
  }

  /** The view of a block of the plan's shape. */
  viewOf(base: Tensor): Tensor {
    return this.steps.reduce((x, step) => step.apply(x), base);
  }

  toString(): string {
    return `${this.dtype}[${this.baseShape.join(', ')}]${this.steps.map((step) => `.${step.text}`).join('')}`;
  }
}

interface Step {
  readonly text: string;
  readonly apply: (x: Tensor) => Tensor;
}

/** Draws shapes and views; equal seeds draw equally. */
export class Draw {
  private readonly generator: Generator;

  constructor(seed: number) {
    this.generator = new Generator(seed);
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + (this.generator.nextUint32() % (high - low + 1));
  }

  pick<T>(items: readonly T[]): T {
    return items[this.integer(0, items.length - 1)]!;
  }

  shape(minAxes: number, maxAxes = 4, minSize = 0): number[] {
    return Array.from({ length: this.integer(minAxes, maxAxes) }, () => this.integer(minSize, 5));
  }

  /** A shape that broadcasts with the given one to it. */
  broadcasting(shape: Shape): number[] {
    const axes = shape.slice(this.integer(0, shape.length));
    return axes.map((size) => (this.integer(0, 3) === 0 ? 1 : size));
  }

  view(spec: InputSpec, dtype: DType): ViewPlan {
    const own = spec.dtype ?? dtype;
    let shape = [...spec.shape];
    const steps: Step[] = [];
    for (let left = this.integer(0, 3); left > 0; left--) {
      const [before, step] = this.stepBefore(shape, spec.written === true);
      shape = before;
      steps.unshift(step);
    }
    const values = Array.from({ length: numelOf(shape) }, () => this.value(spec.values ?? 'any', own));
    return new ViewPlan(shape, values, own, steps);
  }

  /** A step that ends in a view of `shape`, and the shape that it starts from. */
  private stepBefore(shape: readonly number[], written: boolean): [before: number[], step: Step] {
    const axis = shape.length === 0 ? -1 : this.integer(0, shape.length - 1);
    switch (axis < 0 ? 'select' : this.pick(['permute', 'stride', 'narrow', 'expand', 'select'] as const)) {
      case 'permute': {
        const order = shape.map((_, i) => i);
        for (let i = order.length - 1; i > 0; i--) {
          const other = this.integer(0, i);
          [order[i], order[other]] = [order[other]!, order[i]!];
        }
        const before = new Array<number>(shape.length);
        order.forEach((from, to) => (before[from] = shape[to]!));
        return [before, { text: `permute([${order.join(', ')}])`, apply: (x) => x.permute(order) }];
      }
      case 'stride': {
        const key = shape.map((_, i) => (i === axis ? '1::2' : ':'));
        return [
          with_(shape, axis, shape[axis]! * 2 + 1),
          { text: `at(${key.join(', ')})`, apply: (x) => x.at(...key) },
        ];
      }
      case 'narrow': {
        const [start, size] = [this.integer(0, 2), shape[axis]!];
        const before = with_(shape, axis, start + size + this.integer(0, 2));
        return [before, { text: `narrow(${axis}, ${start}, ${size})`, apply: (x) => x.narrow(axis, start, size) }];
      }
      case 'expand': {
        if (written) return [[...shape], { text: 'at()', apply: (x) => x }];
        return [with_(shape, axis, 1), { text: `expand([${shape.join(', ')}])`, apply: (x) => x.expand(shape) }];
      }
      case 'select': {
        const at = this.integer(0, shape.length);
        const index = this.integer(0, 2);
        return [shape.toSpliced(at, 0, 3), { text: `select(${at}, ${index})`, apply: (x) => x.select(at, index) }];
      }
    }
  }

  private value(values: Values, dtype: DType): Scalar {
    if (dtype === 'bool') return this.integer(0, 1) === 1;
    const number = typeof values === 'object' ? this.integer(0, values.below - 1) : this.number(values, dtype);
    return dtype === 'int64' ? BigInt(number) : number;
  }

  private number(values: Exclude<Values, object>, dtype: DType): number {
    const unsigned = dtype === 'uint8';
    const whole = !isFloating(dtype);
    if (values === 'positive') return whole ? this.integer(1, 9) : this.integer(64, 1024) / 256;
    if (values === 'unit') return whole ? this.integer(0, 1) : this.integer(-250, 250) / 256;
    const low = unsigned ? 0 : -9;
    const number = whole ? this.integer(low, 9) : this.integer(-2048, 2048) / 512;
    return values === 'nonzero' && number === 0 ? 1 : number;
  }
}

function with_(shape: readonly number[], axis: number, size: number): number[] {
  return shape.with(axis, size);
}

/** A row-major tensor of plain values. */
export function tensorOf(values: readonly Scalar[], shape: Shape, dtype: DType, device: string): Tensor {
  if (dtype === 'bool') return tensor(values.map(Boolean), { shape, dtype, device });
  const half = dtype === 'float16' || dtype === 'bfloat16';
  const host = half || dtype === 'float32' ? Float32Array.from(values, Number) : hostArray(values, dtype);
  return tensor(host, { shape, device }).to(dtype);
}

function hostArray(values: readonly Scalar[], dtype: DType): Float64Array | Int32Array | BigInt64Array | Uint8Array {
  if (dtype === 'float64') return Float64Array.from(values, Number);
  if (dtype === 'int32') return Int32Array.from(values, Number);
  return dtype === 'int64' ? BigInt64Array.from(values, BigInt) : Uint8Array.from(values, Number);
}
