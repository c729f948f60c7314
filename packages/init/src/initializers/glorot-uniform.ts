import type { InitializerFactory } from '../initializer/define-initializer.js';
import type { FanOptions } from './fan-options.js';
import { varianceScalingAs } from './variance-scaling-as.js';

/**
 * Uniform on ±√(6 / (fan in + fan out)): variance 2 / (fan in + fan out). For `tanh`, `sigmoid` or no activation; Keras's default.
 *
 * Source: Glorot and Bengio, *Understanding the difficulty of training deep feedforward neural networks* (2010); Keras's and JAX's `glorot_uniform`.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const spec = { role: 'weight', axes: { in: [1], out: [0] } } as const;
 * init.fill_(empty([64, 32]), init.glorotUniform(), { spec }).shape; // [64, 32]
 */
export const glorotUniform: InitializerFactory<FanOptions, FanOptions> = /* @__PURE__ */ varianceScalingAs(
  '@nn/init:glorotUniform',
  {
    scale: 1,
    mode: 'fan_avg',
    distribution: 'uniform',
  },
);

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:glorotUniform': FanOptions;
  }
}
