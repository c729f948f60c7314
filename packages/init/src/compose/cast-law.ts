import type { SmallFloat } from '../initializer/round-to-16-bits.js';
import { describeLaw } from '../law/describe.js';
import { modelOf } from '../law/model.js';
import type { Law, LawModel } from '../law/law.js';
import { magnitudesOf, roundTo } from './small-float.js';

/**
 * The law of values that a 16-bit dtype holds: every value of the dtype, with the probability of all that is rounded to it. Computed when
 * somebody first asks.
 */
export function castLaw(of: Law, dtype: SmallFloat): Law {
  if (of.law === 'point') return { law: 'point', value: roundTo(dtype, of.value) };
  let known: LawModel | undefined;
  const model = (): LawModel => (known ??= modelOfAtoms(atomsOf(modelOf(of), dtype)));
  return {
    law: 'custom',
    name: `${describeLaw(of)} as ${dtype}`,
    get mean() {
      return model().mean;
    },
    get variance() {
      return model().variance;
    },
    get kurtosis() {
      return model().kurtosis;
    },
    get support() {
      return model().support;
    },
    get atoms() {
      return model().atoms;
    },
    cdf: (x) => model().cdf(x),
  };
}

/** The values of the dtype and what falls to them: numbers round to the nearest, half-way ones to the even neighbour. */
function atomsOf({ cdf, atoms, support }: LawModel, dtype: SmallFloat): LawModel['atoms'] {
  const magnitudes = magnitudesOf(dtype);
  const values = [
    ...magnitudes
      .slice(1)
      .map((x) => -x)
      .reverse(),
    ...magnitudes,
  ];
  const single = new Map(atoms.map(({ at, probability }) => [at, probability]));
  const found: { readonly at: number; readonly probability: number }[] = [];
  let below = 0;
  for (const [i, at] of values.entries()) {
    const next = values[i + 1];
    if (next !== undefined && next < support[0]) continue;
    const edge = next === undefined ? Infinity : (at + next) / 2;
    const even = (i - magnitudes.length + 1) % 2 === 0;
    const upTo = cdf(edge) - (even ? 0 : (single.get(edge) ?? 0));
    if (upTo > below) found.push({ at, probability: upTo - below });
    below = upTo;
    if (at > support[1]) break;
  }
  return found;
}

function modelOfAtoms(atoms: LawModel['atoms']): LawModel {
  const moment = (about: number, power: number): number =>
    atoms.reduce((sum, { at, probability }) => sum + probability * (at - about) ** power, 0);
  const mean = moment(0, 1);
  const variance = moment(mean, 2);
  const values = atoms.map(({ at }) => at);
  const cumulative: number[] = [];
  atoms.reduce((sum, { probability }, i) => (cumulative[i] = sum + probability), 0);
  return {
    mean,
    variance,
    kurtosis: moment(mean, 4) / variance ** 2,
    support: [values[0]!, values.at(-1)!],
    atoms,
    cdf: (x) => (x >= values.at(-1)! ? 1 : (cumulative[lastUpTo(values, x)] ?? 0)),
  };
}

/** The index of the last of ascending values that is not above x; −1 where all are. */
function lastUpTo(values: readonly number[], x: number): number {
  let [low, high] = [-1, values.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (values[middle]! <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}
