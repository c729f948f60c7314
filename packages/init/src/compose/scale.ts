import { acceptance } from '../initializer/accepts.js';
import type { Claim, Invariant } from '../initializer/claim.js';
import { claimOf } from '../initializer/claim-of.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { Initializer, InitializerConfig } from '../initializer/initializer.js';
import { initializer } from '../schema/initializer.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { mapClaim } from './map-claim.js';
import { rounded } from './rounded.js';

export interface ScaleParams {
  readonly of: Initializer;
  readonly factor: number;
}

export interface ScaleInput {
  readonly of: Initializer | InitializerConfig;
  readonly factor: number;
}

/**
 * Another initializer's values, times `factor`: one product a value, rounded to the dtype, of the factor as the dtype holds it.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.fill_(empty([2]), init.scale({ of: init.ones(), factor: -3 })); // tensor([-3., -3.])
 */
export const scale: InitializerFactory<ScaleParams, ScaleInput> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:scale',
  version: 1,
  parameters: /* @__PURE__ */ object({ of: /* @__PURE__ */ initializer(), factor: /* @__PURE__ */ number() }),
  parts: ({ of }) => [of],
  accepts: ({ of }, spec) => acceptance(of, spec),
  claim({ of, factor }, spec): Claim {
    return mapClaim(
      claimOf(of, spec),
      (law) => ({ law: 'affine', of: law, scale: factor, shift: 0 }),
      (invariant) => scaled(invariant, factor),
    );
  },
  fill({ of, factor }, context, out) {
    context.fill(of, 'of', out);
    const times = rounded(factor, out);
    for (let i = 0; i < out.length; i++) out[i] = out[i]! * times;
  },
});

function scaled(invariant: Invariant, factor: number): Invariant | null {
  switch (invariant.invariant) {
    case 'exact':
      return { ...invariant, value: (index) => invariant.value(index) * factor };
    case 'semiOrthogonal':
      return { ...invariant, gain: invariant.gain * Math.abs(factor) };
    case 'zerosPerSlice':
      return factor === 0 ? null : invariant;
    case 'custom':
      return factor === 0
        ? null
        : {
            ...invariant,
            residual: (values, shape) =>
              invariant.residual(
                values.map((x) => x / factor),
                shape,
              ),
          };
  }
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:scale': ScaleInput;
  }
}
