import type { InitializerFactory } from '../initializer/define-initializer.js';
import type { FanOptions } from './fan-options.js';
import { varianceScalingAs } from './variance-scaling-as.js';

/**
 * N(0, 1 / fan in), cut at two standard deviations of the normal before the cut and made up for: the values have the variance 1 / fan in. For layers
 * without an activation, and before SELU in a self-normalizing network (Klambauer et al., 2017).
 *
 * Source: LeCun, Bottou, Orr and Müller, *Efficient BackProp* (1998); Keras's and JAX's `lecun_normal`.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const spec = { role: 'weight', axes: { in: [1], out: [0] } } as const;
 * init.fill_(empty([64, 32]), init.lecunNormal(), { spec }).shape; // [64, 32]
 */
export const lecunNormal: InitializerFactory<FanOptions, FanOptions> = /* @__PURE__ */ varianceScalingAs(
  '@nn/init:lecunNormal',
  {
    scale: 1,
    mode: 'fan_in',
    distribution: 'truncated_normal',
  },
);

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:lecunNormal': FanOptions;
  }
}
