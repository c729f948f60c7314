import type { TypedArray } from '@nn/core';
import { float32Products } from './products-float32.js';

/** A matrix in memory: where its first element stands, and how far apart rows and columns do. */
export interface Matrix {
  readonly array: TypedArray;
  at: number;
  readonly row: number;
  readonly column: number;
}

/** out = a b, for an m×k and a k×n matrix. */
export type Products = (a: Matrix, b: Matrix, out: Matrix, m: number, k: number, n: number) => void;

/** @internal */
export function productsOf(type: 'float32' | 'float64' | 'int32' | 'int64'): Products {
  switch (type) {
    case 'float32':
      return float32Products;
    case 'float64':
      return float64Products;
    case 'int32':
      return int32Products;
    case 'int64':
      return int64Products;
  }
}

/** @internal out += bias, one rounding an element. */
export function addBias(bias: Matrix, out: Matrix, m: number, n: number): void {
  // Adding works alike on numbers and bigints.
  const from = bias.array as Float32Array;
  const to = out.array as Float32Array;
  for (let row = 0; row < m; row++) {
    let i = bias.at + row * bias.row;
    let o = out.at + row * out.row;
    for (let column = 0; column < n; column++, i += bias.column, o += out.column) to[o] = to[o]! + from[i]!;
  }
}

/** Calls `dot` for every element of the product. */
function elementwise(
  dot: (a: TypedArray, i: number, iStep: number, b: TypedArray, j: number, jStep: number, k: number) => number | bigint,
): Products {
  return (a, b, out, m, k, n) => {
    for (let row = 0; row < m; row++) {
      for (let column = 0; column < n; column++) {
        out.array[out.at + row * out.row + column * out.column] = dot(
          a.array,
          a.at + row * a.row,
          a.column,
          b.array,
          b.at + column * b.column,
          b.row,
          k,
        );
      }
    }
  };
}

const float64Products = elementwise((a, i, iStep, b, j, jStep, k) => {
  let sum = 0;
  for (; k > 0; k--, i += iStep, j += jStep) sum += (a as Float64Array)[i]! * (b as Float64Array)[j]!;
  return sum;
});

const int32Products = elementwise((a, i, iStep, b, j, jStep, k) => {
  let sum = 0;
  for (; k > 0; k--, i += iStep, j += jStep) sum = (sum + Math.imul((a as Int32Array)[i]!, (b as Int32Array)[j]!)) | 0;
  return sum;
});

const int64Products = elementwise((a, i, iStep, b, j, jStep, k) => {
  let sum = 0n;
  for (; k > 0; k--, i += iStep, j += jStep)
    sum = BigInt.asIntN(64, sum + (a as BigInt64Array)[i]! * (b as BigInt64Array)[j]!);
  return sum;
});
