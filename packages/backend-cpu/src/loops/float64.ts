import { type Heap, heap } from '../heap.js';
import type { Loops } from './loop.js';

/** What to choose from, by an index instead of a branch. */
const pair = /* @__PURE__ */ new Float64Array(2);

/** @internal float64. */
export const float64Loops: Loops = /* @__PURE__ */ (({ F64, U8 }: Heap) => ({
  copy(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F64[o] = F64[i]!;
  },
  neg(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F64[o] = -F64[i]!;
  },
  abs(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F64[o] = Math.abs(F64[i]!);
  },
  sqrt(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F64[o] = Math.sqrt(F64[i]!);
  },
  floor(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F64[o] = Math.floor(F64[i]!);
  },
  ceil(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F64[o] = Math.ceil(F64[i]!);
  },
  trunc(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) F64[o] = Math.trunc(F64[i]!);
  },
  round(o, e, i, s) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0) {
      const x = F64[i]!;
      const up = Math.round(x);
      F64[o] = up - x === 0.5 && up % 2 !== 0 ? up - 1 : up;
    }
  },
  add(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) F64[o] = F64[i]! + F64[j]!;
  },
  sub(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) F64[o] = F64[i]! - F64[j]!;
  },
  mul(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) F64[o] = F64[i]! * F64[j]!;
  },
  div(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) F64[o] = F64[i]! / F64[j]!;
  },
  rem(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) F64[o] = F64[i]! % F64[j]!;
  },
  min(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) {
      const x = F64[i]!;
      const y = F64[j]!;
      pair[0] = x;
      pair[1] = y;
      F64[o] = pair[+(y < x) | +(y !== y)]!;
    }
  },
  max(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) {
      const x = F64[i]!;
      const y = F64[j]!;
      pair[0] = x;
      pair[1] = y;
      F64[o] = pair[+(y > x) | +(y !== y)]!;
    }
  },
  lt(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) U8[o] = +(F64[i]! < F64[j]!);
  },
  le(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) U8[o] = +(F64[i]! <= F64[j]!);
  },
  eq(o, e, i, s, j, t) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0) U8[o] = +(F64[i] === F64[j]);
  },
  select(o, e, i, s, j, t, l, u) {
    for (; o < e; o = (o + 1) | 0, i = (i + s) | 0, j = (j + t) | 0, l = (l + u) | 0) {
      pair[0] = F64[l]!;
      pair[1] = F64[j]!;
      F64[o] = pair[U8[i]!]!;
    }
  },
}))(heap);
