import { claimOfDraw } from '../initializer/claim-of-draw.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { Draw } from '../initializer/definition.js';
import { cutNormal } from './cut-normal.js';
import { relativeCut, type RelativeCutParams } from './relative-cut.js';

/**
 * A normal that is cut off and yet has this mean and this standard deviation: that of the values, not that of the normal before the cut,
 * which is so much wider (std / 0.8796 for the default bounds). `low` and `high` say where it is cut, in standard deviations of the normal
 * before the cut.
 *
 * Source: the truncated normals of Keras's and JAX's variance scaling.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const weight = init.fill_(empty([10000]), init.truncNormalCorrected({ std: 0.02 }), { seed: 0 });
 * weight.std().itemSync().toFixed(3); // '0.020'
 */
export const truncNormalCorrected: InitializerFactory<
  RelativeCutParams,
  Partial<RelativeCutParams>
> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:truncNormalCorrected',
  version: 1,
  parameters: /* @__PURE__ */ relativeCut(),
  claim: (params) => claimOfDraw(drawOf(params)),
  draw: drawOf,
});

function drawOf({ mean, std, low, high }: RelativeCutParams): Draw {
  const cut = cutNormal(low, high);
  const parent = std / cut.std;
  const middle = mean - parent * cut.mean;
  return { law: 'truncNormal', mean: middle, std: parent, a: middle + low * parent, b: middle + high * parent };
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:truncNormalCorrected': Partial<RelativeCutParams>;
  }
}
