import { type DType, numelOf, type NoAttributes, type View } from '@nn/core';
import { copied, newView } from '../dense.js';
import { heapType } from '../heap.js';
import { memoryOf } from '../memory.js';
import { addBias, type Matrix, productsOf } from '../products.js';
import { forBatches } from './batches.js';
import { copy } from './copy.js';
import { multiplyFew } from './few-products.js';

/**
 * Matrix products over batch axes, with or without a bias that is added after the sum.
 *
 * In float32 every element is the sum over k in ascending order, one fused multiply-add a step from 0, and the bias is added with
 * one rounding: the bits do not depend on shapes, strides or batches. float16 and bfloat16 are computed so and rounded once more;
 * float64 rounds every product and every sum; integers wrap; booleans are `or` of `and`.
 */
export function matmul(inputs: readonly View[], _attributes: NoAttributes, outputs: readonly View[]): void {
  const out = outputs[0]!;
  if (multiplyFew(inputs[0]!, inputs[1]!, inputs[2], out) || numelOf(out.shape) === 0) return;
  const type = computed(out.dtype);
  const operands = inputs.map((view) => (view.dtype === type ? view : copied(view, type)));
  // Blocks overlap at the edges, so nothing is read that was written.
  const direct = type === out.dtype && inputs.every((view) => memoryOf(view) !== memoryOf(out));
  const target = direct ? out : newView(type, out.shape);
  multiply(operands[0]!, operands[1]!, operands[2], target, type);
  if (!direct) copy([target], {}, outputs);
}

type ProductType = 'float32' | 'float64' | 'int32' | 'int64';

function computed(dtype: DType): ProductType {
  const type = heapType(dtype);
  return type === 'bool' ? 'int32' : type;
}

/** The last two axes of a view, from its offset on. */
function matrixOf(view: View): Matrix {
  const rank = view.shape.length;
  return { array: memoryOf(view), at: view.offset, row: view.strides[rank - 2]!, column: view.strides[rank - 1]! };
}

function multiply(a: View, b: View, bias: View | undefined, out: View, type: ProductType): void {
  const products = productsOf(type);
  const rank = out.shape.length;
  const m = out.shape[rank - 2]!;
  const n = out.shape[rank - 1]!;
  const k = a.shape[rank - 1]!;
  const views = bias === undefined ? [a, b, out] : [a, b, out, bias];
  const matrices = views.map(matrixOf);
  forBatches(views, matrices, () => {
    products(matrices[0]!, matrices[1]!, matrices[2]!, m, k, n);
    if (bias !== undefined) addBias(matrices[3]!, matrices[2]!, m, n);
  });
}
