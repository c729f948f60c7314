import { claimOfDraw } from '../initializer/claim-of-draw.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { Draw } from '../initializer/definition.js';
import { relativeCut, type RelativeCutParams } from './relative-cut.js';

/**
 * A normal N(mean, std²) without what lies outside [mean + low · std, mean + high · std]. `std` is that of the normal before the cut: with
 * the default bounds ±2 the standard deviation of the values is 0.8796 · std. `truncNormalCorrected` makes up for that.
 *
 * Source: Keras's `TruncatedNormal` and JAX's `truncated_normal`.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.fill_(empty([100]), init.truncNormalRelative({ std: 0.02 })).abs().max().itemSync() <= 0.04; // true
 */
export const truncNormalRelative: InitializerFactory<
  RelativeCutParams,
  Partial<RelativeCutParams>
> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:truncNormalRelative',
  version: 1,
  parameters: /* @__PURE__ */ relativeCut(),
  claim: (params) => claimOfDraw(drawOf(params)),
  draw: drawOf,
});

function drawOf({ mean, std, low, high }: RelativeCutParams): Draw {
  return { law: 'truncNormal', mean, std, a: mean + low * std, b: mean + high * std };
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:truncNormalRelative': Partial<RelativeCutParams>;
  }
}
