import type { DType } from '@nn/core';
import type { ExprType } from '@nn/core/expression';
import { type Heap, heap, type HeapType } from '../heap.js';
import type { Loop } from './loop.js';

/**
 * How a chunk changes its type on the way to memory of another dtype, by C's rules as PyTorch has them on x86-64; `null` where it
 * does not. Float to integer truncates, and what does not fit gives the least int32 or int64 (uint8 is the low byte of the int64);
 * integers wrap; anything to bool is `≠ 0`. float16 and bfloat16 are made of float32.
 *
 * @internal
 */
export function conversion(from: HeapType, to: DType): Loop | null {
  switch (to) {
    case 'float32':
    case 'float16':
    case 'bfloat16':
      return toFloat32[from];
    case 'float64':
      return toFloat64[from];
    case 'int32':
      return toInt32[from];
    case 'uint8':
      return toUint8[from];
    case 'int64':
      return toInt64[from];
    case 'bool':
      return toBool[from];
  }
}

/**
 * The loop that casts within an expression: floats become integers by truncation and saturation, NaN becomes 0, as Wasm and WGSL
 * have it; all else as above.
 *
 * @internal
 */
export function castLoop(from: ExprType, to: ExprType): Loop | null {
  if (from === 'f32' || from === 'f64') {
    if (to === 'i32' || to === 'u32' || to === 'i64') return saturating[from][to];
  }
  if (from === 'u32')
    return to === 'f32'
      ? loops.uint32ToFloat32
      : to === 'f64'
        ? loops.uint32ToFloat64
        : to === 'i64'
          ? loops.uint32ToInt64
          : null;
  return conversion(dtypeOf[from], dtypeOf[to]);
}

/** @internal What holds an expression's type in the heap; u32 is int32's bits. */
export const dtypeOf: Readonly<Record<ExprType, HeapType>> = {
  f32: 'float32',
  f64: 'float64',
  i32: 'int32',
  u32: 'int32',
  i64: 'int64',
  bool: 'bool',
};

const loops = /* @__PURE__ */ (({ F32, F64, I32, I64, U8 }: Heap) =>
  ({
    float64ToFloat32: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F32[o] = F64[i]!;
    },
    int32ToFloat32: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F32[o] = I32[i]!;
    },
    boolToFloat32: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F32[o] = U8[i]!;
    },
    float32ToFloat64: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F64[o] = F32[i]!;
    },
    int32ToFloat64: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F64[o] = I32[i]!;
    },
    boolToFloat64: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F64[o] = U8[i]!;
    },
    boolToInt32: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) I32[o] = U8[i]!;
    },
    float32ToBool: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) U8[o] = +(F32[i] !== 0);
    },
    float64ToBool: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) U8[o] = +(F64[i] !== 0);
    },
    int32ToBool: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) U8[o] = +(I32[i] !== 0);
    },
    int64ToBool: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) U8[o] = +((I32[2 * i]! | I32[2 * i + 1]!) !== 0);
    },
    int64ToInt32: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) I32[o] = I32[2 * i]!;
    },
    int64ToFloat64: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F64[o] = I32[2 * i + 1]! * 2 ** 32 + (I32[2 * i]! >>> 0);
    },
    int64ToFloat32: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) {
        let low = I32[2 * i]!;
        const high = I32[2 * i + 1]!;
        // Beyond 2^53 the sum would round before the store does: twelve low bits become one that says whether any was set.
        if ((high >= 0x20_0000 || high < -0x20_0000) && (low & 0xfff) !== 0) low = (low & ~0xfff) | 0x800;
        F32[o] = high * 2 ** 32 + (low >>> 0);
      }
    },
    float32ToInt32: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) {
        const x = F32[i]!;
        I32[o] = x > -2147483649 && x < 2147483648 ? x : -2147483648;
      }
    },
    float32ToUint8: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) I32[o] = F32[i]!;
    },
    float32ToInt64: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) {
        const x = F32[i]!;
        const fits = x >= -(2 ** 63) && x < 2 ** 63;
        const whole = Math.trunc(x);
        I32[2 * o] = fits ? whole : 0;
        I32[2 * o + 1] = fits ? Math.floor(whole / 2 ** 32) : -2147483648;
      }
    },
    float32SaturatedToInt32: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) I32[o] = Math.min(Math.max(F32[i]!, -2147483648), 2147483647);
    },
    float32SaturatedToUint32: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) I32[o] = Math.min(Math.max(F32[i]!, 0), 4294967295);
    },
    float32SaturatedToInt64: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) I64[o] = saturated(F32[i]!);
    },
    float64ToInt32: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) {
        const x = F64[i]!;
        I32[o] = x > -2147483649 && x < 2147483648 ? x : -2147483648;
      }
    },
    float64ToUint8: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) I32[o] = F64[i]!;
    },
    float64ToInt64: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) {
        const x = F64[i]!;
        const fits = x >= -(2 ** 63) && x < 2 ** 63;
        const whole = Math.trunc(x);
        I32[2 * o] = fits ? whole : 0;
        I32[2 * o + 1] = fits ? Math.floor(whole / 2 ** 32) : -2147483648;
      }
    },
    float64SaturatedToInt32: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) I32[o] = Math.min(Math.max(F64[i]!, -2147483648), 2147483647);
    },
    float64SaturatedToUint32: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) I32[o] = Math.min(Math.max(F64[i]!, 0), 4294967295);
    },
    float64SaturatedToInt64: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) I64[o] = saturated(F64[i]!);
    },
    int32ToInt64: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) {
        const x = I32[i]!;
        I32[2 * o] = x;
        I32[2 * o + 1] = x >> 31;
      }
    },
    boolToInt64: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) I64[o] = U8[i] === 0 ? 0n : 1n;
    },
    uint32ToFloat32: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F32[o] = I32[i]! >>> 0;
    },
    uint32ToFloat64: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F64[o] = I32[i]! >>> 0;
    },
    uint32ToInt64: (o, e, i, s) => {
      for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) {
        I32[2 * o] = I32[i]!;
        I32[2 * o + 1] = 0;
      }
    },
  }) satisfies Record<string, Loop>)(heap);

