import { claimOfDraw } from '../initializer/claim-of-draw.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { Draw } from '../initializer/definition.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { logOdds } from './log-odds.js';

export interface PriorBiasParams {
  /** How often the answer is yes. */
  readonly probability: number;
}

/**
 * −ln((1 − p) / p) for the bias before a sigmoid: at first the layer answers with probability p, whatever it is shown, and a rare class does not
 * drown in the loss of the others. What is known to be no bias is refused.
 *
 * Source: T.-Y. Lin and others, *Focal loss for dense object detection* (RetinaNet, 2017), with p = 0.01.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.fill_(empty([2]), init.priorBias({ probability: 0.01 })); // tensor([-4.5951, -4.5951])
 */
export const priorBias: InitializerFactory<PriorBiasParams, PriorBiasParams> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:priorBias',
  version: 1,
  parameters: /* @__PURE__ */ object({ probability: /* @__PURE__ */ number({ above: 0, below: 1 }) }),
  accepts: (_, { role }) => role === null || role === 'bias' || `it is for a bias, and this is a ${role}`,
  claim: (params) => claimOfDraw(drawOf(params)),
  draw: drawOf,
});

function drawOf({ probability }: PriorBiasParams): Draw {
  return { law: 'constant', value: logOdds(probability) };
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:priorBias': PriorBiasParams;
  }
}
