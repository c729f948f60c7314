import { claimOfDraw } from '../initializer/claim-of-draw.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import { object } from '../schema/object.js';
import type { NoParams } from './zeros.js';

/**
 * 0 for the gain of a norm, the last one of a residual branch: the branch adds nothing at first, and the block is the identity. What is known to be
 * no gain is refused.
 *
 * Source: P. Goyal and others, *Accurate, large minibatch SGD: training ImageNet in 1 hour* (2017).
 *
 * @example
 * import { init, ones } from '@nn/nn';
 *
 * init.fill_(ones([3]), init.zeroGamma(), { spec: { role: 'gain' } }); // tensor([0., 0., 0.])
 */
export const zeroGamma: InitializerFactory<NoParams, NoParams> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:zeroGamma',
  version: 1,
  parameters: /* @__PURE__ */ object({}),
  accepts: (_, { role }) => role === null || role === 'gain' || `it is for the gain of a norm, and this is a ${role}`,
  claim: () => claimOfDraw({ law: 'constant', value: 0 }),
  draw: () => ({ law: 'constant', value: 0 }),
});

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:zeroGamma': NoParams;
  }
}
