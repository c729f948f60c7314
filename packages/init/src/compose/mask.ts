import { acceptance } from '../initializer/accepts.js';
import { claimOf } from '../initializer/claim-of.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { Initializer, InitializerConfig } from '../initializer/initializer.js';
import { distributionOf } from '../law/distributions/distribution-of.js';
import type { Law } from '../law/law.js';
import { initializer } from '../schema/initializer.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { mapClaim, mapExact } from './map-claim.js';

export interface MaskParams {
  readonly of: Initializer;
  readonly atLeast: number;
}

export interface MaskInput {
  readonly of: Initializer | InitializerConfig;
  /** Values whose magnitude is smaller become 0. */
  readonly atLeast: number;
}

/**
 * Another initializer's values w where |w| ≥ `atLeast`, and 0 elsewhere. (For zeros by chance, whatever the values, take a `mixture` with
 * `zeros()`.)
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * // U(5, 10) with probability 1/4, 0 with 1/2, U(-10, -5) with 1/4
 * const custom = init.mask({ of: init.uniform({ low: -10, high: 10 }), atLeast: 5 });
 * init.fill_(empty([8]), custom, { seed: 0 }).shape; // [8]
 */
export const mask: InitializerFactory<MaskParams, MaskInput> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:mask',
  version: 1,
  parameters: /* @__PURE__ */ object({
    of: /* @__PURE__ */ initializer(),
    atLeast: /* @__PURE__ */ number({ above: 0 }),
  }),
  parts: ({ of }) => [of],
  accepts: ({ of }, spec) => acceptance(of, spec),
  claim: ({ of, atLeast }, spec) =>
    mapClaim(
      claimOf(of, spec),
      (law) => maskedLaw(law, atLeast),
      mapExact((value) => (Math.abs(value) >= atLeast ? value : 0)),
    ),
  fill({ of, atLeast }, context, out) {
    context.fill(of, 'of', out);
    for (let i = 0; i < out.length; i++) if (Math.abs(out[i]!) < atLeast) out[i] = 0;
  },
});

/** What is left below, nothing, and what is left above. */
function maskedLaw(of: Law, atLeast: number): Law {
  const { mass } = distributionOf(of);
  const [below, above] = [mass(-Infinity, -atLeast), mass(atLeast, Infinity)];
  const parts: readonly { readonly weight: number; readonly of: Law }[] = [
    { weight: below, of: { law: 'truncate', of, low: -Infinity, high: -atLeast } },
    { weight: 1 - below - above, of: { law: 'point', value: 0 } },
    { weight: above, of: { law: 'truncate', of, low: atLeast, high: Infinity } },
  ];
  return { law: 'mixture', parts: parts.filter(({ weight }) => weight > 0) };
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:mask': MaskInput;
  }
}
