import { claimOfDraw } from '../initializer/claim-of-draw.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import { object } from '../schema/object.js';

/** Of an initializer without parameters. */
export type NoParams = Readonly<Record<string, never>>;

/**
 * Every element is 0: biases, and the last layer of a residual branch.
 *
 * @example
 * import { init, ones } from '@nn/nn';
 *
 * init.fill_(ones([3]), init.zeros()); // tensor([0., 0., 0.])
 */
export const zeros: InitializerFactory<NoParams, NoParams> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:zeros',
  version: 1,
  parameters: /* @__PURE__ */ object({}),
  claim: () => claimOfDraw({ law: 'constant', value: 0 }),
  draw: () => ({ law: 'constant', value: 0 }),
});

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:zeros': NoParams;
  }
}
