import { adaptive, type AdaptiveIntegral, type Rule } from '../law/quadrature/adaptive.js';
import { integral, nodes, weights } from '../law/quadrature/gauss-legendre.js';
import type { ActivationFunction } from './activations.js';

/** Beyond 38 the density is no longer a double. Where the activations bend, at 0, is an edge. */
const edges: readonly number[] = [-38, -20, -12, -8, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 8, 12, 20, 38];

/** The root of the density of N(0, 1): multiplied before it is squared, a large value does not overflow. */
function rootOfDensity(z: number): number {
  return Math.exp((-z * z) / 4) / (2 * Math.PI) ** 0.25;
}

/** E f(z)² for z ~ N(0, 1). */
export function meanSquare(f: ActivationFunction): AdaptiveIntegral {
  return adaptive((low, high) => integral((z) => (f(z) * rootOfDensity(z)) ** 2, low, high), edges);
}

/**
 * E f′(z)² for z ~ N(0, 1). In every panel f′ is the derivative of the polynomial through f at 16 nodes; where f bends, panels become so
 * short that it does not matter. (A difference quotient of step h would be wrong by about h there.)
 */
export function meanSquareSlope(f: ActivationFunction): AdaptiveIntegral {
  const rule: Rule = (low, high) => {
    const center = (low + high) / 2;
    const half = (high - low) / 2;
    const start = f(center);
    const values = nodes.map((node) => f(center + half * node) - start);
    let sum = 0;
    for (const [i, row] of differentiation().entries()) {
      let slope = 0;
      for (let j = 0; j < 16; j++) slope += row[j]! * values[j]!;
      sum += weights[i]! * ((slope / half) * rootOfDensity(center + half * nodes[i]!)) ** 2;
    }
    return half * sum;
  };
  return adaptive(rule, edges);
}

let matrix: readonly (readonly number[])[] | undefined;

/**
 * The matrix that takes the values of a polynomial at the nodes to those of its derivative (Berrut and Trefethen, 2004, with the
 * barycentric weights of Wang and Xiang, 2012).
 */
function differentiation(): readonly (readonly number[])[] {
  matrix ??= nodes.map((node, i) => {
    const barycentric = (k: number): number => (-1) ** k * Math.sqrt((1 - nodes[k]! ** 2) * weights[k]!);
    const row = nodes.map((other, j) => (i === j ? 0 : barycentric(j) / barycentric(i) / (node - other)));
    row[i] = -row.reduce((sum, entry) => sum + entry, 0);
    return row;
  });
  return matrix;
}
