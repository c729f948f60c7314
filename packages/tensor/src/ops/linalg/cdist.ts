import { broadcastShapes, dtypes, isFloating, NnError } from '@nn/core';
import { call, pow } from '@nn/core/expression';
import { gradNameOf, type Op, run } from '../../op.js';
import { without } from '../../reduce.js';
import type { Tensor } from '../../tensor.js';
import { defineFold } from '../reduce/fold.js';
import { normGradient } from '../reduce/norm.js';

export interface CdistOptions {
  /** Which norm the distance is: 2 Euclidean, 1 Manhattan, 0 how many coordinates differ, ∞ the greatest difference. @default 2 */
  readonly p?: number;
}

const sumOfSquares = /* @__PURE__ */ defineFold({
  name: 'cdist',
  kind: 'sum',
  inputs: 2,
  body: ([a, b]) => {
    const d = a!.sub(b!);
    return [d.mul(d)];
  },
});
const sumOfAbsolutes = /* @__PURE__ */ defineFold({
  name: 'cdist',
  kind: 'sum',
  inputs: 2,
  body: ([a, b]) => [a!.sub(b!).abs()],
});
const greatest = /* @__PURE__ */ defineFold({
  name: 'cdist',
  kind: 'max',
  inputs: 2,
  body: ([a, b]) => [a!.sub(b!).abs()],
});
const differing = /* @__PURE__ */ defineFold({
  name: 'cdist',
  kind: 'sum',
  inputs: 2,
  body: ([a, b]) => [a!.eq(b!).select(a!.constant(0), a!.constant(1))],
});
const sumOfPowers = /* @__PURE__ */ defineFold({
  name: 'cdist',
  kind: 'sum',
  inputs: 2,
  scalars: 1,
  body: ([a, b], [p]) => [call(pow, a!.sub(b!).abs(), p!)],
});

/** Both with the axes […, rows of a, rows of b, coordinates]. */
function paired(a: Tensor, b: Tensor): readonly [Tensor, Tensor] {
  return [a.unsqueeze(-2), b.unsqueeze(-3)];
}

const cdistOp: Op<number> = {
  name: 'cdist',
  gradName: gradNameOf('cdist'),
  saves: 'both',
  forward: (inputs, p) => {
    const [a, b] = paired((inputs[0] as Tensor).detach(), (inputs[1] as Tensor).detach());
    const shape = broadcastShapes([a.shape, b.shape], 'cdist');
    const axes = [shape.length - 1];
    const fold =
      p === 0
        ? differing
        : p === 1
          ? sumOfAbsolutes
          : p === 2
            ? sumOfSquares
            : p === Number.POSITIVE_INFINITY
              ? greatest
              : sumOfPowers;
    // The greatest of no coordinates is no distance at all.
    const kept = (shape.at(-1) === 0 ? sumOfSquares : fold)(
      [a, b],
      shape,
      axes,
      fold === sumOfPowers && shape.at(-1) !== 0 ? [p] : [],
    )[0]!;
    const folded = without(kept, axes);
    if (p === 2) return folded.sqrt();
    return fold === sumOfPowers ? folded.pow(1 / p) : folded;
  },
  vjp: ({ a, b, y, dy, needs, attributes: p }) => {
    const [left, right] = paired(a, b);
    const difference = left.sub(right);
    const gradient = normGradient(difference, y, dy, { p, axes: [difference.ndim - 1], keepdim: false });
    return [needs[0] ? gradient.sum(-2) : null, needs[1] ? gradient.sum(-3).neg() : null];
  },
};

/**
 * The distances of every row of one tensor from every row of another: […, n, d], […, m, d] → […, n, m]; leading axes broadcast.
 *
 * Differences are taken first, so that near rows far from the origin keep their accuracy.
 *
 * @throws NnError 'SHAPE' where the last axes differ, 'DTYPE' for two dtypes and for integers, 'OPTION' for p < 0
 * @example
 * import { cdist, tensor } from '@nn/nn';
 *
 * cdist(tensor([[0, 0]]), tensor([[3, 4], [0, 1]])).toArraySync(); // [[5, 1]]
 */
export function cdist(a: Tensor, b: Tensor, options: CdistOptions = {}): Tensor {
  const { p = 2 } = options;
  const details = { shapes: [a.shape, b.shape], p };
  for (const [name, x] of [
    ['X1', a],
    ['X2', b],
  ] as const) {
    if (x.ndim < 2)
      throw new NnError('SHAPE', `cdist only supports at least 2D tensors, ${name} got: ${x.ndim}D`, {
        op: 'cdist',
        details,
      });
    if (!isFloating(x.dtype))
      throw new NnError(
        'DTYPE',
        `cdist only supports floating-point dtypes, ${name} got: ${dtypes[x.dtype].torchName}`,
        { op: 'cdist', details },
      );
  }
  if (a.shape.at(-1) !== b.shape.at(-1)) {
    throw new NnError(
      'SHAPE',
      `X1 and X2 must have the same number of columns. X1: ${a.shape.at(-1)} X2: ${b.shape.at(-1)}`,
      { op: 'cdist', details },
    );
  }
  if (a.dtype !== b.dtype)
    throw new NnError(
      'DTYPE',
      `expected scalar type ${dtypes[a.dtype].torchName} but found ${dtypes[b.dtype].torchName}`,
      { op: 'cdist', details },
    );
  if (!(p >= 0)) throw new NnError('OPTION', 'cdist only supports non-negative p values', { op: 'cdist', details });
  return run(cdistOp, [a, b], p);
}
