import type { Draws, Layout } from '../battery/layout.js';
import type { Law } from '../../law/law.js';
import type { FloatDType } from '../settings.js';
import { type Sampler, samplerOf } from './draw-law.js';
import { eachRange } from './each-range.js';
import { endsOf } from './ends-of.js';
import { drawn, type Figures, figuresOf } from './figures.js';
import { type Random, randomNumbers } from './random.js';
import { roundedTo } from './round.js';

/** Draws of the claimed law that depend on each other, or have too few values. */
export interface WrongOrder {
  readonly name: string;
  /** `null` where it makes no difference to such a law. */
  readonly draws: (layout: Layout, random: Random) => Draws | null;
  /** How many draws show it, where that are many. */
  readonly least?: number;
}

/** What the law gives, in its order; the samples of other keys too. */
export function drawsOf(layout: Layout, samplerFor: (law: Law) => Sampler): Draws {
  const all = (length: number): Float64Array => {
    const values = new Float64Array(length);
    eachRange(layout, ({ law }, from, to) => {
      const sampler = samplerFor(law);
      for (let i = from; i < Math.min(to, length); i++) values[i] = roundedTo(layout.dtype, sampler());
    });
    return values;
  };
  const siblings = layout.ordered ? Array.from({ length: 4 }, () => all(Math.floor(layout.length / 8))) : [];
  return { values: all(layout.length), siblings };
}

/** The right draws, which no test must reject. */
export function rightDraws(layout: Layout, random: Random): Draws {
  return drawsOf(layout, (law) => samplerOf(law, random));
}

/** Right draws with another order of the main sample. */
function reordered(change: (values: Float64Array, layout: Layout) => void): WrongOrder['draws'] {
  return (layout, random) => {
    const draws = rightDraws(layout, random);
    change(draws.values, layout);
    return draws;
  };
}

/**
 * A share of the draws is the larger or the smaller of two, as a coin says that a whole group of them shares: the law stays what it is, but
 * members of a group are correlated.
 */
function leaning(share: number, groupOf: (i: number, columns: number) => number): WrongOrder['draws'] {
  return (layout, random) => {
    if (!isSpread(layout)) return null;
    const draws = rightDraws(layout, random);
    const sides = new Map<number, boolean>();
    const { columns } = layout.stretches[0]!;
    eachRange(layout, ({ law }, from, to) => {
      const sampler = samplerOf(law, random);
      for (let i = from; i < to; i++) {
        if (random() >= share) continue;
        const group = groupOf(i, columns);
        if (!sides.has(group)) sides.set(group, random() < 0.5);
        const pair = [sampler(), sampler()] as const;
        draws.values[i] = roundedTo(layout.dtype, sides.get(group) === true ? Math.max(...pair) : Math.min(...pair));
      }
    });
    return draws;
  };
}

/** Some places have more draws and some fewer, in twenty waves. */
const waves: WrongOrder['draws'] = (layout, random) => {
  if (!isSpread(layout)) return null;
  const { siblings } = rightDraws(layout, random);
  const values = new Float64Array(layout.length);
  eachRange(layout, ({ law }, from, to) => {
    const sorted = drawn(samplerOf(law, random), 2 * (to - from)).sort();
    const density = (rank: number): number => 0.62 * (1 + 0.2 * Math.cos(2 * Math.PI * 20 * rank));
    const chosen = sorted.filter((_, i) => random() < density(i / sorted.length));
    shuffle(chosen, random);
    for (let i = from; i < to; i++) values[i] = roundedTo(layout.dtype, chosen[i - from]!);
  });
  return { values, siblings };
};

function shuffle(values: Float64Array, random: Random): void {
  for (let i = values.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    [values[i], values[other]] = [values[other]!, values[i]!];
  }
}

