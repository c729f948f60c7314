import type { FanAxes } from '@nn/core';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import { choice } from '../schema/choice.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { optional } from '../schema/schema.js';
import { haar } from './haar.js';
import { type Matrices, matricesOf } from './matrices.js';
import { semiOrthogonal } from './semi-orthogonal.js';

export interface OrthogonalParams {
  /** The length of a vector. */
  readonly gain: number;
  /**
   * What makes a row. `'first'`: every index along axis 0, so that all other axes count as columns, as in PyTorch. `'declared'`: every output that the
   * module declares, so that inputs and field are columns; each group is a matrix of its own.
   */
  readonly rows: 'first' | 'declared';
}

/**
 * A random matrix whose rows, or whose columns where there are more rows, are perpendicular and of length `gain`: the layer neither stretches nor
 * shrinks, in any direction that it hands on. Every such matrix is as likely as any other (the Haar measure): Q of the QR decomposition of a
 * matrix of normal draws, with the signs that make R's diagonal positive. Computed as a whole, in float64, whatever part or dtype is asked for.
 *
 * Source: A. Saxe, J. McClelland and S. Ganguli, *Exact solutions to the nonlinear dynamics of learning in deep linear neural networks* (2014);
 * F. Mezzadri, *How to generate random matrices from the classical compact groups* (2007); `torch.nn.init.orthogonal_`.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const weight = init.fill_(empty([2, 3], { dtype: 'float64' }), init.orthogonal({ gain: 2 }), { seed: 0 });
 * weight.square().sum(1); // tensor([4.0000, 4.0000], dtype=float64)
 */
export const orthogonal: InitializerFactory<
  OrthogonalParams,
  Partial<OrthogonalParams>
> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:orthogonal',
  version: 1,
  parameters: /* @__PURE__ */ object({
    gain: /* @__PURE__ */ optional(/* @__PURE__ */ number({ above: 0 }), 1),
    rows: /* @__PURE__ */ optional(/* @__PURE__ */ choice(['first', 'declared']), 'first'),
  }),
  accepts({ rows }, { shape, axes }) {
    if (shape.length < 2) return 'only two or more axes make a matrix';
    return rows === 'first' || axes !== null || 'nobody has declared its axes';
  },
  claim({ gain, rows }, spec) {
    const matrices = readMatrices(rows, spec);
    const plain = rows === 'first' || (matrices.count === 1 && String(spec.axes!.out) === '0');
    return {
      marginal: { law: 'sphere', dimension: matrices.length, radius: gain },
      dependence: 'structured',
      invariants: [plain ? { invariant: 'semiOrthogonal', gain, haar: true } : semiOrthogonal(matrices, gain, spec)],
    };
  },
  whole: ({ gain, rows }, { spec, stream }) => haar(readMatrices(rows, spec), gain, stream.key),
});

function readMatrices(rows: OrthogonalParams['rows'], { shape, axes, groups }: TensorSpec): Matrices {
  const first: FanAxes = { out: [0], in: shape.slice(1).map((_, i) => i + 1) };
  return rows === 'first' ? matricesOf(shape, first, 1) : matricesOf(shape, axes!, groups);
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:orthogonal': Partial<OrthogonalParams>;
  }
}
