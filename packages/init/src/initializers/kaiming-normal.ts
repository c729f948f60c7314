import { claimOfDraw } from '../initializer/claim-of-draw.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { Draw } from '../initializer/definition.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import { acceptsKaiming, kaimingFields, type KaimingParams, kaimingStd } from './kaiming.js';

/**
 * N(0, std²), std = gain / √fan, with the gain of the activation that follows: declared by the module, or given.
 *
 * Source: `torch.nn.init.kaiming_normal_`, after He et al. (2015). PyTorch guesses the fans: `fans: 'torch'` does so too.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const weight = empty([64, 32]);
 * init.fill_(weight, init.kaimingNormal({ nonlinearity: 'relu', fans: 'torch' })).shape; // [64, 32]
 */
export const kaimingNormal: InitializerFactory<
  KaimingParams,
  Partial<KaimingParams>
> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:kaimingNormal',
  version: 1,
  parameters: /* @__PURE__ */ kaimingFields(),
  accepts: acceptsKaiming,
  claim: (params, spec) => claimOfDraw(drawOf(params, spec)),
  draw: drawOf,
});

function drawOf(params: KaimingParams, spec: TensorSpec): Draw {
  return { law: 'normal', mean: 0, std: kaimingStd('@nn/init:kaimingNormal', params, spec) };
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:kaimingNormal': Partial<KaimingParams>;
  }
}
