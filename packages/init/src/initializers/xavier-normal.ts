import { claimOfDraw } from '../initializer/claim-of-draw.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { Draw } from '../initializer/definition.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import { acceptsFans } from './fan-options.js';
import { xavierFields, type XavierParams, xavierStd } from './xavier.js';

/**
 * N(0, std²), std = gain · √(2 / (fan in + fan out)). For `tanh`, `sigmoid` or no activation.
 *
 * Source: `torch.nn.init.xavier_normal_`, after Glorot and Bengio (2010). PyTorch guesses the fans: `fans: 'torch'` does so too.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.fill_(empty([64, 32]), init.xavierNormal({ fans: 'torch' }), { seed: 0 }).shape; // [64, 32]
 */
export const xavierNormal: InitializerFactory<XavierParams, Partial<XavierParams>> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:xavierNormal',
  version: 1,
  parameters: /* @__PURE__ */ xavierFields(),
  accepts: (params, spec) => acceptsFans(params, spec),
  claim: (params, spec) => claimOfDraw(drawOf(params, spec)),
  draw: drawOf,
});

function drawOf(params: XavierParams, spec: TensorSpec): Draw {
  return { law: 'normal', mean: 0, std: xavierStd('@nn/init:xavierNormal', params, spec) };
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:xavierNormal': Partial<XavierParams>;
  }
}
