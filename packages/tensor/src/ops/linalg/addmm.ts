import { dtypes, formatShape, NnError, type Shape } from '@nn/core';
import { backendOf, gradNameOf, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { bmm } from './bmm.js';
import { mm } from './mm.js';
import { mv } from './mv.js';
import { outer } from './outer.js';
import { cannotMultiply, checkMultiplies, multiply, productOp, type Transposes } from './product.js';

export interface AddProductOptions {
  /** Multiplies what is added. Where it is 0, that is not read: NaN do not pass. @default 1 */
  readonly beta?: number;
  /** Multiplies the product. @default 1 */
  readonly alpha?: number;
}

/** c + a·b in one kernel, for matrices or batches of them. */
function fusedOp(name: string, product: Op<Transposes>): Op<null> {
  return {
    name,
    gradName: gradNameOf(name),
    saves: 'inputs',
    forward: (inputs) => {
      const [c, a, b] = inputs as readonly [Tensor, Tensor, Tensor];
      backendOf(name, inputs);
      return multiply(a, a, b, [...a.shape.slice(0, -1), b.shape.at(-1)!], c);
    },
    vjp: ({ dy, b, c, needs }) => [
      needs[0] ? dy : null,
      needs[1] ? run(product, [dy, c], { ta: false, tb: true }) : null,
      needs[2] ? run(product, [b, dy], { ta: true, tb: false }) : null,
    ],
  };
}

const addmmOp: Op<null> = /* @__PURE__ */ fusedOp('addmm', /* @__PURE__ */ productOp('mm', 'MmBackward0'));
const baddbmmOp: Op<null> = /* @__PURE__ */ fusedOp('baddbmm', /* @__PURE__ */ productOp('bmm', 'BmmBackward0'));

/**
 * beta · c + alpha · (a · b) of matrices; c broadcasts to the product.
 *
 * @throws NnError 'SHAPE' where the shapes do not multiply or c does not broadcast, 'DTYPE' for two dtypes
 * @example
 * import { ones } from '@nn/nn';
 *
 * ones([2]).addmm(ones([2, 3]), ones([3, 2])).toArraySync(); // [[4, 4], [4, 4]]
 */
export function addmm(c: Tensor, a: Tensor, b: Tensor, options: AddProductOptions = {}): Tensor {
  for (const [name, x] of [
    ['mat1', a],
    ['mat2', b],
  ] as const) {
    if (x.ndim !== 2)
      throw new NnError('SHAPE', `${name} must be a matrix, got ${x.ndim}-D tensor`, {
        op: 'addmm',
        details: { shape: x.shape },
      });
  }
  const [n, k] = a.shape as readonly [number, number];
  const [found, m] = b.shape as readonly [number, number];
  if (k !== found) throw cannotMultiply(n, k, found, m, 'addmm', { shapes: [a.shape, b.shape] });
  return fused(addmmOp, () => mm(a, b), c, a, b, [n, m], options);
}

/**
 * beta · c + alpha · (a · b) of batches of matrices; c broadcasts to the product.
 *
 * @throws NnError 'SHAPE' where the shapes do not multiply or c does not broadcast, 'DTYPE' for two dtypes
 * @example
 * import { ones } from '@nn/nn';
 *
 * ones([5, 2, 2]).baddbmm(ones([5, 2, 3]), ones([5, 3, 2])).at(0, 0).toArraySync(); // [4, 4]
 */
export function baddbmm(c: Tensor, a: Tensor, b: Tensor, options: AddProductOptions = {}): Tensor {
  const shape = productShape(a, b);
  return fused(baddbmmOp, () => bmm(a, b), c, a, b, shape, options);
}

/**
 * beta · c + alpha · Σ over the batch of a · b.
 *
 * @example
 * import { ones } from '@nn/nn';
 *
 * ones([2, 2]).addbmm(ones([5, 2, 3]), ones([5, 3, 2])).toArraySync(); // [[16, 16], [16, 16]]
 */
export function addbmm(c: Tensor, a: Tensor, b: Tensor, options: AddProductOptions = {}): Tensor {
  productShape(a, b);
  return added(c, bmm(a, b).sum(0), options, 'addbmm');
}

/**
 * beta · c + alpha · (a · v) for a matrix and a vector.
 *
 * @example
 * import { ones } from '@nn/nn';
 *
 * ones([2]).addmv(ones([2, 3]), ones([3])).toArraySync(); // [4, 4]
 */
export function addmv(c: Tensor, a: Tensor, v: Tensor, options: AddProductOptions = {}): Tensor {
  return added(c, mv(a, v), options, 'addmv');
}

/**
 * beta · c + alpha · (a ⊗ b) for two vectors.
 *
 * @example
 * import { ones, tensor } from '@nn/nn';
 *
 * ones([2, 2]).addr(tensor([1, 2]), tensor([1, 10])).toArraySync(); // [[2, 11], [3, 21]]
 */
export function addr(c: Tensor, a: Tensor, b: Tensor, options: AddProductOptions = {}): Tensor {
  return added(c, outer(a, b), options, 'addr');
}

function productShape(a: Tensor, b: Tensor): Shape {
  for (const [name, x] of [
    ['batch1', a],
    ['batch2', b],
  ] as const) {
    if (x.ndim !== 3)
      throw new NnError('SHAPE', `${name} must be a 3D tensor`, { op: 'baddbmm', details: { shape: x.shape } });
  }
  const [batch, n, k] = a.shape as readonly [number, number, number];
  if (b.shape[0] !== batch || b.shape[1] !== k) {
    throw new NnError(
      'SHAPE',
      `Expected size for first two dimensions of batch2 tensor to be: ${formatShape([batch, k])} but got: ${formatShape(b.shape.slice(0, 2))}.`,
      {
        op: 'baddbmm',
        details: { shapes: [a.shape, b.shape] },
      },
    );
  }
  return [batch, n, b.shape[2]!];
}

function fused(
  op: Op<null>,
  product: () => Tensor,
  c: Tensor,
  a: Tensor,
  b: Tensor,
  shape: Shape,
  { beta = 1, alpha = 1 }: AddProductOptions,
): Tensor {
  if (a.dtype !== b.dtype || a.dtype !== c.dtype) {
    const which = a.dtype === c.dtype || b.dtype !== c.dtype ? 'self and mat2' : 'mat1 and mat2';
    throw new NnError('DTYPE', `${which} must have the same dtype`, {
      op: op.name,
      details: { dtypes: [c.dtype, a.dtype, b.dtype] },
      advice: `They are ${dtypes[c.dtype].name}, ${dtypes[a.dtype].name} and ${dtypes[b.dtype].name}.`,
    });
  }
  checkMultiplies(a, 'addmm_impl_cpu_', op.name);
  checkBroadcasts(c.shape, shape, op.name);
  if (beta === 1 && alpha === 1) return run(op, [c, a, b], null);
  return added(c, product(), { beta, alpha }, op.name);
}

function added(c: Tensor, product: Tensor, { beta = 1, alpha = 1 }: AddProductOptions, op: string): Tensor {
  checkBroadcasts(c.shape, product.shape, op);
  const scaled = alpha === 1 ? product : product.mul(alpha);
  if (beta === 0) return scaled;
  return scaled.add(beta === 1 ? c : c.mul(beta));
}

function checkBroadcasts(c: Shape, shape: Shape, op: string): void {
  const lead = shape.length - c.length;
  const details = { shape, added: c };
  const sizes = `Target sizes: ${formatShape(shape)}.  Tensor sizes: ${formatShape(c)}`;
  if (lead < 0) {
    throw new NnError(
      'SHAPE',
      `expand: the number of sizes provided (${shape.length}) must be greater or equal to the number of dimensions in the tensor (${c.length}).  ${sizes}`,
      { op, details },
    );
  }
  for (let axis = shape.length - 1; axis >= lead; axis--) {
    const own = c[axis - lead]!;
    if (own === 1 || own === shape[axis]) continue;
    throw new NnError(
      'SHAPE',
      `The expanded size of the tensor (${shape[axis]}) must match the existing size (${own}) at non-singleton dimension ${axis}.  ${sizes}`,
      { op, details },
    );
  }
}