/** Of 64 cells of equal probability one has its draws close together, a fifth of the way from its lower end. */
const pressed: WrongOrder['draws'] = (layout, random) => {
  if (!isSpread(layout)) return null;
  const cells = new Map(layout.stretches.map(({ law }) => [law, cellOf(law, layout.dtype)]));
  // Where a cell has few values, its draws are close together anyway.
  if ([...cells.values()].some(({ values }) => values < 10)) return null;
  return drawsOf(layout, (law) => {
    const { low, middle, high } = cells.get(law)!;
    const sampler = samplerOf(law, random);
    return () => {
      const x = sampler();
      return x > low && x < high ? middle + 0.05 * (x - middle) : x;
    };
  });
};

interface Cell {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  /** How many values of the dtype the draws in it have. */
  readonly values: number;
}

/** The 21st of 64 cells. */
function cellOf(law: Law, dtype: FloatDType): Cell {
  const sorted = drawn(samplerOf(law, randomNumbers(20)), 2 ** 16).sort();
  const inside = sorted.subarray((20 * sorted.length) / 64, (21 * sorted.length) / 64);
  const values = new Set(inside.map((x) => roundedTo(dtype, x))).size;
  return { low: inside[0]!, middle: inside[Math.floor(inside.length / 5)]!, high: inside.at(-1)!, values };
}

/** Some draws are moved to where the ends of the law say. */
function atEnds(count: number, place: (low: number, high: number) => number): WrongOrder['draws'] {
  return (layout, random) => {
    const draws = rightDraws(layout, random);
    let moved = 0;
    eachRange(layout, ({ law }, from, to) => {
      const ends = endsOf(law);
      if (ends === null || moved >= count) return;
      for (let i = from; i < to && moved < count; i += 97, moved++)
        draws.values[i] = roundedTo(layout.dtype, place(...ends));
    });
    return moved === 0 ? null : draws;
  };
}

/** Where each draw is from a tensor of its own: one from the first half of an axis is the smaller of two, now and then. */
function placed(layout: Layout, random: Random): Draws | null {
  const along = layout.places.at(-1);
  if (along === undefined || !isSpread(layout)) return null;
  const draws = rightDraws(layout, random);
  eachRange(layout, ({ law }, from, to) => {
    const sampler = samplerOf(law, random);
    for (let i = from; i < to; i++) {
      if (random() >= 0.4) continue;
      const pair = [sampler(), sampler()] as const;
      draws.values[i] = roundedTo(layout.dtype, along[i]! > 0 ? Math.max(...pair) : Math.min(...pair));
    }
  });
  return draws;
}

/** Only of a sample that begins with a matrix large enough to see its rows. */
function inMatrix(draws: WrongOrder['draws']): WrongOrder['draws'] {
  return (layout, random) => {
    const { columns, length } = layout.stretches[0]!;
    return columns < 16 || length < 2 ** 14 ? null : draws(layout, random);
  };
}

/** Where there is something to round: values that a coarser dtype does not hold. */
function coarser(dtype: 'float16' | 'bfloat16'): WrongOrder['draws'] {
  return (layout, random) => {
    if (!isWide(layout) || !isSpread(layout) || Math.abs(firstFigures(layout).std) < 1e-4) return null;
    const draws = rightDraws(layout, random);
    const values = draws.values.map((x) => roundedTo(dtype, x));
    const changed = values.reduce((count, x, i) => (x === draws.values[i] ? count : count + 1), 0);
    return changed > values.length / 4 ? { ...draws, values } : null;
  };
}

function firstFigures(layout: Layout): Figures {
  return figuresOf(layout.stretches[0]!.law);
}

/** Whether the dtype has many more values than 16 bits. */
function isWide({ dtype }: Layout): boolean {
  return dtype === 'float32' || dtype === 'float64';
}

/** Whether many values are different: a lattice shows in no others. */
function isSpread(layout: Layout): boolean {
  return firstFigures(layout).distinct > 0.2;
}

