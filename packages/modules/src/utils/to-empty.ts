import { getBackend } from '@nn/core';
import { emptyLike } from '@nn/tensor';
import type { Module } from '../module.js';
import { Parameter } from '../parameter.js';

/**
 * Moves every parameter and buffer to a device without its values: the objects stay the same, their memory is new and nobody has set it.
 * What follows a construction on `'meta'`; load a state dict or initialize afterwards, buffers included. Gradients are forgotten.
 *
 * @throws NnError 'BACKEND' for an unknown device; nothing has moved then
 * @example
 * import { init, Linear, toEmpty } from '@nn/nn';
 *
 * const layer = toEmpty(new Linear(4, 8, { device: 'meta' }), 'cpu');
 * layer.weight.device; // cpu
 * init.zeros_(layer.weight);
 */
export function toEmpty<M extends Module>(module: M, device: string): M {
  getBackend(device);
  const tensors = [...module.parameters(), ...module.buffers()];
  for (const tensor of tensors) {
    if (tensor instanceof Parameter && tensor.isUninitialized) tensor.redirect(tensor.dtype, device);
    else tensor.adopt(emptyLike(tensor, { device, requiresGrad: false }));
    tensor.grad = null;
  }
  return module;
}
