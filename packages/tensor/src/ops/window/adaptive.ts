import { formatShape, NnError } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import type { PoolName } from './pool-windows.js';

/** The sizes to pool to: one for all axes, or one for each; `null` keeps that of the input. */
export type AdaptiveSize = number | null | readonly (number | null)[];

/** @internal The sizes that an adaptive pool gives, after PyTorch's checks. */
export function adaptiveSizes({ op, name, rank }: PoolName, x: Tensor, outputSize: AdaptiveSize): readonly number[] {
  const details = { shape: x.shape, outputSize };
  const list = typeof outputSize === 'object' && outputSize !== null ? outputSize : null;
  if (list !== null && list.length !== rank) {
    const sentence =
      rank === 1
        ? `${name}() argument 'output_size' should contain one int (got ${list.length})`
        : `${name}: output_size must be ${rank}`;
    throw new NnError('OPTION', sentence, { op, details });
  }
  if (x.ndim !== rank + 1 && x.ndim !== rank + 2) {
    throw new NnError(
      'SHAPE',
      `${name}(): Expected ${rank + 1}D or ${rank + 2}D tensor, but got ${formatShape(x.shape)}`,
      {
        op,
        details,
      },
    );
  }
  const empty = x.shape.findIndex((size, axis) => size === 0 && axis >= x.ndim - rank);
  if (empty !== -1) {
    throw new NnError(
      'SHAPE',
      `${name}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes ${formatShape(x.shape)} with dimension ${empty} being empty`,
      { op, details },
    );
  }
  const input = x.shape.slice(-rank);
  const sizes = input.map((size, axis) => (list === null ? (outputSize as number | null) : list[axis]!) ?? size);
  if (sizes.every((size) => Number.isSafeInteger(size) && size >= 0)) return sizes;
  throw new NnError(
    'OPTION',
    `${name}: elements of output_size must be greater than or equal to 0 but received {${sizes.join(', ')}}`,
    { op, details },
  );
}
