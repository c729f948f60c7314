import { acceptance } from '../initializer/accepts.js';
import type { Claim } from '../initializer/claim.js';
import { claimOf } from '../initializer/claim-of.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import { object } from '../schema/object.js';
import { joinMarginals } from './map-claim.js';
import {
  boundsOf,
  chosenBy,
  latticeOf,
  mixtureOf,
  valuesOfParts,
  type WeightedPart,
  type WeightedPartInput,
  weightedParts,
} from './weighted-parts.js';

export interface MixtureParams {
  readonly parts: readonly WeightedPart[];
}

export interface MixtureInput {
  /** The weights sum to 1. They count to the nearest multiple of 2⁻³². */
  readonly parts: readonly WeightedPartInput[];
}

/**
 * Every element for itself from one of several initializers, chosen at random by their weights.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const custom = init.mixture({
 *   parts: [
 *     { weight: 0.25, of: init.uniform({ low: 5, high: 10 }) },
 *     { weight: 0.5, of: init.zeros() },
 *     { weight: 0.25, of: init.uniform({ low: -10, high: -5 }) },
 *   ],
 * });
 * init.fill_(empty([8]), custom, { seed: 0 }).shape; // [8]
 */
export const mixture: InitializerFactory<MixtureParams, MixtureInput> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:mixture',
  version: 1,
  parameters: /* @__PURE__ */ object({ parts: /* @__PURE__ */ weightedParts() }),
  parts: ({ parts }) => parts.map(({ of }) => of),
  accepts: ({ parts }, spec) => parts.map(({ of }) => acceptance(of, spec)).find((answer) => answer !== true) ?? true,
  claim({ parts }, spec): Claim {
    const claims = parts.map(({ of }) => claimOf(of, spec));
    const lattice = latticeOf(parts, claims);
    return {
      marginal: joinMarginals(claims, (laws) => mixtureOf(parts, laws)),
      dependence:
        claims.find(({ dependence }) => dependence !== 'iid' && dependence !== 'deterministic')?.dependence ?? 'iid',
      ...(lattice === undefined ? {} : { lattice }),
    };
  },
  fill({ parts }, context, out) {
    const words = context.stream.fold('choice').words(new Uint32Array(out.length));
    const bounds = boundsOf(parts);
    const values = valuesOfParts(parts, context, out);
    for (let i = 0; i < out.length; i++) out[i] = values[chosenBy(words[i]!, bounds)]![i]!;
  },
});

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:mixture': MixtureInput;
  }
}
