import { binomialTail, type TestResult } from '@nn/testing/statistics';
import { roundTo16Bits } from '../../initializer/round-to-16-bits.js';
import type { LawModel } from '../../law/law.js';
import type { FloatDType } from '../settings.js';
import { distributionOf, isFine, probabilityOf, stepAt } from './cells.js';
import type { Evidence } from './evidence.js';

/** More single values than these are left to the tests of the law's form. */
const most = 8;

/**
 * Single values come as often as the law says: its likeliest atoms, and the ends of its support, where whoever clamps instead of cutting piles
 * values up.
 */
export function atomTests(evidence: Evidence): readonly TestResult[] {
  const { stretches, dtype, lattice } = evidence.layout;
  // A point of the lattice, and another that rounds to it: U(0, 1) gives 0 so often, however close to 0 the dtype's values come.
  const least = 2 / lattice;
  const places = new Map(stretches.map(({ model }) => [model, placesOf(model, dtype)]));
  // Laws that differ in scale have as many, in the same order.
  return places.get(stretches[0]!.model)!.map(({ name }, which) => {
    let [hits, expected, draws] = [0, 0, 0];
    evidence.eachStretch(({ model }, from, to) => {
      const place = places.get(model)![which];
      if (place === undefined) return;
      draws += to - from;
      expected += (to - from) * Math.max(least, place.probability);
      for (let i = from; i < to; i++)
        if (evidence.draws.values[i]! >= place.low && evidence.draws.values[i]! <= place.high) hits++;
    });
    const p = binomialTail(hits, draws, Math.min(1, Math.max(0, expected / draws)));
    return { test: `count of ${name}`, statistic: hits / draws, p };
  });
}

/** A value, as an interval of what counts as it. */
interface Place {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly probability: number;
}

function placesOf(model: LawModel, dtype: FloatDType): readonly Place[] {
  const likely = model.atoms
    .filter(({ probability }) => probability > 1e-3)
    .toSorted((a, b) => b.probability - a.probability);
  const atoms = likely.slice(0, most).map(({ at }) => at);
  const ends = model.support.filter((end) => Number.isFinite(end) && !model.atoms.some(({ at }) => at === end));
  return [
    ...atoms.map((at, i) => placeOf(`atom ${i + 1}`, at, model, dtype)),
    ...ends.map((at) => placeOf(at === model.support[0] ? 'the lower end' : 'the upper end', at, model, dtype)),
  ];
}

function placeOf(name: string, at: number, model: LawModel, dtype: FloatDType): Place {
  if (isFine(model, dtype, 2 ** 14)) {
    const reach = 4.5 * stepAt(at, dtype);
    const [low, high] = [at - reach, at + reach];
    return { name, low, high, probability: model.cdf(high) - model.cdf(low) };
  }
  const held =
    dtype === 'float64' ? at : dtype === 'float32' ? Math.fround(at) : roundTo16Bits(Float32Array.of(at), dtype)[0]!;
  return { name, low: held, high: held, probability: probabilityOf(held, distributionOf(model), dtype) };
}
