import { claimOfDraw } from '../initializer/claim-of-draw.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import { object } from '../schema/object.js';
import type { NoParams } from './zeros.js';

/**
 * Every element is 1: the gains of norms.
 *
 * @example
 * import { init, zeros } from '@nn/nn';
 *
 * init.fill_(zeros([3]), init.ones()); // tensor([1., 1., 1.])
 */
export const ones: InitializerFactory<NoParams, NoParams> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:ones',
  version: 1,
  parameters: /* @__PURE__ */ object({}),
  claim: () => claimOfDraw({ law: 'constant', value: 1 }),
  draw: () => ({ law: 'constant', value: 1 }),
});

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:ones': NoParams;
  }
}
