import { NnError } from '@nn/core';
import { fansOf } from '../fans.js';
import { claimOfDraw } from '../initializer/claim-of-draw.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { Draw } from '../initializer/definition.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import { object } from '../schema/object.js';
import type { NoParams } from './zeros.js';

/**
 * What the layer draws by itself in PyTorch: ±1/√fan in for weights and biases of linear and convolutional layers, ±1/√hidden for recurrent ones,
 * N(0, 1) for embeddings. The module declares it. Packed parameters are drawn in one, and fans are PyTorch's guess, as there; the numbers are those
 * of keyed streams.
 *
 * Source: `reset_parameters` of PyTorch's layers.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const spec = { role: 'bias', default: { law: 'uniform', bound: 0.25 } } as const;
 * init.fill_(empty([100]), init.torchDefault(), { spec }).abs().max().itemSync() <= 0.25; // true
 */
export const torchDefault: InitializerFactory<NoParams, NoParams> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:torchDefault',
  version: 1,
  needs: ['default', 'whole'],
  parameters: /* @__PURE__ */ object({}),
  accepts(_, spec) {
    const found = readDraw(spec);
    return typeof found === 'string' ? found : true;
  },
  claim: (_, spec) => claimOfDraw(drawOf(spec)),
  draw: (_, spec) => drawOf(spec),
});

function drawOf(spec: TensorSpec): Draw {
  const found = readDraw(spec);
  if (typeof found !== 'string') return found;
  const op = '@nn/init:torchDefault';
  throw new NnError('INITIALIZER', `${op}: ${found}`, { op, details: { shape: spec.shape, default: spec.default } });
}

/** What the layer's default draws; a sentence where that cannot be told. */
function readDraw({ default: declared, shape, sibling }: TensorSpec): Draw | string {
  if (declared === null) return "nobody has declared the layer's own default";
  switch (declared.law) {
    case 'constant':
      return declared;
    case 'normal':
      return { law: 'normal', mean: 0, std: declared.std };
    case 'uniform': {
      if ('bound' in declared) return uniform(declared.bound);
      const other = sibling(declared.fanInOf);
      if (other === null) return `its bound is that of ${declared.fanInOf}, whose shape is not known`;
      if (other.length < 2) return `its bound is that of ${declared.fanInOf}, which has no fan`;
      const [fanIn] = fansOf('fans', other);
      return uniform(fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0);
    }
    case 'xavierUniform':
    case 'xavierNormal': {
      if (shape.length < 2) return 'PyTorch computes no fans of fewer than two dimensions';
      const [fanIn, fanOut] = fansOf('fans', shape);
      const std = Math.sqrt(2 / (fanIn + fanOut));
      return declared.law === 'xavierUniform' ? uniform(Math.sqrt(3) * std) : { law: 'normal', mean: 0, std };
    }
  }
}

function uniform(bound: number): Draw {
  return { law: 'uniform', low: -bound, high: bound };
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:torchDefault': NoParams;
  }
}
