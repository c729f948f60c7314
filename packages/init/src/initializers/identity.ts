import { numelOf } from '@nn/core';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { optional } from '../schema/schema.js';
import { claimByIndex, fillByIndex, type ValueAt } from './by-index.js';
import { lawOfCounts } from './law-of-counts.js';

export interface IdentityParams {
  /** What stands on the diagonal. */
  readonly gain: number;
}

/**
 * The identity times `gain`, so that a linear layer hands on its inputs; a matrix that is not square has zeros where the square ends. Of a packed
 * parameter every block is one: a recurrent network that begins by remembering.
 *
 * Source: `torch.nn.init.eye_`, Keras's `Identity`; for recurrent weights Q. Le, N. Jaitly and G. Hinton, *A simple way to initialize recurrent
 * networks of rectified linear units* (2015).
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.fill_(empty([2, 3]), init.identity({ gain: 0.5 })).toArraySync(); // [[0.5, 0, 0], [0, 0.5, 0]]
 */
export const identity: InitializerFactory<IdentityParams, Partial<IdentityParams>> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:identity',
  version: 1,
  parameters: /* @__PURE__ */ object({ gain: /* @__PURE__ */ optional(/* @__PURE__ */ number(), 1) }),
  accepts: (_, { shape }) => shape.length === 2 || 'only a matrix has a diagonal',
  claim(params, { shape }) {
    const ones = Math.min(...shape);
    const counts = new Map([[0, numelOf(shape) - ones]]).set(params.gain, ones);
    return claimByIndex(lawOfCounts(counts), valueOf(params));
  },
  fill: (params, context, out) => fillByIndex(valueOf(params), context, out),
});

function valueOf({ gain }: IdentityParams): ValueAt {
  return ([row, column]) => (row === column ? gain : 0);
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:identity': Partial<IdentityParams>;
  }
}
