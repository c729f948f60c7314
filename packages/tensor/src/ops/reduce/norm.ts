import { type DType, dtypes, isFloating, NnError } from '@nn/core';
import { call, type Expr, pow } from '@nn/core/expression';
import { cast } from '../../copy.js';
import { type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { foldExtreme } from './amax.js';
import { type Dim, finishAxes, type Reduced, type ReduceOptions, reducedAxes, spread } from './axes.js';
import { defineFold } from './fold.js';
import { widened } from './widened.js';

export interface NormOptions extends ReduceOptions {
  /** Convert to this floating dtype first. @default the input's */
  readonly dtype?: DType;
}

/** @internal */
export interface Normed extends Reduced {
  readonly p: number;
}

const nonzero = (x: Expr): Expr => x.eq(0).select(x.constant(0), x.constant(1));

const counted = /* @__PURE__ */ defineFold({ name: 'norm', kind: 'sum', inputs: 1, body: ([x]) => [nonzero(x!)] });
const absolutes = /* @__PURE__ */ defineFold({ name: 'norm', kind: 'sum', inputs: 1, body: ([x]) => [x!.abs()] });
const squares = /* @__PURE__ */ defineFold({ name: 'norm', kind: 'sum', inputs: 1, body: ([x]) => [x!.mul(x!)] });
const powers = /* @__PURE__ */ defineFold({
  name: 'norm',
  kind: 'sum',
  inputs: 1,
  scalars: 1,
  body: ([x], [p]) => [call(pow, x!.abs(), p!)],
});

function forward(x: Tensor, attributes: Normed): Tensor {
  const { p, axes } = attributes;
  if (Math.abs(p) === Number.POSITIVE_INFINITY) return foldExtreme(p > 0 ? 'max' : 'min', x.abs(), attributes);
  if (p === 0) return finishAxes(counted([x], x.shape, axes)[0]!, attributes);
  if (p === 1) return finishAxes(absolutes([x], x.shape, axes)[0]!, attributes);
  if (p === 2) return finishAxes(squares([x], x.shape, axes)[0]!.sqrt(), attributes);
  return finishAxes(powers([x], x.shape, axes, [p])[0]!.pow(1 / p), attributes);
}

/** @internal The derivative of the p-norm `y` of `x`, spread over x's shape; 0 where the norm has no derivative, as in PyTorch. */
export function normGradient(x: Tensor, y: Tensor, dy: Tensor, attributes: Normed): Tensor {
  const { p } = attributes;
  const over = (t: Tensor): Tensor => spread(t, x.shape, attributes);
  if (p === 0) return x.mul(0).maskedFill(x.isfinite().logicalNot(), 0);
  if (p === 1) return x.sign().mul(over(dy));
  if (p === 2) return x.mul(over(dy.div(y).maskedFill(y.eq(0), 0)));
  if (Math.abs(p) === Number.POSITIVE_INFINITY) {
    const wide = over(y);
    const extreme = x.abs().eq(wide).logicalOr(x.isnan().logicalAnd(wide.isnan())).to(x.dtype);
    return x
      .sign()
      .mul(extreme)
      .mul(over(dy.div(extreme.sum(attributes.axes, { keepdim: attributes.keepdim }))));
  }
  const scale = over(dy.div(y.pow(p - 1)).maskedFill(y.eq(0), 0));
  if (p >= 2) return x.mul(x.abs().pow(p - 2)).mul(scale);
  const steep = x.abs().pow(p - 1);
  return x
    .sign()
    .mul(p < 1 ? steep.maskedFill(x.eq(0), 0) : steep)
    .mul(scale);
}

function normOp(gradName: string): Op<Normed> {
  return {
    name: 'norm',
    gradName,
    saves: 'both',
    forward: (inputs, attributes) => forward((inputs[0] as Tensor).detach(), attributes),
    vjp: ({ a, y, dy, attributes }) => [normGradient(a, y, dy, attributes)],
  };
}

const plainNorm: Op<Normed> = /* @__PURE__ */ normOp('NormBackward1');
const vectorNorm: Op<Normed> = /* @__PURE__ */ normOp('LinalgVectorNormBackward0');

/**
 * The p-norm of the elements over `dim`, or of all: (Σ |x|ᵖ)^(1/p). p = ∞ is the greatest |x|, −∞ the smallest, 0 counts what is not 0.
 *
 * Matrix norms are `linalg.matrixNorm`; `'fro'` is the 2-norm of all elements.
 *
 * @param p @default 2
 * @param dim one axis, several, or none for all
 * @throws NnError 'DTYPE' for integers and booleans, 'AXIS' for an axis out of range or named twice
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([3, 4]).norm().itemSync(); // 5
 * tensor([3, -4]).norm(1).itemSync(); // 7
 */
export function norm(x: Tensor, p: number | 'fro' = 2, dim?: Dim, options: NormOptions = {}): Tensor {
  const dtype = options.dtype ?? x.dtype;
  if (!isFloating(dtype)) {
    throw new NnError(
      'DTYPE',
      `norm(): input dtype should be either floating point or complex. Got ${dtypes[dtype].torchName} instead.`,
      {
        op: 'norm',
        details: { dtype },
        advice: "Convert with .to('float32') first.",
      },
    );
  }
  if (p !== 'fro' && typeof p !== 'number')
    throw new NnError('OPTION', `norm(): p is a number or 'fro', got ${String(p)}`, {
      op: 'norm',
      details: { p },
      advice: 'See linalg.matrixNorm.',
    });
  return normOf(plainNorm, x, p === 'fro' ? 2 : p, dim, options);
}

/** @internal `linalg.vectorNorm` after its checks. */
export function vectorNormOf(x: Tensor, p: number, dim: Dim | undefined, options: NormOptions): Tensor {
  return normOf(vectorNorm, x, p, dim, options);
}

function normOf(op: Op<Normed>, x: Tensor, p: number, dim: Dim | undefined, options: NormOptions): Tensor {
  const attributes: Normed = { p, axes: reducedAxes(x, dim, 'norm'), keepdim: options.keepdim ?? false };
  return widened(cast(x, options.dtype ?? x.dtype), (wide) =>
    wide.numel() === 0 && !Number.isFinite(p) ? wide.sum(dim, options) : run(op, [wide], attributes),
  );
}
