import { call, exp } from '@nn/core/expression';
import { cast } from '../../copy.js';
import { type Binary, defineElementwise, type Unary } from '../../elementwise.js';
import { gradNameOf, type Op, run } from '../../op.js';
import { floatType } from '../../promotion.js';
import type { Tensor } from '../../tensor.js';
import { foldExtreme } from '../reduce/amax.js';
import { type Dim, finishAxes, type Reduced, type ReduceOptions, reducedAxes, spread } from '../reduce/axes.js';
import { widened } from '../reduce/widened.js';

/** x where it is finite, else 0: NaN stays. */
const finiteOrZero: Unary = /* @__PURE__ */ defineElementwise({
  name: 'finiteOrZero',
  expression: (x) => x.abs().eq(Number.POSITIVE_INFINITY).select(x.constant(0), x),
});

const expOfDifference: Binary = /* @__PURE__ */ defineElementwise({
  name: 'expOfDifference',
  expression: (x, m) => call(exp, x.sub(m)),
});

const logsumexpOp: Op<Reduced> = {
  name: 'logsumexp',
  gradName: gradNameOf('logsumexp'),
  saves: 'both',
  forward: (inputs, reduced) => {
    const x = (inputs[0] as Tensor).detach();
    const { axes } = reduced;
    if (x.numel() === 0) return x.exp().sum(axes, { keepdim: reduced.keepdim }).log();
    const greatest = finiteOrZero(foldExtreme('max', x, { axes, keepdim: true }));
    const total =
      axes.length === 0 ? expOfDifference(x, greatest) : expOfDifference(x, greatest).sum(axes, { keepdim: true });
    return finishAxes(total.log().add(greatest), reduced);
  },
  vjp: ({ a, y, dy, attributes, shapes }) => [
    spread(dy, shapes[0]!, attributes).mul(a.sub(spread(y, shapes[0]!, attributes)).exp()),
  ],
};

/**
 * log Σ eˣ over `dim`, computed from the greatest value down so that nothing overflows. Integers give float32; of no elements it is −∞.
 *
 * The derivative is the softmax: dx = dy · e^(x − y).
 *
 * @param dim one axis or several
 * @throws NnError 'AXIS' for an axis out of range or named twice
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1e4, -1e4]).logsumexp(0).itemSync(); // 10000
 */
export function logsumexp(x: Tensor, dim: Dim, options: ReduceOptions = {}): Tensor {
  const attributes: Reduced = { axes: reducedAxes(x, dim, 'logsumexp'), keepdim: options.keepdim ?? false };
  return widened(cast(x, floatType(x.dtype)), (wide) => run(logsumexpOp, [wide], attributes));
}
