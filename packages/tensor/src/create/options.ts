import { type Backend, checkDType, type DType, getBackend, NnError } from '@nn/core';
import type { Tensor } from '../tensor.js';

/** What every creation function takes. */
export interface TensorOptions {
  readonly dtype?: DType;
  /** The backend that holds the values. @default the default device */
  readonly device?: string;
  /** Record operations on it for `backward`. @default false */
  readonly requiresGrad?: boolean;
}

/** @internal The backend and dtype that options ask for, checked before anything is made. */
export function resolveOptions(options: TensorOptions, dtype: DType, op: string): { backend: Backend; dtype: DType } {
  const backend = getBackend(options.device);
  const wanted = options.dtype === undefined ? dtype : checkDType(options.dtype, op);
  if (!backend.capabilities.dtypes.includes(wanted)) {
    throw new NnError('DTYPE', `${op}: device '${backend.name}' has no ${wanted}`, {
      op,
      details: { device: backend.name, dtype: wanted },
      advice: `It has ${backend.capabilities.dtypes.join(', ')}.`,
    });
  }
  return { backend, dtype: wanted };
}

/** @internal Marks a fresh tensor as a leaf that wants a gradient, where asked. */
export function finish(x: Tensor, options: TensorOptions): Tensor {
  return options.requiresGrad === true ? x.requiresGrad_() : x;
}