function saturated(x: number): bigint {
  if (x !== x) return 0n;
  return x >= 2 ** 63 ? 2n ** 63n - 1n : x < -(2 ** 63) ? -(2n ** 63n) : BigInt(Math.trunc(x));
}

const toFloat32: Record<HeapType, Loop | null> = {
  float32: null,
  float64: loops.float64ToFloat32,
  int32: loops.int32ToFloat32,
  int64: loops.int64ToFloat32,
  bool: loops.boolToFloat32,
};
const toFloat64: Record<HeapType, Loop | null> = {
  float32: loops.float32ToFloat64,
  float64: null,
  int32: loops.int32ToFloat64,
  int64: loops.int64ToFloat64,
  bool: loops.boolToFloat64,
};
const toInt32: Record<HeapType, Loop | null> = {
  float32: loops.float32ToInt32,
  float64: loops.float64ToInt32,
  int32: null,
  int64: loops.int64ToInt32,
  bool: loops.boolToInt32,
};
const toUint8: Record<HeapType, Loop | null> = {
  float32: loops.float32ToUint8,
  float64: loops.float64ToUint8,
  int32: null,
  int64: loops.int64ToInt32,
  bool: loops.boolToInt32,
};
const toInt64: Record<HeapType, Loop | null> = {
  float32: loops.float32ToInt64,
  float64: loops.float64ToInt64,
  int32: loops.int32ToInt64,
  int64: null,
  bool: loops.boolToInt64,
};
const toBool: Record<HeapType, Loop | null> = {
  float32: loops.float32ToBool,
  float64: loops.float64ToBool,
  int32: loops.int32ToBool,
  int64: loops.int64ToBool,
  bool: null,
};
const saturating = {
  f32: { i32: loops.float32SaturatedToInt32, u32: loops.float32SaturatedToUint32, i64: loops.float32SaturatedToInt64 },
  f64: { i32: loops.float64SaturatedToInt32, u32: loops.float64SaturatedToUint32, i64: loops.float64SaturatedToInt64 },
};
