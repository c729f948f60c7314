import { dtypes, isFloating, NnError } from '@nn/core';
import { type Binary, defineElementwise, resultType, type Tensor, type Ternary } from '@nn/tensor';
import { reduce, type ReductionOptions } from './reduction.js';

/** 2 dy (a − b). */
const slope: Ternary = /* @__PURE__ */ defineElementwise({
  name: 'squaredDifferenceBackward',
  expression: (dy, a, b) => dy.mul(a.sub(b)).mul(2),
  vjp: ({ dy, a, b, c, needs }) => {
    const bent = needs[1] || needs[2] ? dy.mul(a).mul(2) : null;
    return [needs[0] ? slope(dy, b, c) : null, bent, needs[2] ? bent!.neg() : null];
  },
});

/** (a − b)². */
const squaredDifference: Binary = /* @__PURE__ */ defineElementwise({
  name: 'squaredDifference',
  expression: (a, b) => {
    const difference = a.sub(b);
    return difference.mul(difference);
  },
  vjp: ({ dy, a, b, needs }) => {
    const toFirst = slope(dy, a, b);
    return [toFirst, needs[1] ? toFirst.neg() : null];
  },
});

/**
 * Squared error (x − y)², reduced. Shapes broadcast.
 *
 * @throws NnError 'SHAPE', 'OPTION', 'DTYPE' where both are integers
 * @example
 * import { mseLoss, tensor } from '@nn/nn';
 *
 * mseLoss(tensor([1, 2]), tensor([1, 4])).itemSync(); // 2
 */
export function mseLoss(input: Tensor, target: Tensor, options: ReductionOptions = {}): Tensor {
  const dtype = resultType([input, target]);
  if (!isFloating(dtype)) {
    throw new NnError('DTYPE', `"mse_cpu" not implemented for '${dtypes[dtype].torchName}'`, {
      op: 'mseLoss',
      details: { dtype },
      advice: "Convert with .to('float32') first.",
    });
  }
  return reduce(squaredDifference(input, target), options.reduction, 'mseLoss');
}
