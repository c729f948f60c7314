import type { DType } from '@nn/core';
import { type Assembler, type Local, plain } from './assembler.js';
import { lanes, simd } from './instructions.js';
import type { Value } from './operation.js';

/** dtypes that kernels read and write; the others are left to the reader. */
export type EmittedDType = Exclude<DType, 'float16' | 'bfloat16'>;

export function isEmitted(dtype: DType): dtype is EmittedDType {
  return dtype !== 'float16' && dtype !== 'bfloat16';
}

/** Elements of eight bytes: four of them are two vectors. */
const isWide = (dtype: EmittedDType): boolean => dtype === 'float64' || dtype === 'int64';

const isByte = (dtype: EmittedDType): boolean => dtype === 'bool' || dtype === 'uint8';

/** The vector of what `write` leaves on the stack. */
function vectorOf(asm: Assembler, write: () => void): Local {
  const local = asm.vector();
  write();
  asm.set(local);
  return local;
}

/** One element in all lanes. */
export function loadSplat(asm: Assembler, dtype: EmittedDType, pointer: Local, offset = 0): Value {
  if (isWide(dtype)) {
    const both = vectorOf(asm, () => asm.get(pointer).simdMemory(simd.load64Splat, offset));
    return [both, both];
  }
  return [
    vectorOf(asm, () => {
      asm.get(pointer);
      if (!isByte(dtype)) asm.simdMemory(simd.load32Splat, offset);
      else asm.memory(plain.loadByte, offset).simd(simd.splat32);
      if (dtype === 'bool') asm.simd(simd.neg32);
    }),
  ];
}

/** Four elements next to each other. */
export function loadDense(asm: Assembler, dtype: EmittedDType, pointer: Local, offset: number): Value {
  if (isWide(dtype)) {
    return [0, 16].map((half) => vectorOf(asm, () => asm.get(pointer).simdMemory(simd.load, offset + half)));
  }
  return [
    vectorOf(asm, () => {
      asm.get(pointer);
      if (!isByte(dtype)) asm.simdMemory(simd.load, offset);
      else asm.simdMemory(simd.load32Zero, offset).simd(simd.bytesToShorts).simd(simd.shortsToWords);
      if (dtype === 'bool') asm.simd(simd.neg32);
    }),
  ];
}

/** Four elements at any distance; the pointer moves past them. */
export function loadStrided(asm: Assembler, dtype: EmittedDType, pointer: Local, step: Local): Value {
  const next = (): void => asm.increase(pointer, () => asm.get(step));
  if (isWide(dtype)) {
    return [0, 1].map(() => {
      const half = vectorOf(asm, () => asm.get(pointer).simdMemory(simd.load64Zero, 0));
      next();
      asm.get(pointer, half).simdMemory(simd.load64Lane, 0, 1).set(half);
      next();
      return half;
    });
  }
  const value = vectorOf(asm, () => {
    asm.get(pointer);
    if (isByte(dtype)) asm.memory(plain.loadByte, 0).simd(simd.splat32);
    else asm.simdMemory(simd.load32Zero, 0);
  });
  next();
  for (let lane = 1; lane < 4; lane++) {
    if (isByte(dtype)) asm.get(value, pointer).memory(plain.loadByte, 0).simd(simd.replace32, lane).set(value);
    else asm.get(pointer, value).simdMemory(simd.load32Lane, 0, lane).set(value);
    next();
  }
  if (dtype === 'bool') asm.get(value).simd(simd.neg32).set(value);
  return [value];
}

/** Stores four elements next to each other. */
export function storeDense(asm: Assembler, dtype: EmittedDType, pointer: Local, value: Value, offset: number): void {
  if (!isByte(dtype)) {
    value.forEach((half, i) => asm.get(pointer, half).simdMemory(simd.store, offset + 16 * i));
    return;
  }
  asm.get(pointer, value[0]!, value[0]!).simd(simd.shuffle, ...lanes.lowBytes);
  if (dtype === 'bool') asm.simd(simd.absBytes);
  asm.simdMemory(simd.store32Lane, offset, 0);
}

/** Stores the first element. */
export function storeOne(asm: Assembler, dtype: EmittedDType, pointer: Local, value: Value, lane = 0): void {
  if (isWide(dtype)) {
    asm.get(pointer, value[lane >> 1]!).simdMemory(simd.store64Lane, 0, lane & 1);
  } else if (isByte(dtype)) {
    asm.get(pointer, value[0]!);
    if (dtype === 'bool') asm.simd(simd.neg32);
    asm.simd(simd.extract32, lane).memory(plain.storeByte, 0);
  } else asm.get(pointer, value[0]!).simdMemory(simd.store32Lane, 0, lane);
}

/** Stores four elements at any distance; the pointer moves past them. */
export function storeStrided(asm: Assembler, dtype: EmittedDType, pointer: Local, step: Local, value: Value): void {
  for (let lane = 0; lane < 4; lane++) {
    storeOne(asm, dtype, pointer, value, lane);
    asm.increase(pointer, () => asm.get(step));
  }
}
