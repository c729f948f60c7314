import { formatShape, NnError, type Shape } from '@nn/core';
import { backendOf, type Op, run, type VjpContext } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { matmul } from './matmul.js';
import { mmOp } from './mm.js';
import {
  cannotMultiply,
  checkMultiplies,
  checkSameDType,
  multiply,
  rowsAsOne,
  rowsOf,
  savesFactors,
  transposed,
  window,
} from './product.js';

const withoutBias: Op<null> = {
  name: 'linear',
  gradName: 'MmBackward0',
  saves: savesFactors,
  forward: (inputs) => forward(inputs[0] as Tensor, inputs[1] as Tensor, null, inputs as readonly Tensor[]),
  vjp: (context) => gradients(context, null),
};

const withBias: Op<null> = {
  name: 'linear',
  gradName: 'AddmmBackward0',
  saves: savesFactors,
  forward: (inputs) =>
    forward(inputs[0] as Tensor, inputs[1] as Tensor, inputs[2] as Tensor, inputs as readonly Tensor[]),
  vjp: (context) => gradients(context, context.needs[2] ? context.dy : null),
};

function forward(x: Tensor, weight: Tensor, bias: Tensor | null, all: readonly Tensor[]): Tensor {
  backendOf('linear', all);
  const shape = x.shape.slice();
  shape[shape.length - 1] = weight.shape[0]!;
  const rows = x.ndim === 1 ? window(x, [1, x.shape[0]!], [x.shape[0]!, x.strides[0]!]) : x;
  const y = multiply(x, rows, transposed(weight), x.ndim === 1 ? [1, weight.shape[0]!] : shape, bias);
  return x.ndim === 1 ? y.over(y.storage, shape, [1], 0) : y;
}

/** dx = dy·W and dW = dyᵀ·x over all rows; what comes to the bias is `dy` itself. */
function gradients(context: VjpContext<null>, db: Tensor | null): readonly (Tensor | null)[] {
  const { dy, needs } = context;
  const rows = dy.ndim === 1 ? dy.unsqueeze(0) : dy;
  const dx = (): Tensor => {
    const product = run(mmOp, [rows, context.b], { ta: false, tb: false });
    return dy.ndim === 1 ? product.squeeze(0) : product;
  };
  const dw = (): Tensor => {
    const x = context.a;
    return run(mmOp, [rowsAsOne(rows), rowsAsOne(x.ndim === 1 ? x.unsqueeze(0) : x)], { ta: true, tb: false });
  };
  return [needs[0] ? dx() : null, needs[1] ? dw() : null, db];
}

/**
 * The affine map of a layer, in one step: y = x·Wᵀ + b, for x of any number of leading axes. The weight is read transposed, not copied.
 *
 * Shapes: x `[…, in]`, weight `[out, in]`, bias `[out]`, y `[…, out]`.
 *
 * @throws NnError 'SHAPE' where the last axis of x is not that of the weight, 'DTYPE' for two dtypes
 * @example
 * import { linear, tensor } from '@nn/nn';
 *
 * linear(tensor([[1, 2]]), tensor([[1, 0], [0, 1], [1, 1]]), tensor([0, 0, 10])).toArraySync(); // [[1, 2, 13]]
 */
export function linear(x: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  if (weight.ndim !== 2 || x.ndim === 0) return unusual(x, weight, bias);
  const inner = x.shape[x.ndim - 1]!;
  const out = weight.shape[0]!;
  const expected = weight.shape[1]!;
  if (inner !== expected) {
    throw cannotMultiply(rowsOf(x.shape), inner, expected, out, 'linear', { shapes: [x.shape, weight.shape] });
  }
  checkSameDType(x, weight, 'linear');
  checkMultiplies(x, 'addmm_impl_cpu_', 'linear');
  if (bias === null) return run(withoutBias, [x, weight], null);
  checkSameDType(x, bias, 'linear');
  // A bias that differs by rows too is added by itself.
  if (bias.ndim > 1) return run(withoutBias, [x, weight], null).add(bias);
  checkBias(bias.shape, x.shape, out);
  return run(withBias, [x, weight, bias], null);
}

function checkBias(bias: Shape, x: Shape, wanted: number): void {
  const own = bias[0] ?? 1;
  if (own === 1 || own === wanted) return;
  throw new NnError(
    'SHAPE',
    `The expanded size of the tensor (${wanted}) must match the existing size (${own}) at non-singleton dimension 1.  Target sizes: ${formatShape([rowsOf(x), wanted])}.  Tensor sizes: ${formatShape(bias)}`,
    { op: 'linear', details: { bias, shape: [...x.slice(0, -1), wanted] } },
  );
}

/** PyTorch takes a vector for a weight too: one output, without an axis. */
function unusual(x: Tensor, weight: Tensor, bias: Tensor | null): Tensor {
  if (weight.ndim > 2) {
    throw new NnError('SHAPE', `t() expects a tensor with <= 2 dimensions, but self is ${weight.ndim}D`, {
      op: 'linear',
      details: { weight: weight.shape },
    });
  }
  if (bias !== null && weight.ndim < 2) {
    throw new NnError('SHAPE', `mat2 must be a matrix, got ${weight.ndim}-D tensor`, {
      op: 'linear',
      details: { weight: weight.shape },
    });
  }
  return matmul(x, weight.ndim === 2 ? weight.transpose(0, 1) : weight);
}
