import { type Heap, heap } from '../heap.js';
import type { Loops } from './loop.js';

/**
 * float32: computed exactly or in float64 and rounded by the store, which gives what float32 arithmetic gives. Choices are made by
 * masks on the bits: a branch on data is mispredicted half of the time. Of equal values, `min` and `max` give the first.
 *
 * @internal
 */
export const float32Loops: Loops = /* @__PURE__ */ (({ F32, I32, U8 }: Heap) => ({
  copy(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F32[o] = F32[i]!;
  },
  neg(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F32[o] = -F32[i]!;
  },
  abs(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F32[o] = Math.abs(F32[i]!);
  },
  sqrt(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F32[o] = Math.sqrt(F32[i]!);
  },
  floor(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F32[o] = Math.floor(F32[i]!);
  },
  ceil(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F32[o] = Math.ceil(F32[i]!);
  },
  trunc(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F32[o] = Math.trunc(F32[i]!);
  },
  round(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) {
      const x = F32[i]!;
      // Adding this leaves no place for a fraction; what float32 can hold beyond it comes back unharmed.
      const whole = x + 6755399441055744 - 6755399441055744;
      F32[o] = whole === 0 ? x / Infinity : whole;
    }
  },
  add(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) F32[o] = F32[i]! + F32[j]!;
  },
  sub(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) F32[o] = F32[i]! - F32[j]!;
  },
  mul(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) F32[o] = F32[i]! * F32[j]!;
  },
  div(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) F32[o] = F32[i]! / F32[j]!;
  },
  rem(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) F32[o] = F32[i]! % F32[j]!;
  },
  min(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) {
      const x = I32[i]!;
      const y = F32[j]!;
      I32[o] = x ^ ((x ^ I32[j]!) & -(+(y < F32[i]!) | +(y !== y)));
    }
  },
  max(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) {
      const x = I32[i]!;
      const y = F32[j]!;
      I32[o] = x ^ ((x ^ I32[j]!) & -(+(y > F32[i]!) | +(y !== y)));
    }
  },
  lt(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) U8[o] = +(F32[i]! < F32[j]!);
  },
  le(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) U8[o] = +(F32[i]! <= F32[j]!);
  },
  eq(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) U8[o] = +(F32[i] === F32[j]);
  },
  select(o, e, i, s, j, t, l, u) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0, l = (l + u) | 0) {
      const no = I32[l]!;
      I32[o] = no ^ ((no ^ I32[j]!) & -U8[i]!);
    }
  },
}))(heap);
