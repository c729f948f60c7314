import { fillKeyedWords } from '@nn/random';
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

export interface OneOfParams {
  readonly parts: readonly WeightedPart[];
}

export interface OneOfInput {
  /** The weights sum to 1. They count to the nearest multiple of 2⁻³². */
  readonly parts: readonly WeightedPartInput[];
}

/**
 * Every row for itself, that is every output, from one of several initializers, chosen at random by their weights: some units begin in one
 * way, the others in another. Within a row nothing is mixed. (`mixture` chooses for every element.) Rows are those of axis 0; a tensor
 * without axes counts as a row.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const halfDead = init.oneOf({
 *   parts: [
 *     { weight: 0.5, of: init.zeros() },
 *     { weight: 0.5, of: init.ones() },
 *   ],
 * });
 * init.fill_(empty([4, 2]), halfDead, { seed: 0 }).shape; // [4, 2]
 */
export const oneOf: InitializerFactory<OneOfParams, OneOfInput> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:oneOf',
  version: 1,
  parameters: /* @__PURE__ */ object({ parts: /* @__PURE__ */ weightedParts() }),
  parts: ({ parts }) => parts.map(({ of }) => of),
  accepts: ({ parts }, spec) => parts.map(({ of }) => acceptance(of, spec)).find((answer) => answer !== true) ?? true,
  claim({ parts }, spec): Claim {
    const claims = parts.map(({ of }) => claimOf(of, spec));
    const lattice = latticeOf(parts, claims);
    return {
      marginal: joinMarginals(claims, (laws) => mixtureOf(parts, laws)),
      dependence: 'structured',
      ...(lattice === undefined ? {} : { lattice }),
    };
  },
  fill({ parts }, context, out) {
    const { start, size } = context.region;
    const words = new Uint32Array(size[0] ?? 1);
    fillKeyedWords(words, context.stream.key.fold('choice'), start[0] ?? 0);
    const bounds = boundsOf(parts);
    const values = valuesOfParts(parts, context, out);
    const length = out.length / words.length;
    for (const [row, word] of words.entries()) {
      const from = row * length;
      out.set(values[chosenBy(word, bounds)]!.subarray(from, from + length), from);
    }
  },
});

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:oneOf': OneOfInput;
  }
}
