import { dtypes, NnError, numelOf } from '@nn/core';
import { defineElementwise, type Elementwise, type Tensor, where } from '@nn/tensor';

const sloped: Elementwise<readonly [x: Tensor, slope: Tensor]> = /* @__PURE__ */ defineElementwise({
  name: 'prelu',
  expression: (x, slope) => x.gt(0).select(x, x.mul(slope)),
  vjp: ({ dy, a: x, b: slope, needs }) => [
    needs[0] ? where(x.gt(0), dy, dy.mul(slope)) : null,
    needs[1] ? where(x.gt(0), 0, dy.mul(x)) : null,
  ],
});

/**
 * x where it is positive, slope · x elsewhere; one slope, or one for every channel (axis 1).
 *
 * @throws NnError 'SHAPE' where there are neither one nor as many slopes as channels, 'DTYPE' for two dtypes
 * @example
 * import { prelu, tensor } from '@nn/nn';
 *
 * prelu(tensor([2, -2]), tensor([0.25])).toArraySync(); // [2, -0.5]
 */
export function prelu(x: Tensor, slope: Tensor): Tensor {
  const count = numelOf(slope.shape);
  checkSlopes(x, slope, count);
  return sloped(x, slope.reshape(x.shape.map((_, axis) => (axis === 1 && count !== 1 ? count : 1))));
}

function checkSlopes(x: Tensor, slope: Tensor, count: number): void {
  const refuse = (code: 'SHAPE' | 'DTYPE', sentence: string): never => {
    throw new NnError(code, sentence, { op: 'prelu', details: { shape: x.shape, slopes: slope.shape } });
  };
  if (x.dtype !== slope.dtype) {
    refuse('DTYPE', `Found dtype ${dtypes[slope.dtype].torchName} but expected ${dtypes[x.dtype].torchName}`);
  }
  if (slope.ndim > 1)
    refuse('SHAPE', `prelu: Expected \`weight\` to be a scalar or 1D tensor, but got ndim = ${slope.ndim}`);
  if (count === 1) return;
  if (x.ndim === 0) refuse('SHAPE', 'Not allow zero-dim input tensor.');
  const channels = x.ndim > 1 ? x.shape[1]! : 1;
  if (channels !== count) {
    const sentence = `Mismatch of parameter numbers and input channel size. Found parameter numbers = ${count} and channel size = ${channels}.`;
    refuse('SHAPE', sentence);
  }
}
