import type { Row } from '../workloads.js';
import type { Digest } from './digest.js';

/** What is wrong with an answer, given PyTorch's; `null` where they agree as far as the row asks. */
export function disagreement({ agreement }: Row, ours: Digest, theirs: Digest): string | null {
  if ('scalars' in ours || 'scalars' in theirs) {
    if (!('scalars' in ours && 'scalars' in theirs)) return 'answers of different kinds';
    return firstFar('scalar', ours.scalars, theirs.scalars, (value) => 2e-3 * Math.abs(value) + 2e-6);
  }
  if (ours.n !== theirs.n) return `${ours.n} values, not ${theirs.n}`;
  if (agreement === 'bits') return ours.bits === theirs.bits ? null : 'other bits';
  const typical = theirs.norm / Math.sqrt(theirs.n);
  if (agreement === 'moments') {
    const noise = 8 / Math.sqrt(theirs.n);
    const pairs = [
      ['mean', ours.mean, theirs.mean, noise * typical],
      ['norm', ours.norm, theirs.norm, noise * theirs.norm],
      // The largest of ten million normals is between five and seven deviations.
      ['largest', ours.max, theirs.max, 2 * typical],
    ] as const;
    const far = pairs.find(([, a, b, bound]) => !(Math.abs(a - b) <= bound));
    return far === undefined ? null : `${far[0]} ${far[1]}, not ${far[2]}`;
  }
  if (!(Math.abs(ours.norm - theirs.norm) <= 1e-3 * theirs.norm)) return `norm ${ours.norm}, not ${theirs.norm}`;
  return firstFar('sample', ours.samples, theirs.samples, (value) => 1e-3 * (Math.abs(value) + typical));
}

function firstFar(
  name: string,
  ours: readonly number[],
  theirs: readonly number[],
  bound: (value: number) => number,
): string | null {
  const at = theirs.findIndex((value, i) => !(Math.abs(ours[i]! - value) <= bound(value)));
  return at < 0 ? null : `${name} ${at}: ${ours[at]}, not ${theirs[at]}`;
}
