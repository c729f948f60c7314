import type { Tensor } from '@nn/tensor';
import { defineLoss } from './define-loss.js';
import type { ReductionOptions } from './reduction.js';

export interface MarginOptions extends ReductionOptions {
  /** How far apart is far enough. */
  readonly margin?: number;
}

const hinge = /* @__PURE__ */ defineLoss<readonly [margin: number]>({
  name: 'hingeEmbeddingLoss',
  parameters: 1,
  value: (x, y, margin) => {
    const far = y.eq(1).select(x.constant(0), margin.sub(x).max(0));
    return far.add(y.eq(-1).select(x.constant(0), x));
  },
  toInput: (dy, c, x, y, margin) => {
    const step = dy.mul(c);
    const far = y.eq(1).select(step.constant(0), margin.lt(x).select(step.constant(0), step.neg()));
    return far.add(y.eq(-1).select(step.constant(0), step));
  },
  toTarget: (dy) => dy.constant(0),
  curvature: () => [0, 0, 0],
});

/**
 * The distance x where y is 1, max(0, margin − x) where y is −1, reduced. Shapes broadcast.
 *
 * @param options `margin` is 1 unless told otherwise
 * @throws NnError 'SHAPE', 'OPTION'
 * @example
 * import { hingeEmbeddingLoss, tensor } from '@nn/nn';
 *
 * hingeEmbeddingLoss(tensor([2, 0.5]), tensor([1, -1])).itemSync(); // 1.25
 */
export function hingeEmbeddingLoss(input: Tensor, target: Tensor, options: MarginOptions = {}): Tensor {
  const { margin = 1, reduction } = options;
  return hinge(input, target, reduction, margin);
}
