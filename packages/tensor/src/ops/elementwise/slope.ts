import type { Scalar } from '@nn/core';
import type { Expr } from '@nn/core/expression';
import { defineElementwise, type Elementwise, type ElementwiseDefinition } from '../../elementwise.js';
import { allocate, gradNameOf, type Operand, type VjpContext } from '../../op.js';
import type { Tensor } from '../../tensor.js';

/** An operation of one tensor and perhaps some numbers. */
export type Curve<P extends readonly Scalar[]> = Elementwise<readonly [x: Tensor, ...params: P]>;

type Expression = (...operands: readonly Expr[]) => Expr;
type Exprs<T extends readonly unknown[]> = { readonly [K in keyof T]: Expr };

export interface CurveDefinition<P extends readonly Scalar[]> extends Omit<
  ElementwiseDefinition<readonly [x: Tensor, ...params: P]>,
  'promoted' | 'saves' | 'vjp'
> {
  /** What the derivative is taken from, and so what is kept. @default 'input' */
  readonly from?: 'input' | 'output';
  /** The gradient `dy` times the slope. */
  readonly derivative: (...operands: readonly [dy: Expr, at: Expr, ...params: Exprs<P>]) => Expr;
  /** The slope's own derivative by what it is taken from, in tensor maths. Absent where that is 0 wherever it exists. */
  readonly curvature?: (at: Tensor, ...params: P) => Operand;
}

/**
 * Defines an operation of one tensor whose value and whose gradient are one expression each, so that either way is one pass over memory.
 * `curvature` makes the gradient differentiable again. Numbers have no say in the dtype.
 */
export function defineCurve<P extends readonly Scalar[] = readonly []>(definition: CurveDefinition<P>): Curve<P> {
  const { derivative, curvature, from = 'input', ...value } = definition;
  const gradName = value.gradName ?? gradNameOf(value.name);
  const backward: Elementwise<readonly [dy: Tensor, at: Tensor, ...params: P]> = defineElementwise({
    name: `${value.name}Backward`,
    gradName: gradName.replace(/0$/, 'Backward0'),
    operands: 1 + (value.operands ?? value.expression.length),
    promoted: [0, 1],
    expression: derivative as unknown as Expression,
    saves: ([, at]) => (at === true && curvature !== undefined ? [0, 1] : [1]),
    vjp: (context) => {
      const { dy, needs } = context;
      const params = plainOperands(context, 2) as P;
      const bent = (): Tensor =>
        curvature === undefined ? zerosLike(dy) : dy.mul(context.a).mul(curvature(context.b, ...params));
      return [needs[0] ? backward(dy, context.b, ...params) : null, needs[1] ? bent() : null];
    },
  });
  return defineElementwise<readonly [x: Tensor, ...params: P]>({
    ...value,
    promoted: [0],
    saves: from === 'output' ? 'output' : [0],
    vjp: (context) => [
      backward(context.dy, from === 'output' ? context.y : context.a, ...(plainOperands(context, 1) as P)),
    ],
  });
}

/** Defines what a gradient goes through where the slope is made of constants: linear in `dy`, flat in all else. */
export function defineLinear<Others extends readonly Operand[]>(
  name: string,
  expression: (...operands: readonly [dy: Expr, ...others: Exprs<Others>]) => Expr,
): Elementwise<readonly [dy: Tensor, ...others: Others]> {
  const op: Elementwise<readonly [dy: Tensor, ...others: Others]> = defineElementwise({
    name,
    expression: expression as unknown as Expression,
    saves: (needs) => needs.map((_, position) => position).slice(1),
    vjp: (context) => {
      const others = context.needs.slice(1).map((_, i) => context.operand(i + 1)) as unknown as Others;
      return [op(context.dy, ...others), ...others.map(() => null)];
    },
  });
  return op;
}

/** The derivative of steps: 0. */
export function flat({ dy, needs }: VjpContext<null>): readonly (Tensor | null)[] {
  return needs.map((wanted) => (wanted ? zerosLike(dy) : null));
}

/** Which positions are wanted: for `saves`. */
export function positions(...wanted: readonly (boolean | undefined)[]): number[] {
  return wanted.flatMap((yes, position) => (yes === true ? [position] : []));
}

function zerosLike(x: Tensor): Tensor {
  return allocate(x, x.storage.backend, x.dtype, x.shape);
}

const none: readonly Scalar[] = [];

function plainOperands(context: VjpContext<null>, from: number): readonly Scalar[] {
  if (context.needs.length === from) return none;
  return context.needs.slice(from).map((_, i) => context.operand(from + i) as Scalar);
}
