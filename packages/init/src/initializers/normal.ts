import { claimOfDraw } from '../initializer/claim-of-draw.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { optional } from '../schema/schema.js';

export interface NormalParams {
  readonly mean: number;
  readonly std: number;
}

/**
 * Independent normal draws N(mean, std²). Their bits are those of the specification of keyed streams: a fixed-point inverse of the normal
 * distribution function, the same on every machine.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.fill_(empty([2, 3]), init.normal({ std: 0.02 }), { seed: 0 }).shape; // [2, 3]
 */
export const normal: InitializerFactory<NormalParams, Partial<NormalParams>> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:normal',
  version: 1,
  parameters: /* @__PURE__ */ object({
    mean: /* @__PURE__ */ optional(/* @__PURE__ */ number(), 0),
    std: /* @__PURE__ */ optional(/* @__PURE__ */ number({ min: 0 }), 1),
  }),
  claim: ({ mean, std }) => claimOfDraw({ law: 'normal', mean, std }),
  draw: ({ mean, std }) => ({ law: 'normal', mean, std }),
});

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:normal': Partial<NormalParams>;
  }
}
