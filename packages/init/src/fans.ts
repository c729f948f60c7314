import { checkShape, NnError, type Shape } from '@nn/core';

/**
 * How many inputs an output of a layer depends on, and how many outputs depend on an input, as PyTorch guesses them from the shape of
 * a weight alone: for `[out, in, …kernel]`, `in` and `out` times the elements of the kernel. Groups and transposition are not in a
 * shape, so that for layers with these PyTorch's numbers differ from the truth.
 *
 * @param target a shape, or anything that has one
 * @returns the two numbers: `[fanIn, fanOut]`
 * @throws NnError 'SHAPE' for fewer than two dimensions; 'UNINITIALIZED' for a parameter that waits for its shape
 * @example
 * import { init } from '@nn/nn';
 *
 * init.calculateFanInAndFanOut([16, 3, 5, 5]); // [75, 400]
 */
export function calculateFanInAndFanOut(target: Shape | { readonly shape: Shape }): [fanIn: number, fanOut: number] {
  const op = 'calculateFanInAndFanOut';
  const hasShape = typeof target === 'object' && target !== null && 'shape' in target;
  return fansOf(op, checkShape(hasShape ? target.shape : target, op));
}

/** The same, refused under the name of `op`. */
export function fansOf(op: string, shape: Shape): [fanIn: number, fanOut: number] {
  const [outputs, inputs, ...kernel] = shape;
  if (outputs === undefined || inputs === undefined) {
    throw new NnError('SHAPE', 'Fan in and fan out can not be computed for tensor with fewer than 2 dimensions', {
      op,
      details: { shape },
      advice: `The shape is [${shape.join(', ')}]: for a bias, use zeros_ or uniform_.`,
    });
  }
  const field = kernel.reduce((product, size) => product * size, 1);
  return [inputs * field, outputs * field];
}
