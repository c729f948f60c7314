import type { Op, Tensor } from '@nn/tensor';

/** The whole of a tensor, seen by somebody who has a derivative of his own: a write could not be followed. */
const window: Op<unknown> = {
  name: 'alias',
  gradName: 'AliasBackward0',
  saves: 'none',
  forward: ([x]) => x as never,
  vjp: ({ dy }) => [dy],
};

/**
 * The tensors that a caller gets for what a function has returned: each a tensor of its own, that nothing has recorded. One that shares memory
 * with an input, or is known elsewhere, can be read, but not written to.
 */
export function ownOutputs(outputs: readonly Tensor[], inputs: readonly Tensor[]): Tensor[] {
  const known = new Set<Tensor>();
  return outputs.map((output) => {
    const source =
      inputs.find((input) => input.storage === output.storage) ??
      (output.requiresGrad || known.has(output) ? output : null);
    known.add(output);
    const { storage, shape, strides, offset } = output;
    if (source !== null)
      return output.over(storage, shape, strides, offset, {
        parent: source,
        op: window,
        attributes: null,
        untracked: 'function',
      });
    return output.viewOf === null ? output : output.detach();
  });
}
