import type { Law } from '../../law/law.js';

/** Between which numbers the values of a law lie, where it has ends at which no values pile up. */
export function endsOf(law: Law): readonly [low: number, high: number] | null {
  switch (law.law) {
    case 'uniform':
      return [law.low, law.high];
    case 'truncatedNormal': {
      const { mean, std, low, high } = law;
      return low > mean - 6 * std && high < mean + 6 * std ? [low, high] : null;
    }
    case 'sphere':
      return law.dimension > 2 ? [-law.radius, law.radius] : null;
    case 'affine': {
      const inner = endsOf(law.of);
      if (inner === null) return null;
      const [a, b] = [law.scale * inner[0] + law.shift, law.scale * inner[1] + law.shift];
      return a < b ? [a, b] : [b, a];
    }
    case 'point':
    case 'normal':
    case 'logOfUniform':
    case 'mixture':
    case 'clamp':
    case 'truncate':
    case 'custom':
      return null;
  }
}
