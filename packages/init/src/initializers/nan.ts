import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import { object } from '../schema/object.js';
import type { NoParams } from './zeros.js';

/**
 * Every element is NaN. Poison for parameters that something else is to fill, a checkpoint say: a forgotten one makes the first output NaN,
 * where zeros would train badly without a word.
 *
 * Source: Chainer's `NaN` initializer.
 *
 * @example
 * import { init, zeros } from '@nn/nn';
 *
 * init.fill_(zeros([2]), init.nan()); // tensor([nan, nan])
 */
export const nan: InitializerFactory<NoParams, NoParams> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:nan',
  version: 1,
  parameters: /* @__PURE__ */ object({}),
  // There is no law of what is no number.
  claim: () => ({
    marginal: [],
    dependence: 'deterministic',
    invariants: [{ invariant: 'exact', value: () => Number.NaN }],
  }),
  draw: () => ({ law: 'constant', value: Number.NaN }),
});

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:nan': NoParams;
  }
}
