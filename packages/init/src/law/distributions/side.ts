import { nodes, weights } from '../quadrature/gauss-legendre.js';

/** A density that falls from 1 as one walks away from its peak in one direction, as far as there is anything. */
export interface Side {
  /** ∫ of the density */
  readonly total: number;
  /** ∫ of the density up to this distance */
  readonly within: (distance: number) => number;
  /** ∫ of the density times a function of the distance, for smooth functions. */
  readonly integrate: (f: (distance: number) => number) => number;
}

/** Over so many powers of e the rule of 16 nodes is exact to the last digits. */
const dropOfPanel = 7;

/**
 * @param logDensity concave, 0 at 0, not rising
 * @param length of the side, may be infinite
 */
export function sideOf(logDensity: (distance: number) => number, length: number): Side {
  const far = reach(logDensity, length);
  const panels = Math.max(1, Math.ceil(-logDensity(far) / dropOfPanel));
  const width = far / panels;
  const distances = new Float64Array(16 * panels);
  const masses = new Float64Array(16 * panels);
  const before = new Float64Array(panels + 1);
  for (let k = 0; k < panels; k++) {
    let sum = 0;
    for (let i = 0; i < 16; i++) {
      const distance = width * (k + (1 + nodes[i]!) / 2);
      const mass = (width / 2) * weights[i]! * Math.exp(logDensity(distance));
      distances[16 * k + i] = distance;
      masses[16 * k + i] = mass;
      sum += mass;
    }
    before[k + 1] = before[k]! + sum;
  }

  function within(distance: number): number {
    const k = Math.min(Math.floor(distance / width), panels);
    if (!(k < panels)) return before[panels]!;
    const start = k * width;
    const half = (distance - start) / 2;
    let sum = 0;
    for (let i = 0; i < 16; i++) sum += weights[i]! * Math.exp(logDensity(start + half * (1 + nodes[i]!)));
    return before[k]! + half * sum;
  }

  function integrate(f: (distance: number) => number): number {
    let sum = 0;
    for (let i = 0; i < masses.length; i++) sum += masses[i]! * f(distances[i]!);
    return sum;
  }

  return { total: before[panels]!, within, integrate };
}

/** A distance at which the density is about e^-50, or the whole length where it stays above. */
function reach(logDensity: (distance: number) => number, length: number): number {
  let near = 0;
  let far = Math.min(length, 2 ** 64);
  if (logDensity(far) >= -50) return far;
  while (logDensity(far) < -60) {
    const middle = (near + far) / 2;
    if (logDensity(middle) < -50) far = middle;
    else near = middle;
  }
  return far;
}
