import { broadcastShapes, dtypes, isFloating, NnError, numelOf } from '@nn/core';
import { type Binary, defineElementwise, type Elementwise, type Op, resultType, run, type Tensor } from '@nn/tensor';
import { checkReduction, reduce, type Reduction, type ReductionOptions } from './reduction.js';

/** dy · c (a − b), rounded in PyTorch's order. */
const slope: Elementwise<readonly [dy: Tensor, a: Tensor, b: Tensor, c: number]> = /* @__PURE__ */ defineElementwise({
  name: 'mseLossBackward',
  promoted: [0, 1, 2],
  expression: (dy, a, b, c) => a.sub(b).mul(c).mul(dy),
  vjp: (context) => {
    const { dy, a, b, c, needs } = context;
    const factor = context.operand(3) as number;
    const bent = needs[1] || needs[2] ? dy.mul(a).mul(factor) : null;
    return [needs[0] ? slope(dy, b, c, factor) : null, bent, needs[2] ? bent!.neg() : null];
  },
});

/** (a − b)². */
const squaredDifference: Binary = /* @__PURE__ */ defineElementwise({
  name: 'squaredDifference',
  expression: (a, b) => {
    const difference = a.sub(b);
    return difference.mul(difference);
  },
});

/** The loss as one step, and so its derivative. */
const mse: Op<Reduction> = {
  name: 'mseLoss',
  gradName: 'MseLossBackward0',
  saves: 'inputs',
  forward: ([input, target], reduction) =>
    reduce(squaredDifference((input as Tensor).detach(), (target as Tensor).detach()), reduction),
  vjp: ({ dy, a, b, needs, shapes, attributes: reduction }) => {
    const count = reduction === 'mean' ? numelOf(broadcastShapes(shapes, 'mseLoss')) : 1;
    const toInput = slope(dy, a, b, 2 / count);
    return [toInput, needs[1] ? toInput.neg() : null];
  },
};

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
  return run(mse, [input, target], checkReduction(options.reduction ?? 'mean', 'mseLoss'));
}
