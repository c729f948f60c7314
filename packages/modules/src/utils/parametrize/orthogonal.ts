import { formatShape, NnError, sameShape, type Shape } from '@nn/core';
import { cat, empty, eye, linalg, type Tensor, zeros } from '@nn/tensor';
import { checkChoice } from '../../check.js';
import { Module } from '../../module.js';
import { Buffer } from '../../parameter.js';
import type { Parametrized } from './is-parametrized.js';
import { matrixExp } from './matrix-exp.js';
import { reflectionsOf, reflectionsProduct } from './reflections.js';
import { registerParametrization } from './register-parametrization.js';
import { currentTensor } from './spectral-norm.js';

/** How an orthogonal matrix is computed from any. */
export type OrthogonalMap = 'matrix_exp' | 'cayley' | 'householder';

export interface OrthogonalOptions {
  /** Which tensor. @default 'weight' */
  readonly name?: string;
  /** @default 'matrix_exp' for square matrices, else 'householder' */
  readonly orthogonalMap?: OrthogonalMap;
  /** Keep a base point that the map starts from (Lezcano-Casado, 2019). @default true */
  readonly useTrivialization?: boolean;
}

class Orthogonal extends Module {
  static override readonly logicalName: string = 'Orthogonal';
  static override readonly name: string = '_Orthogonal';

  private readonly shape: Shape;
  private readonly map: OrthogonalMap;
  private readonly trivialized: boolean;
  base: Buffer | null = null;

  constructor(shape: Shape, map: OrthogonalMap, trivialized: boolean) {
    super();
    this.shape = shape;
    this.map = map;
    this.trivialized = trivialized;
  }

  override forward(given: Tensor): Tensor {
    const wide = given.size(-2) < given.size(-1);
    const q = this.orthogonalOf(wide ? given.mT : given);
    // A copy, since the base is written to when the weight is set, and backward reads this one.
    const moved = this.base === null ? q : this.base.clone().matmul(q);
    return wide ? moved.mT : moved;
  }

  rightInverse(value: Tensor): Tensor | null {
    if (!sameShape(value.shape, this.shape)) {
      throw new NnError(
        'SHAPE',
        `Expected a matrix or batch of matrices of shape ${formatShape(this.shape)}. Got a tensor of shape ${formatShape(value.shape)}.`,
        { op: 'orthogonal', details: { shape: this.shape, got: value.shape } },
      );
    }
    const wide = value.size(-2) < value.size(-1);
    const tall = wide ? value.mT : value;
    if (!this.trivialized) {
      if (this.map !== 'householder') return null;
      const reflections = reflectionsOf(tall);
      return wide ? reflections.mT : reflections;
    }
    const base = completed(tall);
    if (this.base === null) this.base = new Buffer(base);
    else this.base.copy_(base);
    return minusIdentity(value);
  }

  /** Of a tall matrix. */
  private orthogonalOf(x: Tensor): Tensor {
    const [n, k] = [x.size(-2), x.size(-1)];
    if (this.map === 'householder') {
      const signs = x.detach().diagonal({ dim1: -2, dim2: -1 }).trunc().unsqueeze(-2);
      return reflectionsProduct(x).mul(signs);
    }
    const { dtype, device } = x;
    const lower = x.tril();
    const square = n === k ? lower : cat([lower, zeros([...x.shape.slice(0, -1), n - k], { dtype, device })], -1);
    const skew = square.sub(square.mT);
    const identity = eye(n, { dtype, device });
    const q =
      this.map === 'matrix_exp'
        ? matrixExp(skew)
        : linalg.solve(identity.sub(skew, { alpha: 0.5 }), identity.add(skew, { alpha: 0.5 }));
    return n === k ? q : q.narrow(-1, 0, k);
  }
}

/** An orthogonal matrix that begins with these columns, made orthogonal where they are not. Draws the missing ones. */
function completed(q: Tensor): Tensor {
  const [n, k] = [q.size(-2), q.size(-1)];
  if (n === k) return isOrthogonal(q) ? q.clone() : madeOrthogonal(q);
  const { dtype, device } = q;
  const more = empty([...q.shape.slice(0, -1), n - k], { dtype, device }).normal_(0, 1);
  return madeOrthogonal(cat([q, more], -1));
}

function isOrthogonal(q: Tensor): boolean {
  const k = q.size(-1);
  const epsilon = q.dtype === 'float64' ? 2 ** -52 : 2 ** -23;
  const identity = eye(k, { dtype: q.dtype, device: q.device });
  const product = q.mT.matmul(q);
  return product.allclose(identity.expand(product.shape), { atol: 10 * q.size(-2) * epsilon });
}

/** The Q of QR with a diagonal of R that is not negative. */
function madeOrthogonal(a: Tensor): Tensor {
  const { Q, R } = linalg.qr(a);
  return Q.mul(R.diagonal({ dim1: -2, dim2: -1 }).sgn().unsqueeze(-2)).contiguous();
}

/** From −I every map arrives at its base. */
function minusIdentity(like: Tensor): Tensor {
  const [n, k] = [like.size(-2), like.size(-1)];
  const size = Math.max(n, k);
  const identity = eye(size, { dtype: like.dtype, device: like.device }).narrow(0, 0, n).narrow(1, 0, k);
  return identity.neg().expand(like.shape).clone();
}

/**
 * Keeps a matrix orthogonal: its columns where it is tall, its rows where it is wide, have length 1 and right angles, whatever the optimizer does
 * to the original. Batches of matrices in the leading axes. The weight is made orthogonal from what it is (by QR) to begin with, and by
 * initializing it.
 *
 * The maps: e^A and the Cayley map (I + A/2)(I − A/2)⁻¹ of a skew-symmetric A, or a product of Householder reflections.
 *
 * @throws NnError as `registerParametrization`; 'SHAPE' for less than two axes, 'OPTION' for another map, 'SYNC_READ' on a device whose values
 * cannot be read at once
 * @example
 * import { Linear, orthogonal } from '@nn/nn';
 *
 * const layer = orthogonal(new Linear(3, 3));
 * const { weight } = layer;
 * weight.mm(weight.T).sub(weight.mm(weight.T).diagonal().diagEmbed()).abs().amax().itemSync() < 1e-5; // true
 */
export function orthogonal<M extends Module>(module: M, options: OrthogonalOptions = {}): M & Parametrized {
  const { name = 'weight', useTrivialization = true } = options;
  const weight = currentTensor(module, name);
  if (weight.ndim < 2) {
    throw new NnError('SHAPE', `Expected a matrix or batch of matrices. Got a tensor of ${weight.ndim} dimensions.`, {
      op: 'orthogonal',
      details: { shape: weight.shape },
    });
  }
  const { orthogonalMap = weight.size(-2) === weight.size(-1) ? 'matrix_exp' : 'householder' } = options;
  checkChoice(
    orthogonalMap,
    ['matrix_exp', 'cayley', 'householder'],
    'orthogonal',
    `orthogonal_map has to be one of "matrix_exp", "cayley", "householder". Got: ${orthogonalMap}`,
  );
  return registerParametrization(module, name, new Orthogonal(weight.shape, orthogonalMap, useTrivialization), {
    unsafe: true,
  });
}
