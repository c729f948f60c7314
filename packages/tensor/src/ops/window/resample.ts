import type { Share } from './mix.js';

/** @internal How an axis is resampled. */
export interface Resampling {
  readonly kind: 'nearest' | 'nearest-exact' | 'linear' | 'cubic';
  readonly alignCorners: boolean;
  /** How many times the size, where that is not the ratio of the sizes. */
  readonly scale: number | null;
  /** As PyTorch computes places: in float32, but for float64. */
  readonly round: (value: number) => number;
}

/** @internal Which elements of an axis every element of the resampled axis is made of. */
export function sharesOf(size: number, count: number, resampling: Resampling): readonly Share[] {
  const { kind, round } = resampling;
  if (kind === 'linear') return linear(size, count, resampling);
  if (kind === 'cubic') return cubic(size, count, resampling);
  const step = stepOf(size, count, { ...resampling, alignCorners: false });
  const shift = kind === 'nearest' ? 0 : 0.5;
  const from = Int32Array.from({ length: count }, (_, i) =>
    Math.min(Math.floor(round(round(i + shift) * step)), size - 1),
  );
  return [{ from, weight: null }];
}

/** How far apart the places are that resampled elements look at. */
function stepOf(size: number, count: number, { alignCorners, scale, round }: Resampling): number {
  if (alignCorners) return count > 1 ? round((size - 1) / (count - 1)) : 0;
  return scale !== null && scale > 0 ? round(1 / scale) : round(size / count);
}

/** The place that a resampled element looks at, between elements. */
function lookAt(i: number, step: number, { alignCorners, round }: Resampling): number {
  return alignCorners ? round(step * i) : round(round(step * round(i + 0.5)) - 0.5);
}

function linear(size: number, count: number, resampling: Resampling): readonly Share[] {
  const { round } = resampling;
  const step = stepOf(size, count, resampling);
  const low = new Int32Array(count);
  const high = new Int32Array(count);
  const weights = [new Float64Array(count), new Float64Array(count)] as const;
  for (let i = 0; i < count; i++) {
    // As many elements as before are the elements from before, whatever the scale.
    const place = size === count ? i : Math.max(lookAt(i, step, resampling), 0);
    low[i] = Math.min(Math.trunc(place), size - 1);
    high[i] = Math.min(low[i]! + 1, size - 1);
    const part = Math.min(Math.max(round(place - low[i]!), 0), 1);
    weights[0][i] = round(1 - part);
    weights[1][i] = part;
  }
  return [
    { from: low, weight: weights[0] },
    { from: high, weight: weights[1] },
  ];
}

/** Keys' cubic convolution with A = −0.75. */
function cubic(size: number, count: number, resampling: Resampling): readonly Share[] {
  const { round } = resampling;
  const step = stepOf(size, count, resampling);
  const shares = Array.from({ length: 4 }, () => ({ from: new Int32Array(count), weight: new Float64Array(count) }));
  for (let i = 0; i < count; i++) {
    const place = lookAt(i, step, resampling);
    const start = Math.floor(place);
    const part = Math.min(Math.max(round(place - start), 0), 1);
    const weights = [outer(part + 1), inner(part), inner(1 - part), outer(2 - part)];
    shares.forEach(({ from, weight }, tap) => {
      from[i] = Math.min(Math.max(start - 1 + tap, 0), size - 1);
      weight[i] = weights[tap]!;
    });
  }
  return shares;
}

const a = -0.75;

/** For distances up to 1. */
function inner(x: number): number {
  return ((a + 2) * x - (a + 3)) * x * x + 1;
}

/** For distances from 1 to 2. */
function outer(x: number): number {
  return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
}
