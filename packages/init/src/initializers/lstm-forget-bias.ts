import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { optional } from '../schema/schema.js';
import { claimByIndex, fillByIndex, type ValueAt } from './by-index.js';
import { acceptsGates, gateLaws, gateNeeds, gateRows } from './gate-bias.js';

export interface LstmForgetBiasParams {
  readonly value: number;
}

/**
 * `value` for the biases of the forget gate, block 'f', and 0 for all others: the cell begins by remembering. PyTorch's LSTM has two biases in every
 * layer and direction, which are added to each other: the second, which the module declares to be added to the first, is 0, so that the gate
 * gets `value` once.
 *
 * Source: F. Gers, J. Schmidhuber and F. Cummins, *Learning to forget* (2000); R. Jozefowicz, W. Zaremba and I. Sutskever, *An empirical exploration
 * of recurrent network architectures* (2015).
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const spec = { role: 'bias', blocks: ['i', 'f', 'g', 'o'] } as const;
 * init.fill_(empty([4]), init.lstmForgetBias(), { spec }); // tensor([0., 1., 0., 0.])
 */
export const lstmForgetBias: InitializerFactory<
  LstmForgetBiasParams,
  Partial<LstmForgetBiasParams>
> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:lstmForgetBias',
  version: 1,
  needs: gateNeeds,
  parameters: /* @__PURE__ */ object({ value: /* @__PURE__ */ optional(/* @__PURE__ */ number(), 1) }),
  accepts: (_, spec) => acceptsGates(['f'], spec),
  claim: (params, spec) =>
    claimByIndex(gateLaws({ f: { law: 'point', value: forgetValue(params, spec) } }, spec), valueOf(params, spec)),
  fill: (params, context, out) => fillByIndex(valueOf(params, context.spec), context, out),
});

function valueOf(params: LstmForgetBiasParams, spec: TensorSpec): ValueAt {
  const value = forgetValue(params, spec);
  const { first, rows } = gateRows('f', spec);
  return ([row]) => (row! >= first && row! < first + rows ? value : 0);
}

function forgetValue({ value }: LstmForgetBiasParams, { addedTo }: TensorSpec): number {
  return addedTo === null ? value : 0;
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:lstmForgetBias': Partial<LstmForgetBiasParams>;
  }
}
