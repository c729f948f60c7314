import type { CumulativeCells } from './cumulative-cells.js';

/**
 * The randomized probability integral transform: u = F(x−) + V · (F(x) − F(x−)), with a V of its own for every draw. Right draws of any law,
 * continuous, with atoms or rounded, become uniform on [0, 1], so that one battery serves all laws.
 *
 * Source: L. Rüschendorf, *On the distributional transform, Sklar's theorem, and the empirical copula process* (2009).
 *
 * @param cells of `cumulativeCells`
 * @param random gives uniform numbers of [0, 1), from a stream that the sample was not drawn from; called once for every draw
 *
 * @example
 * import { cumulativeCells, normalCdf, randomizedPit } from '@nn/testing/statistics';
 *
 * const cells = cumulativeCells(Float64Array.of(-1, 0.5), { cdf: normalCdf }, 'float16');
 * const u = randomizedPit(cells, Math.random); // about 0.1587 and 0.6915
 */
export function randomizedPit({ below, through }: CumulativeCells, random: () => number): Float64Array {
  return below.map((start, i) => start + random() * (through[i]! - start));
}

/**
 * How likely the law is to give the very value of each draw: 0 for a continuous law that was not rounded. What `distinctTest` needs.
 *
 * @param cells of `cumulativeCells`
 *
 * @example
 * import { cellProbabilities, cumulativeCells, normalCdf } from '@nn/testing/statistics';
 *
 * const cells = cumulativeCells(Float64Array.of(1), { cdf: normalCdf }, 'bfloat16');
 * cellProbabilities(cells); // [0.0014]
 */
export function cellProbabilities({ below, through }: CumulativeCells): Float64Array {
  return below.map((start, i) => through[i]! - start);
}
