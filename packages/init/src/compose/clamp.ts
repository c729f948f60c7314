import { acceptance } from '../initializer/accepts.js';
import { claimOf } from '../initializer/claim-of.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { Initializer, InitializerConfig } from '../initializer/initializer.js';
import { initializer } from '../schema/initializer.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { refined } from '../schema/refined.js';
import { mapClaim, mapExact } from './map-claim.js';

export interface ClampParams {
  readonly of: Initializer;
  readonly low: number;
  readonly high: number;
}

export interface ClampInput {
  readonly of: Initializer | InitializerConfig;
  readonly low: number;
  readonly high: number;
}

/**
 * Another initializer's values, those beyond a bound moved onto it. So the bounds come up often; `truncate` has none beyond them and none
 * piled up.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.fill_(empty([2]), init.clamp({ of: init.ones(), low: -0.5, high: 0.5 })); // tensor([0.5000, 0.5000])
 */
export const clamp: InitializerFactory<ClampParams, ClampInput> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:clamp',
  version: 1,
  parameters: /* @__PURE__ */ refined(
    /* @__PURE__ */ object({
      of: /* @__PURE__ */ initializer(),
      low: /* @__PURE__ */ number(),
      high: /* @__PURE__ */ number(),
    }),
    ({ low, high }) => low <= high || `low is ${low}, above high, ${high}`,
  ),
  parts: ({ of }) => [of],
  accepts: ({ of }, spec) => acceptance(of, spec),
  claim: ({ of, low, high }, spec) =>
    mapClaim(
      claimOf(of, spec),
      (law) => ({ law: 'clamp', of: law, low, high }),
      mapExact((value) => Math.min(Math.max(value, low), high)),
    ),
  fill({ of, low, high }, context, out) {
    context.fill(of, 'of', out);
    for (let i = 0; i < out.length; i++) out[i] = Math.min(Math.max(out[i]!, low), high);
  },
});

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:clamp': ClampInput;
  }
}
