import { type Tensor, tensor } from '@nn/nn';
import type { Data, Input } from '../workload.js';

export function inputTensor(data: Data, name: string): Tensor {
  const { data: values, shape } = data[name] as Input;
  return tensor(values, { shape });
}

export function labelTensor(data: Data): Tensor {
  return tensor(BigInt64Array.from(data.labels!, BigInt));
}

/** A state dict from inputs: the keys of a module, each with the name of its input. */
export function stateOf(data: Data, names: Readonly<Record<string, string>>): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(names).map(([key, name]) => [key, inputTensor(data, name)]));
}

/** A copy: what is read from a tensor may be memory that is used again. */
export function valuesOfTensor(x: Tensor): Float32Array {
  return Float32Array.from(x.toTypedArraySync() as Float32Array);
}
