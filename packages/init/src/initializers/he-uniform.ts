import type { InitializerFactory } from '../initializer/define-initializer.js';
import type { FanOptions } from './fan-options.js';
import { varianceScalingAs } from './variance-scaling-as.js';

/**
 * Uniform on ±√(6 / fan in): variance 2 / fan in. For ReLU, which halves the square of a signal.
 *
 * Source: He, Zhang, Ren and Sun, *Delving deep into rectifiers* (2015); Keras's and JAX's `he_uniform`.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const spec = { role: 'weight', axes: { in: [1], out: [0] } } as const;
 * init.fill_(empty([64, 32]), init.heUniform(), { spec }).shape; // [64, 32]
 */
export const heUniform: InitializerFactory<FanOptions, FanOptions> = /* @__PURE__ */ varianceScalingAs(
  '@nn/init:heUniform',
  {
    scale: 2,
    mode: 'fan_in',
    distribution: 'uniform',
  },
);

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:heUniform': FanOptions;
  }
}
