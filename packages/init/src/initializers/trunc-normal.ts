import { claimOfDraw } from '../initializer/claim-of-draw.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { Draw } from '../initializer/definition.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { refined } from '../schema/refined.js';
import { optional } from '../schema/schema.js';

export interface TruncNormalParams {
  /** Of the normal before the cut. */
  readonly mean: number;
  /** Of the normal before the cut. */
  readonly std: number;
  /** The lowest value. */
  readonly a: number;
  /** The highest value. */
  readonly b: number;
}

/**
 * A normal N(mean, std²) without what lies outside [a, b]. **The bounds are values, not multiples of `std`**, as in PyTorch: with
 * `std: 0.02` the default bounds ±2 cut off nothing. `truncNormalRelative` has bounds in standard deviations.
 *
 * Source: `torch.nn.init.trunc_normal_`.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.fill_(empty([100]), init.truncNormal({ std: 0.02, a: -0.04, b: 0.04 })).abs().max().itemSync() <= 0.04; // true
 */
export const truncNormal: InitializerFactory<
  TruncNormalParams,
  Partial<TruncNormalParams>
> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:truncNormal',
  version: 1,
  parameters: /* @__PURE__ */ refined(
    /* @__PURE__ */ object({
      mean: /* @__PURE__ */ optional(/* @__PURE__ */ number(), 0),
      std: /* @__PURE__ */ optional(/* @__PURE__ */ number({ above: 0 }), 1),
      a: /* @__PURE__ */ optional(/* @__PURE__ */ number(), -2),
      b: /* @__PURE__ */ optional(/* @__PURE__ */ number(), 2),
    }),
    ({ a, b }) => a < b || `a is ${a}, which is not below b, ${b}`,
  ),
  claim: (params) => claimOfDraw(drawOf(params)),
  draw: drawOf,
});

function drawOf({ mean, std, a, b }: TruncNormalParams): Draw {
  return { law: 'truncNormal', mean, std, a, b };
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:truncNormal': Partial<TruncNormalParams>;
  }
}
