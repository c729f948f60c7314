import { claimOfDraw } from '../initializer/claim-of-draw.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { Draw } from '../initializer/definition.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import { acceptsFans } from './fan-options.js';
import { xavierFields, type XavierParams, xavierStd } from './xavier.js';

/**
 * Uniform on ±gain · √(6 / (fan in + fan out)). For `tanh`, `sigmoid` or no activation.
 *
 * Source: `torch.nn.init.xavier_uniform_`, after Glorot and Bengio (2010). PyTorch guesses the fans: `fans: 'torch'` does so too.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const weight = init.fill_(empty([64, 32]), init.xavierUniform({ fans: 'torch' }));
 * weight.abs().max().itemSync() <= 0.25; // true, √(6 / 96)
 */
export const xavierUniform: InitializerFactory<XavierParams, Partial<XavierParams>> = /* @__PURE__ */ defineInitializer(
  {
    name: '@nn/init:xavierUniform',
    version: 1,
    parameters: /* @__PURE__ */ xavierFields(),
    accepts: (params, spec) => acceptsFans(params, spec),
    claim: (params, spec) => claimOfDraw(drawOf(params, spec)),
    draw: drawOf,
  },
);

function drawOf(params: XavierParams, spec: TensorSpec): Draw {
  const bound = Math.sqrt(3) * xavierStd('@nn/init:xavierUniform', params, spec);
  return { law: 'uniform', low: -bound, high: bound };
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:xavierUniform': Partial<XavierParams>;
  }
}
