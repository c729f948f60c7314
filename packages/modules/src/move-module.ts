import { type DType, dtypes, getBackend, isFloating, NnError } from '@nn/core';
import type { Tensor, ToOptions } from '@nn/tensor';
import type { Module } from './module.js';
import { Parameter } from './parameter.js';

/** @internal `Module.to`: everything is moved first, and put in place when all has arrived. */
export function moveModule(module: Module, target: DType | (string & {}) | ToOptions): void {
  const { dtype, device } = optionsOf(target);
  if (dtype !== undefined && !isFloating(dtype)) {
    throw new NnError(
      'DTYPE',
      `nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=${dtype}`,
      {
        op: 'to',
        details: { dtype },
      },
    );
  }
  if (device !== undefined) getBackend(device);
  const moved = (x: Tensor): Tensor =>
    x.detach().to({
      ...(device === undefined ? {} : { device }),
      ...(dtype === undefined || !x.isFloatingPoint() ? {} : { dtype }),
    });
  const arrivals: (() => void)[] = [];
  for (const value of [...module.parameters(), ...module.buffers()]) {
    if (value instanceof Parameter && value.isUninitialized) {
      const kept = value.isFloatingPoint() ? (dtype ?? value.dtype) : value.dtype;
      arrivals.push(() => value.redirect(kept, device));
      continue;
    }
    const other = moved(value);
    if (other.storage !== value.storage) other.storage.inherit(value.storage);
    const gradient = value.grad === null ? null : moved(value.grad);
    arrivals.push(() => {
      value.adopt(other);
      value.grad = gradient;
    });
  }
  for (const arrive of arrivals) arrive();
}

function optionsOf(target: DType | (string & {}) | ToOptions): ToOptions {
  if (typeof target !== 'string') return target;
  return Object.hasOwn(dtypes, target) ? { dtype: target as DType } : { device: target };
}
