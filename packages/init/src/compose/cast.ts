import { acceptance } from '../initializer/accepts.js';
import type { Claim } from '../initializer/claim.js';
import { claimOf } from '../initializer/claim-of.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { Initializer, InitializerConfig } from '../initializer/initializer.js';
import { roundTo16Bits, type SmallFloat } from '../initializer/round-to-16-bits.js';
import { choice } from '../schema/choice.js';
import { initializer } from '../schema/initializer.js';
import { object } from '../schema/object.js';
import { castLaw } from './cast-law.js';
import { mapClaim, mapExact } from './map-claim.js';
import { roundTo } from './small-float.js';

export interface CastParams {
  readonly of: Initializer;
  readonly dtype: SmallFloat;
}

export interface CastInput {
  readonly of: Initializer | InitializerConfig;
  readonly dtype: SmallFloat;
}

/**
 * Another initializer's values as a 16-bit dtype holds them, in a tensor of whatever dtype: a float32 master copy that begins where the float16
 * or bfloat16 weights do. Rounded to float32, then to nearest, ties to even, as a tensor of that dtype rounds.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const third = init.constant({ value: 1 / 3 });
 * init.fill_(empty([1]), init.cast({ of: third, dtype: 'bfloat16' })).itemSync(); // 0.333984375
 */
export const cast: InitializerFactory<CastParams, CastInput> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:cast',
  version: 1,
  parameters: /* @__PURE__ */ object({
    of: /* @__PURE__ */ initializer(),
    dtype: /* @__PURE__ */ choice(['float16', 'bfloat16']),
  }),
  parts: ({ of }) => [of],
  // What the 16-bit dtype does not hold is refused before it is drawn.
  accepts: ({ of, dtype }, spec) => acceptance(of, { ...spec, dtype }),
  claim({ of, dtype }, spec): Claim {
    const { marginal, dependence, invariants = [] } = claimOf(of, spec);
    return mapClaim(
      { marginal, dependence, invariants },
      (law) => castLaw(law, dtype),
      mapExact((value) => roundTo(dtype, value)),
    );
  },
  fill({ of, dtype }, context, out) {
    context.fill(of, 'of', out);
    out.set(roundTo16Bits(Float32Array.from(out), dtype));
  },
});

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:cast': CastInput;
  }
}
