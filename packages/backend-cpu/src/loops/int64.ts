import { heap } from '../heap.js';
import { zeroDivision } from './int32.js';
import type { Loop, Loops } from './loop.js';

const I64 = heap.I64;
const U8 = heap.U8;

// Bigints are slow whatever the loop looks like, so these loops share their code.

function unary(compute: (x: bigint) => bigint): Loop {
  return (o, e, i, s) => {
    for (; o < e; o++, i += s) I64[o] = compute(I64[i]!);
  };
}

function binary(compute: (x: bigint, y: bigint) => bigint): Loop {
  return (o, e, i, s, j, t) => {
    for (; o < e; o++, i += s, j += t) I64[o] = compute(I64[i]!, I64[j]!);
  };
}

function comparison(compare: (x: bigint, y: bigint) => boolean): Loop {
  return (o, e, i, s, j, t) => {
    for (; o < e; o++, i += s, j += t) U8[o] = +compare(I64[i]!, I64[j]!);
  };
}

function nonZero(divisor: bigint): bigint {
  if (divisor === 0n) throw zeroDivision();
  return divisor;
}

/** @internal int64: the store wraps. */
export const int64Loops: Loops = {
  copy: unary((x) => x),
  neg: unary((x) => -x),
  abs: unary((x) => (x < 0n ? -x : x)),
  not: unary((x) => ~x),
  add: binary((x, y) => x + y),
  sub: binary((x, y) => x - y),
  mul: binary((x, y) => x * y),
  div: binary((x, y) => x / nonZero(y)),
  rem: binary((x, y) => x % nonZero(y)),
  min: binary((x, y) => (x < y ? x : y)),
  max: binary((x, y) => (x > y ? x : y)),
  and: binary((x, y) => x & y),
  or: binary((x, y) => x | y),
  xor: binary((x, y) => x ^ y),
  shl: binary((x, y) => x << BigInt.asUintN(6, y)),
  shr: binary((x, y) => x >> BigInt.asUintN(6, y)),
  lt: comparison((x, y) => x < y),
  le: comparison((x, y) => x <= y),
  eq: comparison((x, y) => x === y),
  select(o, e, i, s, j, t, l, u) {
    for (; o < e; o++, i += s, j += t, l += u) I64[o] = U8[i] === 0 ? I64[l]! : I64[j]!;
  },
};
