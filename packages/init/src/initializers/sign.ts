import { lawOfDraw } from '../initializer/claim-of-draw.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { optional } from '../schema/schema.js';

export interface SignParams {
  readonly size: number;
  /** The probability of +size. */
  readonly p: number;
}

/**
 * `size` with probability `p`, else `−size`: Rademacher's law. The probability counts to the nearest multiple of 2⁻³².
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.fill_(empty([100]), init.sign({ size: 0.5 })).abs().mean().itemSync(); // 0.5
 */
export const sign: InitializerFactory<SignParams, Partial<SignParams>> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:sign',
  version: 1,
  parameters: /* @__PURE__ */ object({
    size: /* @__PURE__ */ optional(/* @__PURE__ */ number({ above: 0 }), 1),
    p: /* @__PURE__ */ optional(/* @__PURE__ */ number({ min: 0, max: 1 }), 0.5),
  }),
  claim: ({ size, p }) => ({
    marginal: { law: 'affine', of: lawOfDraw({ law: 'bernoulli', p }), scale: 2 * size, shift: -size },
    dependence: 'iid',
  }),
  fill({ size, p }, { stream }, out) {
    stream.bernoulli(out, { p });
    for (let i = 0; i < out.length; i++) out[i] = out[i] === 1 ? size : -size;
  },
});

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:sign': Partial<SignParams>;
  }
}
