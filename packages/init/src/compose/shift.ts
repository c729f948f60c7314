import { acceptance } from '../initializer/accepts.js';
import { claimOf } from '../initializer/claim-of.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { Initializer, InitializerConfig } from '../initializer/initializer.js';
import { initializer } from '../schema/initializer.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { mapClaim, mapExact } from './map-claim.js';
import { rounded } from './rounded.js';

export interface ShiftParams {
  readonly of: Initializer;
  readonly by: number;
}

export interface ShiftInput {
  readonly of: Initializer | InitializerConfig;
  readonly by: number;
}

/**
 * Another initializer's values, plus `by`: one sum a value, rounded to the dtype, with `by` as the dtype holds it.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.fill_(empty([2]), init.shift({ of: init.ones(), by: 0.5 })); // tensor([1.5000, 1.5000])
 */
export const shift: InitializerFactory<ShiftParams, ShiftInput> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:shift',
  version: 1,
  parameters: /* @__PURE__ */ object({ of: /* @__PURE__ */ initializer(), by: /* @__PURE__ */ number() }),
  parts: ({ of }) => [of],
  accepts: ({ of }, spec) => acceptance(of, spec),
  claim: ({ of, by }, spec) =>
    mapClaim(
      claimOf(of, spec),
      (law) => ({ law: 'affine', of: law, scale: 1, shift: by }),
      mapExact((value) => value + by),
    ),
  fill({ of, by }, context, out) {
    context.fill(of, 'of', out);
    const plus = rounded(by, out);
    for (let i = 0; i < out.length; i++) out[i] = out[i]! + plus;
  },
});

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:shift': ShiftInput;
  }
}
