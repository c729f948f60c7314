import { broadcastShapes, numelOf, type Shape } from '@nn/core';
import type { Expr } from '@nn/core/expression';
import {
  defineElementwise,
  type Elementwise,
  type ElementwiseDefinition,
  type Op,
  run,
  type Tensor,
  type VjpContext,
  zerosLike,
} from '@nn/tensor';
import { defineFold, divided } from '@nn/tensor/internal';
import { checkReduction, reduce, type Reduction } from './reduction.js';

type Numbers = readonly number[];
type Exprs<P extends Numbers> = { readonly [K in keyof P]: Expr };

interface LossDefinition<P extends Numbers> extends Pick<ElementwiseDefinition, 'name' | 'result' | 'refuses'> {
  /** How many numbers it takes besides. @default 0 */
  readonly parameters?: number;
  /** The loss of one element. */
  readonly value: (x: Expr, y: Expr, ...parameters: Exprs<P>) => Expr;
  /** c dy ∂value/∂x, where c is 1, or one in so many for a mean. */
  readonly toInput: Slope<P>;
  /** c dy ∂value/∂y. */
  readonly toTarget: Slope<P>;
  /** ∂²value by x twice, by x and y, by y twice, in tensor maths; 0 where that is 0 wherever it exists. */
  readonly curvature: (x: Tensor, y: Tensor, ...parameters: P) => readonly [xx: Factor, xy: Factor, yy: Factor];
}

type Slope<P extends Numbers> = (dy: Expr, c: Expr, x: Expr, y: Expr, ...parameters: Exprs<P>) => Expr;
type Factor = Tensor | number;
type SlopeOp<P extends Numbers> = Elementwise<readonly [dy: Tensor, x: Tensor, y: Tensor, c: number, ...parameters: P]>;

interface Attributes<P extends Numbers> {
  readonly reduction: Reduction;
  readonly parameters: P;
}

/** A loss of an input and a target, whose shapes broadcast. Throws NnError 'OPTION' for another reduction. */
export type Loss<P extends Numbers> = (
  input: Tensor,
  target: Tensor,
  reduction: Reduction | undefined,
  ...parameters: P
) => Tensor;

/**
 * Defines a loss of each element and its target, with its reduction, as one step of the graph: value and sum are one pass over memory that
 * stores nothing between, and either gradient is one more. `curvature` makes the gradients differentiable again.
 */
export function defineLoss<P extends Numbers = readonly []>(definition: LossDefinition<P>): Loss<P> {
  const { name, result = 'same', refuses, parameters: count = 0, value } = definition;
  const each = defineElementwise({
    name,
    result,
    ...(refuses === undefined ? {} : { refuses }),
    promoted: [0, 1],
    operands: 2 + count,
    expression: value as (...operands: readonly Expr[]) => Expr,
  });
  const sum = defineFold({
    name,
    kind: 'sum',
    inputs: 2,
    scalars: count,
    body: ([x, y], parameters) => [value(x!, y!, ...(parameters as Exprs<P>))],
  });
  const toX = defineSlope(definition, 0);
  const toY = defineSlope(definition, 1);
  const op: Op<Attributes<P>> = {
    name,
    gradName: `${name[0]!.toUpperCase()}${name.slice(1)}Backward0`,
    saves: 'inputs',
    forward: ([input, target], { reduction, parameters }) => {
      const [x, y] = [input as Tensor, target as Tensor];
      if (reduction === 'none' || x.dtype !== 'float32' || y.dtype !== 'float32')
        return reduce(each(x, y, ...parameters), reduction, name);
      const shape = broadcastShapes([x.shape, y.shape], name);
      const total = sum([x, y], shape, allAxes(shape), parameters, false)[0]!;
      return reduction === 'sum' ? total : divided(total, numelOf(shape));
    },
    vjp: ({ dy, a, b, needs, shapes, attributes: { reduction, parameters } }) => {
      const share = reduction === 'mean' ? 1 / numelOf(broadcastShapes(shapes, name)) : 1;
      return [
        needs[0] === true ? toX(dy, a, b, share, ...parameters) : null,
        needs[1] === true ? toY(dy, a, b, share, ...parameters) : null,
      ];
    },
  };
  return (input, target, reduction = 'mean', ...parameters) =>
    run(op, [input, target], { reduction: checkReduction(reduction, name), parameters });
}

function allAxes(shape: Shape): number[] {
  const axes = new Array<number>(shape.length);
  for (let axis = 0; axis < axes.length; axis++) axes[axis] = axis;
  return axes;
}

/** The gradient by the first operand or by the second. */
function defineSlope<P extends Numbers>(definition: LossDefinition<P>, operand: 0 | 1): SlopeOp<P> {
  const { name, parameters: count = 0, toInput, toTarget, curvature } = definition;
  const slope = operand === 0 ? toInput : toTarget;
  const expression = (dy: Expr, x: Expr, y: Expr, c: Expr, ...parameters: Exprs<P>): Expr =>
    slope(dy, c, x, y, ...parameters);
  const op: SlopeOp<P> = defineElementwise({
    name: `${name}Backward`,
    promoted: [0, 1, 2],
    operands: 4 + count,
    expression: expression as (...operands: readonly Expr[]) => Expr,
    vjp: (context) => {
      const { dy: upper, a: dy, b: x, c: y, needs } = context;
      const [share, ...rest] = plainOperands(context);
      const parameters = rest as unknown as P;
      const along = (factor: Factor): Tensor =>
        factor === 0 ? zerosLike(upper) : upper.mul(dy).mul(share!).mul(factor);
      const second = needs[1] === true || needs[2] === true ? curvature(x, y, ...parameters) : null;
      return [
        needs[0] === true ? op(upper, x, y, share!, ...parameters) : null,
        needs[1] === true ? along(second![operand]) : null,
        needs[2] === true ? along(second![operand === 0 ? 1 : 2]) : null,
      ];
    },
  });
  return op;
}

function plainOperands(context: VjpContext<null>): number[] {
  return context.needs.slice(3).map((_, i) => context.operand(3 + i) as number);
}

/** A loss of the difference x − y: the gradient by y is the negative of that by x. */
export function defineDifferenceLoss<P extends Numbers = readonly []>(
  definition: Omit<LossDefinition<P>, 'value' | 'toInput' | 'toTarget' | 'curvature'> & {
    readonly value: (difference: Expr, ...parameters: Exprs<P>) => Expr;
    readonly slope: (dy: Expr, c: Expr, difference: Expr, ...parameters: Exprs<P>) => Expr;
    /** @default 0 */
    readonly curvature?: (difference: Tensor, ...parameters: P) => Factor;
  },
): Loss<P> {
  const { value, slope, curvature, ...rest } = definition;
  return defineLoss<P>({
    ...rest,
    value: (x, y, ...parameters) => value(x.sub(y), ...parameters),
    toInput: (dy, c, x, y, ...parameters) => slope(dy, c, x.sub(y), ...parameters),
    toTarget: (dy, c, x, y, ...parameters) => slope(dy, c, x.sub(y), ...parameters).neg(),
    curvature: (x, y, ...parameters) => {
      const bend = curvature === undefined ? 0 : curvature(x.sub(y), ...parameters);
      return [bend, typeof bend === 'number' ? -bend : bend.neg(), bend];
    },
  });
}
