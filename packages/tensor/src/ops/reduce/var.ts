import { isFloating, NnError } from '@nn/core';
import { gradNameOf, type Op, run } from '../../op.js';
import { reduceAxes } from '../../reduce.js';
import type { Tensor } from '../../tensor.js';
import { countOf, type Dim, finishAxes, type Reduced, type ReduceOptions, reducedAxes, spread } from './axes.js';
import { defineFold } from './fold.js';
import { widened } from './widened.js';

export interface VarOptions extends ReduceOptions {
  /** The sum is divided by n − correction. @default 1, Bessel's */
  readonly correction?: number;
  /** PyTorch's older word: false means `correction: 0`. @default true */
  readonly unbiased?: boolean;
}

interface Spread extends Reduced {
  readonly correction: number;
}

const deviations = /* @__PURE__ */ defineFold({
  name: 'var',
  kind: 'sum',
  inputs: 2,
  body: ([x, mean]) => {
    const d = x!.sub(mean!);
    return [d.mul(d), d];
  },
});

/**
 * Two passes: the mean, then Σd² of the distances from it. Σd would be 0 but for the rounding of the mean; (Σd)²/n takes that error out again.
 */
function compute(x: Tensor, attributes: Spread): Tensor {
  const { axes, correction } = attributes;
  const n = countOf(x.shape, axes);
  const mean = reduceAxes('sum', x, axes, true).div(n);
  const [squares, sums] = deviations([x, mean], x.shape, axes) as readonly [Tensor, Tensor];
  return finishAxes(squares.sub(sums.mul(sums).div(n)).div(Math.max(0, n - correction)), attributes);
}

/** 2 (x − mean) / (n − correction) · dy */
function varianceGradient(x: Tensor, dy: Tensor, attributes: Spread): Tensor {
  const { axes, correction } = attributes;
  const scale = 2 / (countOf(x.shape, axes) - correction);
  return x.sub(x.mean(axes, { keepdim: true })).mul(spread(dy.mul(scale), x.shape, attributes));
}

const varOp: Op<Spread> = {
  name: 'var',
  gradName: gradNameOf('var'),
  saves: 'inputs',
  forward: (inputs, attributes) => compute((inputs[0] as Tensor).detach(), attributes),
  vjp: ({ a, dy, attributes }) => [varianceGradient(a, dy, attributes)],
};

const stdOp: Op<Spread> = {
  name: 'std',
  gradName: gradNameOf('std'),
  saves: 'both',
  forward: (inputs, attributes) => compute((inputs[0] as Tensor).detach(), attributes).sqrt(),
  // Where nothing varies, the gradient is 0 by convention.
  vjp: ({ a, y, dy, attributes }) => [varianceGradient(a, dy.div(y.mul(2)).maskedFill(y.eq(0), 0), attributes)],
};

/**
 * The variance over `dim`, or of all elements: Σ(x − mean)² / (n − correction), computed in two passes so that a large mean costs no accuracy.
 *
 * @param dim one axis, several, or none for all
 * @throws NnError 'DTYPE' for integers and booleans, 'AXIS' for an axis out of range or named twice
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2, 3, 4]).var(undefined, { correction: 0 }).itemSync(); // 1.25
 */
export function variance(x: Tensor, dim?: Dim, options: VarOptions = {}): Tensor {
  return moment(varOp, x, dim, options);
}
export { variance as var };

/**
 * The standard deviation over `dim`, or of all elements: the root of the variance. Where it is 0, its gradient is 0 too.
 *
 * @param dim one axis, several, or none for all
 * @throws NnError 'DTYPE' for integers and booleans, 'AXIS' for an axis out of range or named twice
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2, 3]).std().itemSync(); // 1
 */
export function std(x: Tensor, dim?: Dim, options: VarOptions = {}): Tensor {
  return moment(stdOp, x, dim, options);
}

/**
 * Variance and mean of the same elements, in that order.
 *
 * @example
 * import { tensor, varMean } from '@nn/nn';
 *
 * varMean(tensor([1, 3])).map((y) => y.itemSync()); // [2, 2]
 */
export function varMean(x: Tensor, dim?: Dim, options: VarOptions = {}): readonly [variance: Tensor, mean: Tensor] {
  return [moment(varOp, x, dim, options), x.mean(dim, meanOptions(options))];
}

/**
 * Standard deviation and mean of the same elements, in that order.
 *
 * @example
 * import { stdMean, tensor } from '@nn/nn';
 *
 * stdMean(tensor([1, 2, 3])).map((y) => y.itemSync()); // [1, 2]
 */
export function stdMean(x: Tensor, dim?: Dim, options: VarOptions = {}): readonly [std: Tensor, mean: Tensor] {
  return [moment(stdOp, x, dim, options), x.mean(dim, meanOptions(options))];
}

function moment(op: Op<Spread>, x: Tensor, dim: Dim | undefined, options: VarOptions): Tensor {
  if (!isFloating(x.dtype)) {
    throw new NnError('DTYPE', 'std and var only support floating point and complex dtypes', {
      op: op.name,
      details: { dtype: x.dtype },
      advice: "Convert with .to('float32') first.",
    });
  }
  if (options.correction !== undefined && options.unbiased !== undefined) {
    throw new NnError('OPTION', `${op.name}: give either correction or unbiased, not both`, {
      op: op.name,
      details: { ...options },
    });
  }
  const correction = options.correction ?? (options.unbiased === false ? 0 : 1);
  const attributes: Spread = { axes: reducedAxes(x, dim, op.name), keepdim: options.keepdim ?? false, correction };
  return widened(x, (wide) => run(op, [wide], attributes));
}

function meanOptions(options: VarOptions): ReduceOptions {
  return { keepdim: options.keepdim ?? false };
}
