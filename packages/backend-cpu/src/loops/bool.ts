import { type Heap, heap } from '../heap.js';
import type { Loops } from './loop.js';

/** @internal Truth values: 0 or 1. */
export const boolLoops: Loops = /* @__PURE__ */ (({ U8 }: Heap) => ({
  copy(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) U8[o] = U8[i]!;
  },
  not(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) U8[o] = 1 - U8[i]!;
  },
  and(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) U8[o] = U8[i]! & U8[j]!;
  },
  or(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) U8[o] = U8[i]! | U8[j]!;
  },
  xor(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) U8[o] = U8[i]! ^ U8[j]!;
  },
  lt(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) U8[o] = +(U8[i]! < U8[j]!);
  },
  le(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) U8[o] = +(U8[i]! <= U8[j]!);
  },
  eq(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) U8[o] = +(U8[i] === U8[j]);
  },
  select(o, e, i, s, j, t, l, u) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0, l = (l + u) | 0)
      U8[o] = U8[i] === 0 ? U8[l]! : U8[j]!;
  },
}))(heap);
