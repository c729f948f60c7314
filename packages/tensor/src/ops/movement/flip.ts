import { normalizeAxes, type Shape } from '@nn/core';
import { fromHost } from '../../from-host.js';
import { allocateBlank, gradNameOf, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';

const flipOp: Op<readonly number[]> = {
  name: 'flip',
  gradName: gradNameOf('flip'),
  saves: 'none',
  forward: (inputs, axes) => {
    let result = (inputs[0] as Tensor).detach();
    for (const axis of axes) result = mirrored(result, axis);
    return axes.length === 0 ? result.clone() : result;
  },
  vjp: ({ dy, attributes }) => [dy.flip(attributes)],
};

function mirrored(x: Tensor, axis: number): Tensor {
  const { backend } = x.storage;
  const size = x.shape[axis]!;
  const output = allocateBlank(x, backend, x.dtype, x.shape);
  if (output.numel() === 0) return output;
  const falling = fromHost(
    x,
    backend,
    'int32',
    [size],
    Int32Array.from({ length: size }, (_, i) => size - 1 - i),
  );
  const along: Shape = x.shape.map((length, at) => (at === axis ? length : 1));
  backend.kernels.gather([x, falling.view(along).expand(x.shape)], { axis }, [output]);
  return output;
}

/**
 * A copy with the order reversed along the given axes.
 *
 * @throws NnError 'AXIS' for an axis out of range or named twice
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 2], [3, 4]]).flip(1).toArraySync(); // [[2, 1], [4, 3]]
 */
export function flip(x: Tensor, dims: number | readonly number[]): Tensor {
  return run(flipOp, [x], normalizeAxes(dims, x.ndim, 'flip'));
}
