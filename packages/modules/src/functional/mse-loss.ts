import { broadcastShapes, dtypes, isFloating, NnError, numelOf } from '@nn/core';
import type { Expr } from '@nn/core/expression';
import { type Binary, defineElementwise, type Elementwise, type Op, resultType, run, type Tensor } from '@nn/tensor';
import { defineFold } from '@nn/tensor/internal';
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
function squared(a: Expr, b: Expr): Expr {
  const difference = a.sub(b);
  return difference.mul(difference);
}

const squaredDifference: Binary = /* @__PURE__ */ defineElementwise({
  name: 'squaredDifference',
  expression: squared,
});

/** Σ (a − b)², with nothing stored between. */
const sumOfSquares = /* @__PURE__ */ defineFold({
  name: 'mseLoss',
  kind: 'sum',
  inputs: 2,
  body: ([a, b]) => [squared(a!, b!)],
});

/** The loss as one step, and so its derivative. */
const mse: Op<Reduction> = {
  name: 'mseLoss',
  gradName: 'MseLossBackward0',
  saves: 'inputs',
  forward: ([input, target], reduction) => {
    const [x, y] = [(input as Tensor).detach(), (target as Tensor).detach()];
    if (reduction === 'none' || x.dtype !== 'float32' || y.dtype !== 'float32')
      return reduce(squaredDifference(x, y), reduction);
    const shape = broadcastShapes([x.shape, y.shape], 'mseLoss');
    const [kept] = sumOfSquares([x, y], shape, [...shape.keys()]);
    const total = kept!.reshape([]);
    return reduction === 'sum' ? total : total.div(numelOf(shape));
  },
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
