import { type DType, isFloating, NnError } from '@nn/core';
import type { Tensor } from '../tensor.js';
import { checkedSize } from './checked-size.js';
import { fromValues, hostFloat, hostFloats } from './from-values.js';
import { finish, resolveOptions, type TensorOptions } from './options.js';

/**
 * `steps` numbers at equal distances from `start` to `end`, both included; float32 unless told otherwise. The second half is counted from
 * the end, so that the last one is exact.
 *
 * @throws NnError 'SHAPE' for a negative or fractional number of steps
 * @example
 * import { linspace } from '@nn/nn';
 *
 * linspace(0, 1, 5).toArraySync(); // [0, 0.25, 0.5, 0.75, 1]
 */
export function linspace(start: number, end: number, steps: number, options: TensorOptions = {}): Tensor {
  return spaced(start, end, steps, options, 'linspace', (x) => x);
}

export interface LogspaceOptions extends TensorOptions {
  /** @default 10 */
  readonly base?: number;
}

/**
 * `steps` numbers from base^start to base^end whose logarithms are at equal distances; float32 unless told otherwise.
 *
 * @throws NnError 'SHAPE' for a negative or fractional number of steps
 * @example
 * import { logspace } from '@nn/nn';
 *
 * logspace(0, 2, 3).toArraySync(); // [1, 10, 100]
 */
export function logspace(start: number, end: number, steps: number, options: LogspaceOptions = {}): Tensor {
  const { base = 10 } = options;
  return spaced(start, end, steps, options, 'logspace', (x) => base ** x);
}

function spaced(
  start: number,
  end: number,
  steps: number,
  options: TensorOptions,
  op: string,
  map: (x: number) => number,
): Tensor {
  const { backend, dtype } = resolveOptions(options, 'float32', op);
  if (dtype === 'bool')
    throw new NnError('DTYPE', `"${op}_cpu" not implemented for 'Bool'`, { op, details: { dtype } });
  if (steps < 0) throw new NnError('SHAPE', 'number of steps must be non-negative', { op, details: { steps } });
  const out = hostFloats(dtype, checkedSize(steps, op));
  // PyTorch computes floats in their own precision with one rounding at the end, integers in double.
  const round = isFloating(dtype) && dtype !== 'float64' ? Math.fround : (x: number): number => x;
  const bound = (x: number): number => (isFloating(dtype) ? round(x) : Math.trunc(x));
  const [from, to] = [bound(start), bound(end)];
  const step = steps > 1 ? round(round(to - from) / (steps - 1)) : 0;
  const half = Math.floor(steps / 2);
  for (let i = 0; i < steps; i++) {
    out[i] = map(steps === 1 ? from : round(i < half ? from + step * i : to - step * (steps - 1 - i)));
  }
  return finish(fromValues(backend, dtype, [steps], out, valuesDType(dtype)), options);
}

/** Integers are truncated from float64. */
function valuesDType(dtype: DType): DType {
  return isFloating(dtype) ? hostFloat(dtype) : 'float64';
}
