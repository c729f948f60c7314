import type { Law } from './law.js';

/**
 * The law of scale · x + shift with the step done inside: N(0, 1) times 2 is N(0, 2²). Only ln of a uniform number, a moved sphere and
 * custom laws stay within an `affine`, a single one. Elsewhere steps are computed one after the other, as those of the values are, so that an
 * atom lies where the values lie.
 */
export function affineOf(law: Law, scale: number, shift: number): Law {
  if (scale === 0) return { law: 'point', value: shift };
  const move = (x: number): number => scale * x + shift;
  switch (law.law) {
    case 'point':
      return { law: 'point', value: move(law.value) };
    case 'uniform':
      return { law: 'uniform', ...boundsOf(law, scale, shift) };
    case 'normal':
      return { law: 'normal', mean: move(law.mean), std: Math.abs(scale) * law.std };
    case 'truncatedNormal': {
      const { mean, std } = law;
      return { law: 'truncatedNormal', mean: move(mean), std: Math.abs(scale) * std, ...boundsOf(law, scale, shift) };
    }
    case 'sphere':
      return inside({ ...law, radius: Math.abs(scale) * law.radius }, 1, shift);
    case 'logOfUniform':
    case 'custom':
      return inside(law, scale, shift);
    case 'affine':
      return around(affineOf(law.of, law.scale, law.shift), scale, shift);
    case 'mixture':
      return {
        law: 'mixture',
        parts: law.parts.map(({ weight, of }) => ({ weight, of: affineOf(of, scale, shift) })),
      };
    case 'clamp':
    case 'truncate':
      return { law: law.law, of: affineOf(law.of, scale, shift), ...boundsOf(law, scale, shift) };
  }
}

function inside(of: Law, scale: number, shift: number): Law {
  return scale === 1 && shift === 0 ? of : { law: 'affine', of, scale, shift };
}

/** A second step around what the first one gave. */
function around(inner: Law, scale: number, shift: number): Law {
  if (inner.law !== 'affine') return affineOf(inner, scale, shift);
  return affineOf(inner.of, scale * inner.scale, scale * inner.shift + shift);
}

/** Where the step takes an interval. */
export function boundsOf(
  { low, high }: { readonly low: number; readonly high: number },
  scale: number,
  shift: number,
): { readonly low: number; readonly high: number } {
  const first = scale * low + shift;
  const last = scale * high + shift;
  return scale < 0 ? { low: last, high: first } : { low: first, high: last };
}
