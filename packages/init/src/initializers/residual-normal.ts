import { claimOfDraw } from '../initializer/claim-of-draw.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { Draw } from '../initializer/definition.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { optional } from '../schema/schema.js';

export interface ResidualNormalParams {
  readonly std: number;
  /** Of each block of the stack. */
  readonly branches: number;
}

/**
 * N(0, std² / (branches · L)) for the map at the end of a residual branch, where L is the number of blocks in the stack: what all branches together
 * add does not grow with the depth. Modules declare their stacks by `stacks()`.
 *
 * Source: A. Radford and others, *Language models are unsupervised multitask learners* (GPT-2, 2019), section 2.3.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const spec = { role: 'weight', depth: { index: 3, total: 8 } } as const;
 * const weight = init.fill_(empty([100, 100]), init.residualNormal(), { spec, seed: 0 });
 * weight.std().itemSync().toFixed(3); // '0.005', 0.02 / √16
 */
export const residualNormal: InitializerFactory<
  ResidualNormalParams,
  Partial<ResidualNormalParams>
> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:residualNormal',
  version: 1,
  needs: ['depth'],
  parameters: /* @__PURE__ */ object({
    std: /* @__PURE__ */ optional(/* @__PURE__ */ number({ above: 0 }), 0.02),
    branches: /* @__PURE__ */ optional(/* @__PURE__ */ number({ min: 1, integer: true }), 2),
  }),
  claim: (params, spec) => claimOfDraw(drawOf(params, spec)),
  draw: drawOf,
});

function drawOf({ std, branches }: ResidualNormalParams, { depth }: TensorSpec): Draw {
  return { law: 'normal', mean: 0, std: std / Math.sqrt(branches * depth!.total) };
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:residualNormal': Partial<ResidualNormalParams>;
  }
}
