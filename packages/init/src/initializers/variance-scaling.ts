import { claimOfDraw } from '../initializer/claim-of-draw.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { Draw } from '../initializer/definition.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import { choice } from '../schema/choice.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { optional } from '../schema/schema.js';
import { acceptsFans, fanFields, type FanOptions } from './fan-options.js';
import { type ScaledDistribution, type ScaledFan, scaledDraw } from './scaled-draw.js';

export interface VarianceScalingParams extends FanOptions {
  readonly scale: number;
  readonly mode: ScaledFan;
  readonly distribution: ScaledDistribution;
}

/**
 * Variance scale / n, mean 0, where n is the fan in, the fan out, their average or their geometric average: signals keep their size from layer
 * to layer, whatever the widths. Initializers by the names of LeCun, Glorot and He are this one with some choice of parameters.
 *
 * - `'truncated_normal'`: cut at two standard deviations (of the normal before the cut) and made up for, so that the variance of the values
 *   is scale / n
 * - `'normal'`
 * - `'uniform'`: on ±√(3 · scale / n)
 *
 * Source: Keras's `VarianceScaling` and JAX's `variance_scaling`. The fans are those of the declared axes, see {@link FanOptions}.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const weight = empty([64, 32, 3, 3]);
 * const heNormal = init.varianceScaling({ scale: 2, fans: 'torch' });
 * init.fill_(weight, heNormal, { seed: 0 }).std().itemSync().toFixed(3); // '0.083', √(2 / (32 · 9))
 */
export const varianceScaling: InitializerFactory<
  VarianceScalingParams,
  Partial<VarianceScalingParams>
> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:varianceScaling',
  version: 1,
  parameters: /* @__PURE__ */ object({
    scale: /* @__PURE__ */ optional(/* @__PURE__ */ number({ above: 0 }), 1),
    mode: /* @__PURE__ */ optional(/* @__PURE__ */ choice(['fan_in', 'fan_out', 'fan_avg', 'fan_geo_avg']), 'fan_in'),
    distribution: /* @__PURE__ */ optional(
      /* @__PURE__ */ choice(['normal', 'uniform', 'truncated_normal']),
      'truncated_normal',
    ),
    .../* @__PURE__ */ fanFields(),
  }),
  accepts: (params, spec) => acceptsFans(params, spec),
  claim: (params, spec) => claimOfDraw(drawOf(params, spec)),
  draw: drawOf,
});

function drawOf(params: VarianceScalingParams, spec: TensorSpec): Draw {
  return scaledDraw('@nn/init:varianceScaling', params, params, spec);
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:varianceScaling': Partial<VarianceScalingParams>;
  }
}
