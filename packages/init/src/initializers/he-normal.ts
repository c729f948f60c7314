import type { InitializerFactory } from '../initializer/define-initializer.js';
import type { FanOptions } from './fan-options.js';
import { varianceScalingAs } from './variance-scaling-as.js';

/**
 * Variance 2 / fan in, a normal cut at two standard deviations of the normal before the cut and made up for. (PyTorch's `kaimingNormal` is
 * not cut.) For ReLU, which halves the square of a signal.
 *
 * Source: He, Zhang, Ren and Sun, *Delving deep into rectifiers* (2015); Keras's and JAX's `he_normal`.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const spec = { role: 'weight', axes: { in: [1], out: [0] } } as const;
 * init.fill_(empty([64, 32]), init.heNormal(), { spec }).shape; // [64, 32]
 */
export const heNormal: InitializerFactory<FanOptions, FanOptions> = /* @__PURE__ */ varianceScalingAs(
  '@nn/init:heNormal',
  {
    scale: 2,
    mode: 'fan_in',
    distribution: 'truncated_normal',
  },
);

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:heNormal': FanOptions;
  }
}
