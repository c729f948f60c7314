import type { TestResult } from '@nn/testing/statistics';
import { type BatteryTest, rejection } from './battery/battery.js';
import { Evidence } from './battery/evidence.js';
import { type Draws, type Layout, prefixOf } from './battery/layout.js';
import { stepAt } from './battery/cells.js';
import { samplerOf } from './mutants/draw-law.js';
import { distanceBetween, figuresOf } from './mutants/figures.js';
import { randomNumbers, type Random } from './mutants/random.js';
import { type WrongLaw, wrongLaws } from './mutants/wrong-law.js';
import { drawsOf, rightDraws, type WrongOrder, wrongOrders, wrongPlaces } from './mutants/wrong-order.js';

/** What became of a mutant: the test that rejected it and the draws that took, or why it was not tried. */
export type MutantFigure =
  | {
      readonly mutant: string;
      readonly fate: 'rejected';
      readonly draws: number;
      readonly test: string;
      readonly p: number;
    }
  | { readonly mutant: string; readonly fate: 'survived'; readonly draws: number }
  | { readonly mutant: string; readonly fate: 'left out'; readonly reason: string };

/** A sample as some mutant would give it; `null` where it would be a right one. */
interface Mutant {
  readonly name: string;
  readonly draws: (layout: Layout, random: Random) => Draws | null;
  /** How many draws it takes to see it. */
  readonly least: number;
}

export interface HuntOptions {
  readonly battery: readonly BatteryTest[];
  readonly significance: number;
  readonly seed: number;
  /** The mutants to try. @default all */
  readonly only?: readonly string[];
}

/** Tries every mutant of the law of a sample: with few draws first, with as many as the sample has at last. */
export function huntMutants(layout: Layout, options: HuntOptions): readonly MutantFigure[] {
  return mutantsOf(layout).flatMap((mutant, i) => {
    if (options.only?.includes(mutant.name) === false) return [];
    return [hunt(mutant, layout, { ...options, seed: options.seed + 1000 * i })];
  });
}

/** The tests on right draws from the mutants' source: what they must accept. */
export function judgeRightDraws(layout: Layout, { battery, significance, seed }: HuntOptions): TestResult | null {
  const part = prefixOf(layout, 2 ** 16);
  return rejection(new Evidence(part, rightDraws(part, randomNumbers(seed)), seed), battery, significance);
}

function hunt(
  { name, draws, least }: Mutant,
  layout: Layout,
  { battery, significance, seed }: HuntOptions,
): MutantFigure {
  if (least > layout.length)
    return { mutant: name, fate: 'left out', reason: `takes ${Math.ceil(least)} draws to see` };
  const sizes = [2 ** 12, 2 ** 14, 2 ** 16, layout.length].filter(
    (size, i, all) => size <= layout.length && all.indexOf(size) === i,
  );
  for (const [i, size] of sizes.entries()) {
    // With fewer draws than it takes, looking is a waste.
    if (size < least / 4 && i < sizes.length - 1) continue;
    const part = prefixOf(layout, size);
    const found = draws(part, randomNumbers(seed + i));
    if (found === null) return { mutant: name, fate: 'left out', reason: 'makes no difference to the law' };
    const rejected = rejection(new Evidence(part, found, seed + i), battery, significance);
    if (rejected !== null) return { mutant: name, fate: 'rejected', draws: size, test: rejected.test, p: rejected.p };
  }
  return { mutant: name, fate: 'survived', draws: layout.length };
}

function mutantsOf(layout: Layout): readonly Mutant[] {
  const orders = layout.ordered ? wrongOrders : wrongPlaces;
  return [...wrongLaws.map((wrong) => fromLaw(wrong, layout)), ...orders.map(fromOrder)];
}

function fromLaw({ name, sampler, draws: needed, maybeRight }: WrongLaw, layout: Layout): Mutant {
  const { law } = layout.stretches[0]!;
  const figures = figuresOf(law);
  const makesADifference = (random: Random): boolean => {
    const wrong = sampler(law, figures, random);
    if (wrong === null) return false;
    return maybeRight?.(law) !== true || distanceBetween(wrong, samplerOf(law, random)) > 0.02;
  };
  let known: boolean | undefined;
  return {
    name,
    least: (needed?.(figures) ?? 0) * coarseness(layout),
    draws: (part, random) => {
      known ??= makesADifference(random);
      return known ? drawsOf(part, (own) => sampler(own, figuresOf(own), random)!) : null;
    },
  };
}

/** How many times as many draws it takes where a dtype is so coarse that its values tell little of small differences. */
function coarseness({ dtype, stretches }: Layout): number {
  const { mean, std } = figuresOf(stretches[0]!.law);
  return 1 + (stepAt(Math.abs(mean) + std, dtype) / std) ** 2;
}

function fromOrder({ name, draws, least = 0 }: WrongOrder): Mutant {
  return { name, draws, least };
}
