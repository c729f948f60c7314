import type { InitializerFactory } from '../initializer/define-initializer.js';
import type { FanOptions } from './fan-options.js';
import { varianceScalingAs } from './variance-scaling-as.js';

/**
 * Variance 2 / (fan in + fan out), a normal cut at two standard deviations of the normal before the cut and made up for. (PyTorch's
 * `xavierNormal` is not cut.) For `tanh`, `sigmoid` or no activation.
 *
 * Source: Glorot and Bengio, *Understanding the difficulty of training deep feedforward neural networks* (2010); Keras's and JAX's `glorot_normal`.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const spec = { role: 'weight', axes: { in: [1], out: [0] } } as const;
 * init.fill_(empty([64, 32]), init.glorotNormal(), { spec }).shape; // [64, 32]
 */
export const glorotNormal: InitializerFactory<FanOptions, FanOptions> = /* @__PURE__ */ varianceScalingAs(
  '@nn/init:glorotNormal',
  {
    scale: 1,
    mode: 'fan_avg',
    distribution: 'truncated_normal',
  },
);

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:glorotNormal': FanOptions;
  }
}
