import { defaultDevice, withDefaultDevice } from '@nn/core';
import type { Module } from '../module.js';
import { toEmpty } from './to-empty.js';

export interface SkipInitOptions {
  /** Where the parameters get their memory; `'meta'` for none at all. @default the default device */
  readonly device?: string;
}

/**
 * Builds a module without initializing it: `build` runs with `'meta'` as the default device, where tensors have shapes but no values, so that
 * nothing is drawn and the random state stays; then every parameter and buffer gets memory on `device`, with values that nobody has set.
 * Buffers are no exception: running statistics have to be set too, by a state dict or by `resetRunningStats()`. `init.coverage` names what lacks
 * values.
 *
 * With `device: 'meta'` the module stays without memory: its shapes, its state-dict keys and `forward` of meta tensors work, for networks
 * larger than the machine; `toEmpty(net, device)` gives it memory later.
 *
 * `build` must be synchronous, and must not read values of tensors that it makes.
 *
 * @throws NnError 'BACKEND' for an unknown device
 * @example
 * import { Linear, Sequential, skipInit, toEmpty } from '@nn/nn';
 *
 * const huge = skipInit(() => new Sequential(new Linear(20_000, 20_000)), { device: 'meta' });
 * huge[0].weight.shape; // [20000, 20000]
 * const small = skipInit(() => new Linear(4, 8)); // ready for loadStateDict
 * small.weight.device; // cpu
 */
export function skipInit<M extends Module>(build: () => M, options: SkipInitOptions = {}): M {
  const { device = defaultDevice() } = options;
  return toEmpty(withDefaultDevice('meta', build), device);
}
