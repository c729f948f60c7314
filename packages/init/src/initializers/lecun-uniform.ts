import type { InitializerFactory } from '../initializer/define-initializer.js';
import type { FanOptions } from './fan-options.js';
import { varianceScalingAs } from './variance-scaling-as.js';

/**
 * Uniform on ±√(3 / fan in): variance 1 / fan in. For layers without an activation, and before SELU in a self-normalizing network.
 *
 * Source: LeCun, Bottou, Orr and Müller, *Efficient BackProp* (1998); Keras's and JAX's `lecun_uniform`.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const spec = { role: 'weight', axes: { in: [1], out: [0] } } as const;
 * init.fill_(empty([64, 32]), init.lecunUniform(), { spec }).shape; // [64, 32]
 */
export const lecunUniform: InitializerFactory<FanOptions, FanOptions> = /* @__PURE__ */ varianceScalingAs(
  '@nn/init:lecunUniform',
  {
    scale: 1,
    mode: 'fan_in',
    distribution: 'uniform',
  },
);

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:lecunUniform': FanOptions;
  }
}
