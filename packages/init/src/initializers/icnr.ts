import { numelOf } from '@nn/core';
import { acceptance } from '../initializer/accepts.js';
import type { Claim, Invariant } from '../initializer/claim.js';
import { claimOf } from '../initializer/claim-of.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { Initializer, InitializerConfig } from '../initializer/initializer.js';
import { arrayFor } from '../initializer/fill-region.js';
import { blockSpecOf } from '../initializer/spec-of.js';
import { initializer } from '../schema/initializer.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';

export interface IcnrParams {
  /** For the channels before they are repeated. */
  readonly of: Initializer;
  /** By how much the image grows along each side. */
  readonly factor: number;
}

export interface IcnrInput {
  readonly of: Initializer | InitializerConfig;
  readonly factor: number;
}

/**
 * For the convolution before a pixel shuffle that enlarges an image r times: another initializer's values for 1/r² of the output channels, each
 * channel r² times, so that the r² pixels that come of one are alike at first, and there is no checkerboard. The bias may have it too.
 *
 * Source: A. Aitken and others, *Checkerboard artifact free sub-pixel convolution* (2017).
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const weight = init.fill_(empty([8, 3, 3, 3]), init.icnr({ of: init.normal(), factor: 2 }), { seed: 0 });
 * weight.at(0).equal(weight.at(3)); // true
 */
export const icnr: InitializerFactory<IcnrParams, IcnrInput> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:icnr',
  version: 1,
  parameters: /* @__PURE__ */ object({
    of: /* @__PURE__ */ initializer(),
    factor: /* @__PURE__ */ number({ integer: true, min: 1 }),
  }),
  parts: ({ of }) => [of],
  accepts({ of, factor }, spec) {
    const { shape, axes, groups } = spec;
    const copies = factor ** 2;
    if (shape.length === 0 || (axes !== null && !axes.out.includes(0)))
      return 'its output channels are not those of axis 0';
    if (shape[0]! % (copies * groups) !== 0)
      return `its ${shape[0]} output channels are not ${groups} times a multiple of ${copies}`;
    return acceptance(of, blockSpecOf(spec, copies));
  },
  claim({ of, factor }, spec) {
    const copies = factor ** 2;
    return repeatedClaim(claimOf(of, blockSpecOf(spec, copies)), copies);
  },
  fill({ of, factor }, context, out) {
    const { spec, region } = context;
    const copies = factor ** 2;
    const [start, size] = [region.start[0]!, region.size[0]!];
    const first = Math.floor(start / copies);
    const last = Math.floor((start + size - 1) / copies);
    const channels = {
      start: [first, ...region.start.slice(1)],
      size: [last - first + 1, ...region.size.slice(1)],
    };
    const values = arrayFor(spec, channels.size);
    context.fill(of, 'of', values, { spec: blockSpecOf(spec, copies), region: channels });
    const length = numelOf(region.size.slice(1));
    for (let row = 0; row < size; row++) {
      const from = (Math.floor((start + row) / copies) - first) * length;
      out.set(values.subarray(from, from + length), row * length);
    }
  },
});

/** What holds of values if each row comes so many times. */
function repeatedClaim({ marginal, dependence, invariants = [], lattice }: Claim, copies: number): Claim {
  const original = ([row, ...rest]: readonly number[]): readonly number[] => [Math.floor(row! / copies), ...rest];
  return {
    marginal:
      'law' in marginal
        ? marginal
        : marginal.map((part) => ({ ...part, includes: (index: readonly number[]) => part.includes(original(index)) })),
    dependence: dependence === 'deterministic' ? 'deterministic' : 'structured',
    invariants: [copiesOf(copies), ...invariants.flatMap((invariant) => repeated(invariant, copies, original) ?? [])],
    ...(lattice === undefined ? {} : { lattice }),
  };
}

function copiesOf(copies: number): Invariant {
  return {
    invariant: 'custom',
    name: `every channel ${copies} times`,
    tolerance: 0,
    residual(values, shape) {
      const length = numelOf(shape.slice(1));
      const originals = copies * length;
      return values.reduce((worst, value, i) => {
        const original = i - (i % originals) + (i % length);
        return Math.max(worst, Math.abs(value - values[original]!));
      }, 0);
    },
  };
}

/** An invariant of the rows before they are repeated, as one of all rows. Perpendicular rows are none afterwards. */
function repeated(
  invariant: Invariant,
  copies: number,
  original: (index: readonly number[]) => readonly number[],
): Invariant | null {
  switch (invariant.invariant) {
    case 'exact':
      return { ...invariant, value: (index) => invariant.value(original(index)) };
    case 'zerosPerSlice':
      return invariant.axis === 0 ? invariant : { ...invariant, count: invariant.count * copies };
    case 'custom':
      return {
        ...invariant,
        residual(values, [rows, ...rest]) {
          const length = numelOf(rest);
          const originals = values.filter((_, i) => Math.floor(i / length) % copies === 0);
          return invariant.residual(originals, [rows! / copies, ...rest]);
        },
      };
    case 'semiOrthogonal':
      return null;
  }
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:icnr': IcnrInput;
  }
}
