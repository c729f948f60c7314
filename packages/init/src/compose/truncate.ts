import { NnError } from '@nn/core';
import { acceptance } from '../initializer/accepts.js';
import { claimOfDraw } from '../initializer/claim-of-draw.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { Draw } from '../initializer/definition.js';
import { drawOf } from '../initializer/draw-of.js';
import type { Initializer, InitializerConfig } from '../initializer/initializer.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import { initializer } from '../schema/initializer.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { refined } from '../schema/refined.js';
import { optional } from '../schema/schema.js';

export interface TruncateParams {
  readonly of: Initializer;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

export interface TruncateInput {
  readonly of: Initializer | InitializerConfig;
  /** The lowest value. @default no bound */
  readonly low?: number | undefined;
  /** The highest value. @default no bound */
  readonly high?: number | undefined;
}

/**
 * Another initializer under the condition that its values lie in [low, high]. Nothing is drawn and thrown away, which would make an element
 * depend on others: the law itself is cut, uniform to a narrower uniform, normal to a truncated normal, both exact to the bit. So it takes
 * what is drawn by one law: constants, uniform and normal laws, truncated ones, and all that choose their scale by fans. Of what is composed,
 * truncate the parts: `scale({ of: truncate(…) })`.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const positive = init.truncate({ of: init.normal({ std: 0.02 }), low: 0 });
 * init.fill_(empty([100]), positive).min().itemSync() >= 0; // true
 */
export const truncate: InitializerFactory<TruncateParams, TruncateInput> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:truncate',
  version: 1,
  parameters: /* @__PURE__ */ refined(
    /* @__PURE__ */ object({
      of: /* @__PURE__ */ initializer(),
      low: /* @__PURE__ */ optional(/* @__PURE__ */ number()),
      high: /* @__PURE__ */ optional(/* @__PURE__ */ number()),
    }),
    ({ low = -Infinity, high = Infinity }) => low < high || `low is ${low}, which is not below high, ${high}`,
  ),
  parts: ({ of }) => [of],
  accepts(params, spec) {
    const answer = acceptance(params.of, spec);
    if (answer !== true) return answer;
    const cut = cutDraw(params, spec);
    return typeof cut === 'string' ? cut : true;
  },
  claim: (params, spec) => claimOfDraw(mustCut(params, spec)),
  draw: mustCut,
});

function mustCut(params: TruncateParams, spec: TensorSpec): Draw {
  const cut = cutDraw(params, spec);
  if (typeof cut !== 'string') return cut;
  const op = '@nn/init:truncate';
  throw new NnError('INITIALIZER', `${op}: ${cut}`, { op, details: { of: params.of.toString() } });
}

/** What is left of the law; a sentence where that is nothing, or cannot be told. */
function cutDraw({ of, low = -Infinity, high = Infinity }: TruncateParams, spec: TensorSpec): Draw | string {
  const draw = drawOf(of, spec);
  const nothing = `${String(of)} has no values in [${low}, ${high}]`;
  switch (draw?.law) {
    case 'constant':
      return low <= draw.value && draw.value <= high ? draw : nothing;
    case 'uniform': {
      const inside = { low: Math.max(draw.low, low), high: Math.min(draw.high, high) };
      return inside.low < inside.high ? { law: 'uniform', ...inside } : nothing;
    }
    case 'normal': {
      const { mean, std } = draw;
      return { law: 'truncNormal', mean, std, a: low, b: high };
    }
    case 'truncNormal':
      return { ...draw, a: Math.max(draw.a, low), b: Math.min(draw.b, high) };
    case 'bernoulli':
    case undefined:
      return `${of.definition.name} is not drawn by one law. Truncate the initializers within it`;
  }
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:truncate': TruncateInput;
  }
}
