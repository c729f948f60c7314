import { NnError, normalizeAxis } from '@nn/core';
import { allocate, gradNameOf, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';

interface RollAttributes {
  readonly shifts: readonly number[];
  readonly axes: readonly number[];
}

const rollOp: Op<RollAttributes> = {
  name: 'roll',
  gradName: gradNameOf('roll'),
  saves: 'none',
  forward: (inputs, { shifts, axes }) => {
    let result = (inputs[0] as Tensor).detach();
    axes.forEach((axis, i) => {
      result = rolled(result, shifts[i]!, axis);
    });
    return axes.length === 0 ? result.clone() : result;
  },
  vjp: ({ dy, attributes: { shifts, axes } }) => [
    dy.roll(
      shifts.map((shift) => -shift),
      axes,
    ),
  ],
};

function rolled(x: Tensor, shift: number, axis: number): Tensor {
  const { backend } = x.storage;
  const size = x.shape[axis]!;
  const output = allocate(x, backend, x.dtype, x.shape);
  if (output.numel() === 0) return output;
  const first = ((shift % size) + size) % size;
  const move = (from: number, to: number, length: number): void => {
    if (length > 0) backend.kernels.copy([x.narrow(axis, from, length)], {}, [output.narrow(axis, to, length)]);
  };
  move(0, first, size - first);
  move(size - first, 0, first);
  return output;
}

/**
 * A copy whose elements are moved along axes; what leaves at one end comes in at the other. Without axes, all elements in row-major order.
 *
 * @throws NnError 'AXIS', 'OPTION' where shifts and axes differ in number
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2, 3]).roll(1).toArraySync(); // [3, 1, 2]
 */
export function roll(x: Tensor, shifts: number | readonly number[], dims?: number | readonly number[]): Tensor {
  const by = typeof shifts === 'number' ? [shifts] : shifts;
  const along = dims === undefined ? [] : typeof dims === 'number' ? [dims] : dims;
  if (by.length === 1 && along.length === 0) return x.flatten().roll(by, 0).view(x.shape);
  if (by.length !== along.length || by.length === 0) {
    throw new NnError('OPTION', `shifts and dimensions must align. shifts: ${by.length}, dims:${along.length}`, {
      op: 'roll',
      details: { shifts, dims },
    });
  }
  if (!by.every(Number.isSafeInteger))
    throw new NnError('OPTION', 'roll: shifts must be whole numbers', { op: 'roll', details: { shifts } });
  if (x.ndim === 0)
    throw new NnError('AXIS', `Dimension specified as ${along[0]} but tensor has no dimensions`, {
      op: 'roll',
      details: { dims },
    });
  return run(rollOp, [x], { shifts: by, axes: along.map((dim) => normalizeAxis(dim, x.ndim, 'roll')) });
}
