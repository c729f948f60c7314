import { claimOfDraw } from '../initializer/claim-of-draw.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';

export interface ConstantParams {
  readonly value: number;
}

/**
 * Every element is `value`.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.fill_(empty([3]), init.constant({ value: 0.5 })); // tensor([0.5000, 0.5000, 0.5000])
 */
export const constant: InitializerFactory<ConstantParams, ConstantParams> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:constant',
  version: 1,
  parameters: /* @__PURE__ */ object({ value: /* @__PURE__ */ number() }),
  claim: ({ value }) => claimOfDraw({ law: 'constant', value }),
  draw: ({ value }) => ({ law: 'constant', value }),
});

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:constant': ConstantParams;
  }
}
