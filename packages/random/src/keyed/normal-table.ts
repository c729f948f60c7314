/*
 * The inverse distribution function of the normal law, cut into cubics: 32 octaves of the tail's probability times 32
 * segments. `docs/specs/keyed-streams.md` says what the numbers mean; here they are made.
 *
 * With p falling by h from one segment's centre to the next one, z(tau) and Y(tau) = h sqrt(2 pi) exp(z^2 / 2) obey
 * z' = -Y and Y' = -z Y^2. Their Taylor series carries us from the end of the tail to the middle, where errors shrink
 * on the way. Sums, products and quotients of doubles only, so every engine makes the same numbers.
 */

/** Segments in an octave, and octaves. */
const segments = 32;
const octaves = 32;

/** Powers of tau in a series. */
const degree = 14;

/** z and Y at p = 32.5 / 2^38, the centre of the segment farthest out. */
const farthest = { z: 6.335567915395168, y: 0.00474367122612856 };

let table: Uint32Array | undefined;

/**
 * Four coefficients a row, row 32 * octave + segment: 16 KB that a GPU kernel reads as they are. Made at the first
 * call. The array is shared: leave it as it is.
 */
export function keyedNormalTable(): Uint32Array {
  return (table ??= marchInward());
}

function marchInward(): Uint32Array {
  const rows = new Uint32Array(octaves * segments * 4);
  let { z, y } = farthest;
  for (let octave = octaves - 1; octave >= 0; octave--) {
    for (let segment = 0; segment < segments; segment++) {
      const series = taylor(z, y);
      rows.set(coefficients(series.z, octave === 0 ? 0x100000000 : 0x20000000), (octave * segments + segment) * 4);
      // The segments of the next octave are twice as wide, which puts its first centre half a step farther off.
      const last = segment === segments - 1;
      const step = last ? 1.5 : 1;
      z = evaluate(series.z, step);
      y = evaluate(series.y, step) * (last ? 2 : 1);
    }
  }
  return rows;
}

interface Series {
  readonly z: Float64Array;
  readonly y: Float64Array;
}

function taylor(z0: number, y0: number): Series {
  const z = new Float64Array(degree + 1);
  const y = new Float64Array(degree + 1);
  const square = new Float64Array(degree);
  z[0] = z0;
  y[0] = y0;
  for (let n = 0; n < degree; n++) {
    z[n + 1] = -y[n]! / (n + 1);
    square[n] = convolution(y, y, n);
    y[n + 1] = -convolution(z, square, n) / (n + 1);
  }
  return { z, y };
}

/** The coefficient of tau^n in the product of two series. */
function convolution(a: Float64Array, b: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i <= n; i++) sum += a[i]! * b[n - i]!;
  return sum;
}

function evaluate(series: Float64Array, tau: number): number {
  let sum = 0;
  for (let n = degree; n >= 0; n--) sum = sum * tau + series[n]!;
  return sum;
}

/** The cubic that serves a segment, as integers in units of 1 / scale. */
function coefficients(series: Float64Array, scale: number): readonly number[] {
  // In sigma = 2 tau, which runs from -1 to 1; powers above the third fold back by Chebyshev's polynomials.
  const b = Float64Array.from({ length: 8 }, (_, n) => series[n]! / (1 << n));
  b[5]! += (b[7]! * 112) / 64;
  b[3]! -= (b[7]! * 56) / 64;
  b[1]! += (b[7]! * 7) / 64;
  b[4]! += (b[6]! * 48) / 32;
  b[2]! -= (b[6]! * 18) / 32;
  b[0]! += b[6]! / 32;
  b[3]! += (b[5]! * 20) / 16;
  b[1]! -= (b[5]! * 5) / 16;
  b[2]! += b[4]!;
  b[0]! -= b[4]! / 8;
  const [b0, b1, b2, b3] = b as unknown as readonly [number, number, number, number];
  // In G = (m - sigma) / 2 with m = 1 - 2^-25: from 0 at the inner border to almost 1 at the outer one.
  const m = 1 - 1 / 0x2000000;
  const g0 = ((b3 * m + b2) * m + b1) * m + b0;
  const g1 = -2 * ((3 * b3 * m + 2 * b2) * m + b1);
  const g2 = 4 * (3 * b3 * m + b2);
  const g3 = -8 * b3;
  // One half rounds, the other makes up for the floors of the evaluation.
  const roundedUp = (g: number): number => Math.max(0, Math.floor(g * scale + 1));
  return [roundedUp(g0), roundedUp(g1), roundedUp(g2), Math.floor(g3 * scale + 0.5)];
}