export const wrongOrders: readonly WrongOrder[] = [
  {
    name: 'a block repeated',
    draws: reordered((values) => values.copyWithin(values.length >> 1, 0, values.length >> 1)),
  },
  {
    name: 'the same numbers for four shards',
    draws: reordered((values) => {
      for (let shard = 1; shard < 4; shard++) values.copyWithin(shard * (values.length >> 2), 0, values.length >> 2);
    }),
  },
  { name: 'each value twice', draws: reordered((values) => values.forEach((_, i) => (values[i] = values[i & ~1]!))) },
  {
    name: 'one key for all tensors',
    draws(layout, random) {
      const { values, siblings } = rightDraws(layout, random);
      return siblings.length === 0 ? null : { values, siblings: siblings.map((own) => values.slice(0, own.length)) };
    },
  },
  {
    name: 'one key for all tensors but this',
    draws(layout, random) {
      const { values, siblings } = rightDraws(layout, random);
      return siblings.length === 0 ? null : { values, siblings: siblings.map(() => siblings[0]!) };
    },
  },
  {
    name: 'a lattice of 16 bits',
    draws(layout, random) {
      if (!isSpread(layout) || !isWide(layout)) return null;
      return drawsOf(layout, (law) => {
        const sampler = samplerOf(law, random);
        const values = Float64Array.from({ length: 2 ** 16 }, sampler);
        return () => values[Math.floor(random() * values.length)]!;
      });
    },
    least: 2 ** 14,
  },
  { name: 'values of float16', draws: coarser('float16'), least: 2 ** 14 },
  { name: 'values of bfloat16', draws: coarser('bfloat16'), least: 2 ** 14 },
  { name: 'a serial correlation of 0.05', draws: leaning(0.56, (i) => i >> 1), least: 2 ** 16 },
  {
    name: 'rows that lean to one side',
    draws: inMatrix(leaning(0.15, (i, columns) => Math.floor(i / columns))),
    least: 2 ** 16,
  },
  {
    name: 'columns that lean to one side',
    draws: inMatrix(leaning(0.15, (i, columns) => i % columns)),
    least: 2 ** 16,
  },
  { name: 'twenty waves in the density', draws: waves, least: 2 ** 16 },
  { name: 'the draws of one part in 64 pressed together', draws: pressed, least: 2 ** 17 },
  { name: 'one draw beyond the end', draws: atEnds(1, (low, high) => high + (high - low) / 50) },
  {
    name: 'eleven draws at the lower end',
    draws: (layout, random) => (isWide(layout) ? atEnds(11, (low) => low)(layout, random) : null),
    least: 2 ** 17,
  },
  ...[0.02, 0.05, 0.5].map((correlation): WrongOrder => ({
    name: `a correlation of ${correlation} with other tensors`,
    draws(layout, random) {
      const { values, siblings } = rightDraws(layout, random);
      if (siblings.length === 0) return null;
      return { values, siblings: siblings.map((own) => own.map((x, i) => (random() < correlation ? values[i]! : x))) };
    },
    // Half as many pairs are compared as there are draws.
    least: 2 * (9.83 / correlation) ** 2,
  })),
  {
    name: 'Box and Muller with a step of one number',
    draws(layout, random) {
      if (layout.stretches.some(({ law }) => law.law !== 'normal')) return null;
      let before = random();
      const next = (): number => {
        const radius = Math.sqrt(-2 * Math.log(1 - before));
        before = random();
        return radius * Math.cos(2 * Math.PI * before);
      };
      return drawsOf(layout, (law) => (law.law === 'normal' ? () => law.mean + law.std * next() : next));
    },
    least: 2 ** 16,
  },
];

/** Of draws each from a tensor of its own. */
export const wrongPlaces: readonly WrongOrder[] = [
  { name: 'its place in the tensor tells of a draw', draws: placed },
  { name: 'one draw beyond the end', draws: atEnds(1, (low, high) => high + (high - low) / 50) },
];
