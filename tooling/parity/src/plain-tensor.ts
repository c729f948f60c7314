import { type Tensor, tensor } from '@nn/nn';
import type { PlainTensor, PlainValue } from '@nn/testing/golden';

/** A tensor of values that were written as JSON. */
export function golden({ shape, dtype, values }: PlainTensor): Tensor {
  return tensor(values.map(plain), { dtype, shape });
}

function plain(value: PlainValue): number | boolean {
  if (typeof value !== 'string') return value;
  return { nan: Number.NaN, inf: Infinity, '-inf': -Infinity }[value];
}
