import { claimOfDraw } from '../initializer/claim-of-draw.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { Draw } from '../initializer/definition.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import { acceptsKaiming, kaimingFields, type KaimingParams, kaimingStd } from './kaiming.js';

/**
 * Uniform on ±gain · √(3 / fan), with the gain of the activation that follows: declared by the module, or given.
 *
 * Source: `torch.nn.init.kaiming_uniform_`, after He et al. (2015). PyTorch guesses the fans: `fans: 'torch'` does so too.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const weight = init.fill_(empty([64, 24]), init.kaimingUniform({ nonlinearity: 'relu', fans: 'torch' }));
 * weight.abs().max().itemSync() <= 0.5; // true, √(6 / 24)
 */
export const kaimingUniform: InitializerFactory<
  KaimingParams,
  Partial<KaimingParams>
> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:kaimingUniform',
  version: 1,
  parameters: /* @__PURE__ */ kaimingFields(),
  accepts: acceptsKaiming,
  claim: (params, spec) => claimOfDraw(drawOf(params, spec)),
  draw: drawOf,
});

function drawOf(params: KaimingParams, spec: TensorSpec): Draw {
  const bound = Math.sqrt(3) * kaimingStd('@nn/init:kaimingUniform', params, spec);
  return { law: 'uniform', low: -bound, high: bound };
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:kaimingUniform': Partial<KaimingParams>;
  }
}
