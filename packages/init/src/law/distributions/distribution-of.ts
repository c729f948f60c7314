import { affineOf } from '../affine-of.js';
import type { Law } from '../law.js';
import { clamp } from './clamp.js';
import { custom } from './custom.js';
import type { Distribution } from './distribution.js';
import { imageOf } from './image.js';
import { logOfUniform } from './log-of-uniform.js';
import { mixture } from './mixture.js';
import { normal, truncatedNormal } from './normal.js';
import { point } from './point.js';
import { sphere } from './sphere.js';
import { uniform } from './uniform.js';

/** The distribution that a law, found possible by `checkLaw`, stands for. */
export function distributionOf(law: Law): Distribution {
  switch (law.law) {
    case 'point':
      return point(law.value);
    case 'uniform':
      return uniform(law.low, law.high);
    case 'normal':
      return normal(law.mean, law.std);
    case 'truncatedNormal':
      return truncatedNormal(law.mean, law.std, law.low, law.high);
    case 'logOfUniform':
      return logOfUniform(law.low, law.high, 1, 0);
    case 'sphere':
      return sphere(law.dimension, law.radius, 0);
    case 'affine':
      return affineDistribution(affineOf(law.of, law.scale, law.shift));
    case 'mixture':
      return mixture(law.parts.map(({ weight, of }) => ({ weight, of: distributionOf(of) })));
    case 'clamp':
      return clamp(distributionOf(law.of), law.low, law.high);
    case 'truncate':
      return distributionOf(law.of).cut(law.low, law.high);
    case 'custom':
      return custom(law);
  }
}

/** Of what `affineOf` leaves of a step. */
function affineDistribution(law: Law): Distribution {
  if (law.law !== 'affine') return distributionOf(law);
  const { of, scale, shift } = law;
  if (of.law === 'logOfUniform') return logOfUniform(of.low, of.high, scale, shift);
  if (of.law === 'sphere') return sphere(of.dimension, of.radius, shift);
  return custom(imageOf(distributionOf(of), scale, shift));
}
