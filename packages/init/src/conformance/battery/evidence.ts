import { type CumulativeCells, normalScores, randomizedPit } from '@nn/testing/statistics';
import { once } from '../../law/distributions/distribution.js';
import { cellsOf, isFine } from './cells.js';
import { type Draws, eachStretch, type Layout, prefixOf, type Stretch } from './layout.js';
import { uniformNumbers } from './random.js';

/** A sample as the tests want it, each form computed when a test first asks for it. */
export class Evidence {
  private readonly random: () => number;

  constructor(
    readonly layout: Layout,
    readonly draws: Draws,
    seed: number,
  ) {
    this.random = uniformNumbers(seed);
  }

  /** Mean 0 and variance 1 under the law. Of a law with a single value, the distance from it. */
  readonly standardized = once(() => {
    const z = new Float64Array(this.layout.length);
    this.eachStretch(({ model: { mean, variance } }, from, to) => {
      const std = variance > 0 ? Math.sqrt(variance) : 1;
      for (let i = from; i < to; i++) z[i] = (this.draws.values[i]! - mean) / std;
    });
    return z;
  });

  readonly cells = once(() => allCells(this.layout, this.draws.values));

  /** Uniform on [0, 1] under the law. */
  readonly uniform = once(() => randomizedPit(this.cells(), this.random));

  /** Standard normal under the law. */
  readonly scores = once(() => normalScores(this.uniform()));

  readonly siblingScores = once(() =>
    this.draws.siblings.map((values) => {
      const layout = prefixOf(this.layout, values.length);
      return normalScores(randomizedPit(allCells(layout, values), this.random));
    }),
  );

  /** E z⁴ of `standardized`. */
  readonly kurtosis = once(() => {
    const { stretches, length } = this.layout;
    return stretches.reduce((sum, { model, length: own }) => sum + model.kurtosis * own, 0) / length;
  });

  /** Whether the dtype is so fine that the moments of the law are those of its rounded values. */
  readonly hasMoments = once(() => this.layout.stretches.every(({ model }) => isFine(model, this.layout.dtype, 32)));

  eachStretch(visit: (stretch: Stretch, from: number, to: number) => void): void {
    eachStretch(this.layout, visit);
  }
}

function allCells(layout: Layout, values: Float64Array): CumulativeCells {
  const all: CumulativeCells = { below: new Float64Array(values.length), through: new Float64Array(values.length) };
  eachStretch(layout, ({ model }, from, to) => {
    const { below, through } = cellsOf(values.subarray(from, to), model, layout.dtype);
    all.below.set(below, from);
    all.through.set(through, from);
  });
  return all;
}
