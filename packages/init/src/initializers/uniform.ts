import { claimOfDraw } from '../initializer/claim-of-draw.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { refined } from '../schema/refined.js';
import { optional } from '../schema/schema.js';

export interface UniformParams {
  readonly low: number;
  readonly high: number;
}

/**
 * Independent draws of U(low, high): `low` can come up, `high` cannot.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.fill_(empty([2, 3]), init.uniform({ low: -0.1, high: 0.1 }), { seed: 0 }).shape; // [2, 3]
 */
export const uniform: InitializerFactory<UniformParams, Partial<UniformParams>> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:uniform',
  version: 1,
  parameters: /* @__PURE__ */ refined(
    /* @__PURE__ */ object({
      low: /* @__PURE__ */ optional(/* @__PURE__ */ number(), 0),
      high: /* @__PURE__ */ optional(/* @__PURE__ */ number(), 1),
    }),
    ({ low, high }) => low <= high || `low is ${low}, above high, ${high}`,
  ),
  claim: ({ low, high }) => claimOfDraw({ law: 'uniform', low, high }),
  draw: ({ low, high }) => ({ law: 'uniform', low, high }),
});

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:uniform': Partial<UniformParams>;
  }
}
