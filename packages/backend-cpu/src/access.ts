import type { DType, TypedArray } from '@nn/core';
import { type Heap, heap } from './heap.js';

interface Accessing {
  access(memory: TypedArray, at: number, step: number, address: number, count: number): void;
}

/** Carries `count` elements between a memory, from `at` on every `step`, and the heap, from `address` on without a gap. */
export type Access = Accessing['access'];

/** @internal From so many elements on the engine's own copy is faster than a loop. */
export const manyElements = 48;

function bulkLoad(target: TypedArray, memory: TypedArray, at: number, address: number, count: number): void {
  (target as Float64Array).set(memory.subarray(at, at + count) as Float64Array, address);
}

function bulkStore(source: TypedArray, memory: TypedArray, at: number, address: number, count: number): void {
  (memory as Float64Array).set(source.subarray(address, address + count) as Float64Array, at);
}

// One loop per dtype: a loop that has met several array types is slow for all of them.

/**
 * Memory into the heap, in the type that the dtype is computed in. A float16 NaN becomes quiet and keeps its payload.
 *
 * @internal
 */
export const loads: Readonly<Record<DType, Access>> = /* @__PURE__ */ (({ F32, F64, I32, I64, U8 }: Heap) => ({
  float32(memory: Float32Array, at, step, address, count) {
    if (step === 1 && count >= manyElements) return bulkLoad(F32, memory, at, address, count);
    for (const end = address + count; address < end; address = (address + 1) | 0, at += step)
      F32[address] = memory[at]!;
  },
  float64(memory: Float64Array, at, step, address, count) {
    if (step === 1 && count >= manyElements) return bulkLoad(F64, memory, at, address, count);
    for (const end = address + count; address < end; address = (address + 1) | 0, at += step)
      F64[address] = memory[at]!;
  },
  int32(memory: Int32Array, at, step, address, count) {
    if (step === 1 && count >= manyElements) return bulkLoad(I32, memory, at, address, count);
    for (const end = address + count; address < end; address = (address + 1) | 0, at += step)
      I32[address] = memory[at]!;
  },
  int64(memory: BigInt64Array, at, step, address, count) {
    if (step === 1 && count >= manyElements) return bulkLoad(I64, memory, at, address, count);
    for (const end = address + count; address < end; address = (address + 1) | 0, at += step)
      I64[address] = memory[at]!;
  },
  bool(memory: Uint8Array, at, step, address, count) {
    for (const end = address + count; address < end; address = (address + 1) | 0, at += step) U8[address] = memory[at]!;
  },
  uint8(memory: Uint8Array, at, step, address, count) {
    for (const end = address + count; address < end; address = (address + 1) | 0, at += step)
      I32[address] = memory[at]!;
  },
  float16(memory: Uint16Array, at, step, address, count) {
    for (const end = address + count; address < end; address = (address + 1) | 0, at += step) {
      const half = memory[at]!;
      const sign = (half & 0x8000) << 16;
      const magnitude = half & 0x7fff;
      if (magnitude >= 0x7c00)
        I32[address] = sign | 0x7f80_0000 | ((magnitude & 0x3ff) << 13) | (magnitude > 0x7c00 ? 0x40_0000 : 0);
      else if (magnitude >= 0x400) I32[address] = sign | ((magnitude << 13) + 0x3800_0000);
      else F32[address] = (sign === 0 ? 1 : -1) * magnitude * 2 ** -24;
    }
  },
  bfloat16(memory: Uint16Array, at, step, address, count) {
    for (const end = address + count; address < end; address = (address + 1) | 0, at += step)
      I32[address] = memory[at]! << 16;
  },
}))(heap);

/**
 * The heap into memory. float16 and bfloat16 are rounded to nearest, ties to even; of a NaN float16 keeps the sign and the quiet
 * bit, and bfloat16 gets 0x7fc0, as in PyTorch.
 *
 * @internal
 */
export const stores: Readonly<Record<DType, Access>> = /* @__PURE__ */ (({ F32, F64, I32, I64, U8 }: Heap) => ({
  float32(memory: Float32Array, at, step, address, count) {
    if (step === 1 && count >= manyElements) return bulkStore(F32, memory, at, address, count);
    for (const end = address + count; address < end; address = (address + 1) | 0, at += step)
      memory[at] = F32[address]!;
  },
  float64(memory: Float64Array, at, step, address, count) {
    if (step === 1 && count >= manyElements) return bulkStore(F64, memory, at, address, count);
    for (const end = address + count; address < end; address = (address + 1) | 0, at += step)
      memory[at] = F64[address]!;
  },
  int32(memory: Int32Array, at, step, address, count) {
    if (step === 1 && count >= manyElements) return bulkStore(I32, memory, at, address, count);
    for (const end = address + count; address < end; address = (address + 1) | 0, at += step)
      memory[at] = I32[address]!;
  },
  int64(memory: BigInt64Array, at, step, address, count) {
    if (step === 1 && count >= manyElements) return bulkStore(I64, memory, at, address, count);
    for (const end = address + count; address < end; address = (address + 1) | 0, at += step)
      memory[at] = I64[address]!;
  },
  bool(memory: Uint8Array, at, step, address, count) {
    if (step === 1 && count >= manyElements) return bulkStore(U8, memory, at, address, count);
    for (const end = address + count; address < end; address = (address + 1) | 0, at += step) memory[at] = U8[address]!;
  },
  uint8(memory: Uint8Array, at, step, address, count) {
    for (const end = address + count; address < end; address = (address + 1) | 0, at += step)
      memory[at] = I32[address]!;
  },
  float16(memory: Uint16Array, at, step, address, count) {
    for (const end = address + count; address < end; address = (address + 1) | 0, at += step) {
      const magnitude = I32[address]! & 0x7fff_ffff;
      let half: number;
      if (magnitude > 0x7f80_0000) half = 0x7e00;
      else if (magnitude >= 0x4780_0000) half = 0x7c00;
      else if (magnitude >= 0x3880_0000) half = (magnitude - 0x3800_0000 + 0xfff + ((magnitude >> 13) & 1)) >> 13;
      // Adding 2^52 rounds to whole multiples of float16's least step.
      else half = Math.abs(F32[address]!) * 2 ** 24 + 2 ** 52 - 2 ** 52;
      memory[at] = half | ((I32[address]! >>> 16) & 0x8000);
    }
  },
  bfloat16(memory: Uint16Array, at, step, address, count) {
    for (const end = address + count; address < end; address = (address + 1) | 0, at += step) {
      const bits = I32[address]!;
      memory[at] = (bits & 0x7fff_ffff) > 0x7f80_0000 ? 0x7fc0 : (bits + 0x7fff + ((bits >> 16) & 1)) >>> 16;
    }
  },
}))(heap);
