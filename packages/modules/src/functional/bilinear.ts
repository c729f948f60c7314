import { NnError } from '@nn/core';
import type { Tensor } from '@nn/tensor';

/**
 * y_k = x1ᵀ W_k x2 + b_k. Shapes: x1 `[…, in1]`, x2 `[…, in2]`, W `[out, in1, in2]`, b `[out]`, y `[…, out]`.
 *
 * @throws NnError 'SHAPE', 'DTYPE'
 * @example
 * import { bilinear, tensor } from '@nn/nn';
 *
 * bilinear(tensor([1, 2]), tensor([3, 4]), tensor([[[1, 0], [0, 1]]])).toArraySync(); // [11]
 */
export function bilinear(x1: Tensor, x2: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  checkShapes(x1, x2, weight, bias);
  const [outputs, in1, in2] = weight.shape as readonly [number, number, number];
  const batch = x1.shape.slice(0, -1);
  const count = batch.reduce((product, size) => product * size, 1);
  // Every W_k beside the others, so that one product does for all.
  const side = weight.permute([1, 0, 2]).reshape([in1, outputs * in2]);
  const half = x1.reshape([count, in1]).matmul(side).reshape([count, outputs, in2]);
  const y = half.bmm(x2.reshape([count, in2, 1])).reshape([...batch, outputs]);
  return bias === null ? y : y.add(bias);
}

function checkShapes(x1: Tensor, x2: Tensor, weight: Tensor, bias: Tensor | null): void {
  const refuse = (sentence: string): never => {
    throw new NnError('SHAPE', `bilinear(): ${sentence}`, {
      op: 'bilinear',
      details: { x1: x1.shape, x2: x2.shape, weight: weight.shape },
    });
  };
  if (weight.ndim !== 3) refuse(`expected a weight of 3 dimensions, got ${weight.ndim}`);
  if (x1.ndim !== x2.ndim) refuse(`input dimensions do not match: got ${x1.ndim} and ${x2.ndim}`);
  if (x1.ndim === 0) refuse('the inputs have no axis of features');
  for (const [axis, size] of x1.shape.slice(0, -1).entries()) {
    if (size !== x2.shape[axis])
      refuse(`input batch dimensions do not match at dim ${axis}: got ${size} and ${x2.shape[axis]}`);
  }
  const [outputs, in1, in2] = weight.shape;
  if (x1.shape.at(-1) !== in1)
    refuse(`input1 size does not match weight size: got ${x1.shape.at(-1)} but expected ${in1}`);
  if (x2.shape.at(-1) !== in2)
    refuse(`input2 size does not match weight size: got ${x2.shape.at(-1)} but expected ${in2}`);
  if (bias !== null && bias.numel() !== outputs) {
    refuse(`bias size does not match weight size: got ${bias.numel()} but expected ${outputs}`);
  }
}
