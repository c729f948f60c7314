import { NnError } from '@nn/core';
import { type Heap, heap } from '../heap.js';
import type { Loops } from './loop.js';

/** @internal What PyTorch says of an integer divided by zero. */
export function zeroDivision(): NnError {
  return new NnError('VALUE', 'ZeroDivisionError', {
    advice: 'An integer was divided by zero; a floating dtype would give infinities and NaN.',
  });
}

function nonZero(divisor: number): number {
  if (divisor === 0) throw zeroDivision();
  return divisor;
}

/** @internal int32: the store wraps. */
export const int32Loops: Loops = /* @__PURE__ */ (({ I32, U8 }: Heap) => ({
  copy(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) I32[o] = I32[i]!;
  },
  neg(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) I32[o] = -I32[i]!;
  },
  abs(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) I32[o] = Math.abs(I32[i]!);
  },
  not(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) I32[o] = ~I32[i]!;
  },
  add(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) I32[o] = I32[i]! + I32[j]!;
  },
  sub(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) I32[o] = I32[i]! - I32[j]!;
  },
  mul(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) I32[o] = Math.imul(I32[i]!, I32[j]!);
  },
  div(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) I32[o] = I32[i]! / nonZero(I32[j]!);
  },
  rem(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) I32[o] = I32[i]! % nonZero(I32[j]!);
  },
  min(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) I32[o] = Math.min(I32[i]!, I32[j]!);
  },
  max(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) I32[o] = Math.max(I32[i]!, I32[j]!);
  },
  lt(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) U8[o] = +(I32[i]! < I32[j]!);
  },
  le(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) U8[o] = +(I32[i]! <= I32[j]!);
  },
  eq(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) U8[o] = +(I32[i] === I32[j]);
  },
  and(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) I32[o] = I32[i]! & I32[j]!;
  },
  or(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) I32[o] = I32[i]! | I32[j]!;
  },
  xor(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) I32[o] = I32[i]! ^ I32[j]!;
  },
  shl(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) I32[o] = I32[i]! << I32[j]!;
  },
  shr(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) I32[o] = I32[i]! >> I32[j]!;
  },
  select(o, e, i, s, j, t, l, u) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0, l = (l + u) | 0) {
      const no = I32[l]!;
      I32[o] = no ^ ((no ^ I32[j]!) & -U8[i]!);
    }
  },
}))(heap);

/** @internal uint32, kept as int32's bits. */
export const uint32Loops: Loops = /* @__PURE__ */ (({ I32, U8 }: Heap) => ({
  ...int32Loops,
  abs(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) I32[o] = I32[i]!;
  },
  div(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) I32[o] = (I32[i]! >>> 0) / nonZero(I32[j]! >>> 0);
  },
  rem(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) I32[o] = (I32[i]! >>> 0) % nonZero(I32[j]! >>> 0);
  },
  min(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) I32[o] = Math.min(I32[i]! >>> 0, I32[j]! >>> 0);
  },
  max(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) I32[o] = Math.max(I32[i]! >>> 0, I32[j]! >>> 0);
  },
  lt(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) U8[o] = +(I32[i]! >>> 0 < I32[j]! >>> 0);
  },
  le(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) U8[o] = +(I32[i]! >>> 0 <= I32[j]! >>> 0);
  },
  shr(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) I32[o] = I32[i]! >>> I32[j]!;
  },
}))(heap);
