import type { TypedArray } from '@nn/core';
import { type Heap, heap } from '../heap.js';

type Kind = 'sum' | 'prod' | 'max' | 'min';

/** How values in the heap, from address `i` on, join an accumulator. */
export interface Fold {
  /** All of them one element of it. */
  row(into: TypedArray, at: number, i: number, count: number): void;
  /** Each its own element, `step` apart. */
  columns(into: TypedArray, at: number, step: number, i: number, count: number): void;
}

/** @internal */
export function foldsOf(type: 'float64' | 'int32' | 'int64', kind: Kind): Fold {
  if (type === 'float64') return float64Folds[kind];
  if (type === 'int64') return int64Folds[kind];
  return kind === 'sum' ? int32Sum : int32Product;
}

const float64Folds: Record<Kind, Fold> = /* @__PURE__ */ (({ F64 }: Heap) => ({
  sum: {
    // Four sums side by side: a shorter chain of additions, and a smaller error.
    row(into: Float64Array, at, i, count) {
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      const end = i + count;
      for (; i < end - 3; i = (i + 4) | 0) {
        a += F64[i]!;
        b += F64[(i + 1) | 0]!;
        c += F64[(i + 2) | 0]!;
        d += F64[(i + 3) | 0]!;
      }
      for (; i < end; i = (i + 1) | 0) a += F64[i]!;
      into[at] = into[at]! + (a + b + (c + d));
    },
    columns(into: Float64Array, at, step, i, count) {
      for (const end = i + count; i < end; i = (i + 1) | 0, at += step) into[at] = into[at]! + F64[i]!;
    },
  },
  prod: {
    row(into: Float64Array, at, i, count) {
      let result = into[at]!;
      for (const end = i + count; i < end; i = (i + 1) | 0) result *= F64[i]!;
      into[at] = result;
    },
    columns(into: Float64Array, at, step, i, count) {
      for (const end = i + count; i < end; i = (i + 1) | 0, at += step) into[at] = into[at]! * F64[i]!;
    },
  },
  max: {
    row(into: Float64Array, at, i, count) {
      let best = into[at]!;
      for (const end = i + count; i < end; i = (i + 1) | 0) {
        const value = F64[i]!;
        if (value > best || value !== value) best = value;
      }
      into[at] = best;
    },
    columns(into: Float64Array, at, step, i, count) {
      for (const end = i + count; i < end; i = (i + 1) | 0, at += step) {
        const value = F64[i]!;
        if (value > into[at]! || value !== value) into[at] = value;
      }
    },
  },
  min: {
    row(into: Float64Array, at, i, count) {
      let best = into[at]!;
      for (const end = i + count; i < end; i = (i + 1) | 0) {
        const value = F64[i]!;
        if (value < best || value !== value) best = value;
      }
      into[at] = best;
    },
    columns(into: Float64Array, at, step, i, count) {
      for (const end = i + count; i < end; i = (i + 1) | 0, at += step) {
        const value = F64[i]!;
        if (value < into[at]! || value !== value) into[at] = value;
      }
    },
  },
}))(heap);

function int32Fold(join: (a: number, b: number) => number): Fold {
  return {
    row(into: Int32Array, at, i, count) {
      for (const end = i + count; i < end; i++) into[at] = join(into[at]!, heap.I32[i]!);
    },
    columns(into: Int32Array, at, step, i, count) {
      for (const end = i + count; i < end; i++, at += step) into[at] = join(into[at]!, heap.I32[i]!);
    },
  };
}

const int32Sum: Fold = /* @__PURE__ */ int32Fold((a, b) => a + b);
const int32Product: Fold = /* @__PURE__ */ int32Fold(Math.imul);

function int64Fold(join: (a: bigint, b: bigint) => bigint): Fold {
  return {
    row(into: BigInt64Array, at, i, count) {
      for (const end = i + count; i < end; i++) into[at] = join(into[at]!, heap.I64[i]!);
    },
    columns(into: BigInt64Array, at, step, i, count) {
      for (const end = i + count; i < end; i++, at += step) into[at] = join(into[at]!, heap.I64[i]!);
    },
  };
}

const int64Folds: Record<Kind, Fold> = {
  sum: {
    .../* @__PURE__ */ int64Fold((a, b) => a + b),
    // Words are added apart, exactly, and joined once.
    row(into: BigInt64Array, at, i, count) {
      let low = 0;
      let high = 0;
      for (const end = i + count; i < end; i++) {
        low += heap.I32[2 * i]! >>> 0;
        high += heap.I32[2 * i + 1]!;
      }
      into[at] = into[at]! + (BigInt(high) << 32n) + BigInt(low);
    },
  },
  prod: /* @__PURE__ */ int64Fold((a, b) => a * b),
  max: /* @__PURE__ */ int64Fold((a, b) => (a > b ? a : b)),
  min: /* @__PURE__ */ int64Fold((a, b) => (a < b ? a : b)),
};
