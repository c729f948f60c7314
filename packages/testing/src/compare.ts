import { ulpDistance32, ulpDistance64 } from './ulp.js';

/** What is compared: typed arrays or plain ones. */
export type Values = ArrayLike<number> | ArrayLike<bigint>;

export interface CompareOptions {
  /** Where given, the report names the worst element by its index along every axis. */
  readonly shape?: readonly number[];
}

export interface CloseTolerance {
  /** Relative to the expected value. @default 1e-5 */
  readonly rtol?: number;
  /** @default 1e-8 */
  readonly atol?: number;
}

/** How a fixture wants to be compared: to the bit, within units in the last place, or within an absolute or relative distance. */
export type Match = 'bits' | { readonly ulp: number } | CloseTolerance;

/**
 * Compares by value and sign of zero: what equal bits are, but for NaN, whose bits an engine may choose; any NaN equals any other.
 *
 * @returns null where all are equal, else a report: how many differ, and the worst element with its index
 *
 * @example
 * import { compareBits } from '@nn/testing';
 *
 * compareBits(new Float32Array([0]), new Float32Array([-0])); // 1 of 1 elements differ; worst at [0]: got 0, expected -0 (…)
 */
export function compareBits(actual: Values, expected: Values, options: CompareOptions = {}): string | null {
  const kinds = [kindOf(actual), kindOf(expected)];
  if (kinds[0] !== kinds[1] && !kinds.includes('Array')) return `got a ${kinds[0]}, expected a ${kinds[1]}`;
  const distance = distanceIn(actual, expected);
  return compare(
    actual,
    expected,
    options,
    (a, b) => (Object.is(a, b) ? 0 : Math.max(distance(a, b), 1)),
    0,
    (a, b) => `${hex(a, actual)}, expected ${hex(b, actual)}`,
  );
}

/**
 * Compares within units in the last place: float32's where `actual` is a Float32Array, float64's else; integers by their difference.
 * A NaN equals a NaN only; −0 equals 0.
 *
 * @returns null, or a report
 */
export function compareUlp(actual: Values, expected: Values, ulp: number, options: CompareOptions = {}): string | null {
  const distance = distanceIn(actual, expected);
  return compare(actual, expected, options, distance, ulp, (a, b) => `${distance(a, b)} ulp, allowed ${ulp}`);
}

/** Compares within an absolute distance. A NaN equals a NaN only, an infinity only itself. Returns null, or a report. */
export function compareAbs(
  actual: Values,
  expected: Values,
  atol: number,
  options: CompareOptions = {},
): string | null {
  return compareClose(actual, expected, { atol, rtol: 0 }, options);
}

/**
 * Compares as `torch.allclose(…, equal_nan=True)` does: |actual − expected| ≤ atol + rtol · |expected|.
 *
 * @returns null, or a report
 */
export function compareClose(
  actual: Values,
  expected: Values,
  tolerance: CloseTolerance = {},
  options: CompareOptions = {},
): string | null {
  const { rtol = 1e-5, atol = 1e-8 } = tolerance;
  const allowed = (b: Value): number => (Number.isFinite(Number(b)) ? atol + rtol * Math.abs(Number(b)) : atol);
  return compare(
    actual,
    expected,
    options,
    (a, b) => excess(difference(a, b), allowed(b)),
    1,
    (a, b) => `they differ by ${difference(a, b).toPrecision(3)}, allowed ${allowed(b).toPrecision(3)}`,
  );
}

/** Compares in the way that a fixture asks for; a missing tolerance counts as 0. */
export function compareMatch(
  actual: Values,
  expected: Values,
  match: Match,
  options: CompareOptions = {},
): string | null {
  if (match === 'bits') return compareBits(actual, expected, options);
  if ('ulp' in match) return compareUlp(actual, expected, match.ulp, options);
  return compareClose(actual, expected, { rtol: match.rtol ?? 0, atol: match.atol ?? 0 }, options);
}

type Value = number | bigint;

/** The common loop: `badness` of every pair, and a report where one exceeds `limit`. */
function compare(
  actual: Values,
  expected: Values,
  options: CompareOptions,
  badness: (a: Value, b: Value) => number,
  limit: number,
  explain: (a: Value, b: Value) => string,
): string | null {
  if (actual.length !== expected.length) return `got ${actual.length} elements, expected ${expected.length}`;
  let failures = 0;
  let worst = 0;
  let worstBadness = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < actual.length; i++) {
    const bad = badness(actual[i]!, expected[i]!);
    if (bad <= limit) continue;
    failures++;
    if (bad > worstBadness) {
      worst = i;
      worstBadness = bad;
    }
  }
  if (failures === 0) return null;
  const [a, b] = [actual[worst]!, expected[worst]!];
  const index = indexOf(worst, options.shape ?? [actual.length]);
  return `${failures} of ${actual.length} elements differ; worst at [${index.join(', ')}]: got ${format(a)}, expected ${format(b)} (${explain(a, b)})`;
}

/** Distance in units in the last place of what the arrays hold. */
function distanceIn(actual: Values, expected: Values): (a: Value, b: Value) => number {
  const kind = kindOf(actual) === 'Array' ? kindOf(expected) : kindOf(actual);
  if (kind === 'Float32Array') return (a, b) => ulpDistance32(Number(a), Number(b));
  if (kind === 'Float64Array' || kind === 'Array')
    return (a, b) => (typeof a === 'bigint' ? difference(a, b) : ulpDistance64(a, Number(b)));
  return difference;
}

/** |a − b|; 0 for two NaNs and for equal infinities, infinite for a NaN or an infinity against anything else. */
function difference(a: Value, b: Value): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') return Number(a < b ? b - a : a - b);
  const [x, y] = [Number(a), Number(b)];
  if (x === y || (Number.isNaN(x) && Number.isNaN(y))) return 0;
  const distance = Math.abs(x - y);
  return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
}

/** How many times the distance is what is allowed: 1 at the border. Nothing allows an infinite one. */
function excess(distance: number, allowed: number): number {
  if (distance === Number.POSITIVE_INFINITY) return distance;
  if (distance <= allowed) return 0;
  return allowed === 0 ? Number.MAX_VALUE : Math.max(distance / allowed, 1 + Number.EPSILON);
}

function kindOf(values: Values): string {
  return ArrayBuffer.isView(values) ? values.constructor.name : 'Array';
}

function indexOf(position: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = position;
  for (const size of [...shape].reverse()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}

function format(value: Value): string {
  if (typeof value === 'bigint') return `${value}n`;
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The bits of a float, the value of anything else. */
function hex(value: Value, like: Values): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (like instanceof Float32Array)
    return `0x${new Uint32Array(new Float32Array([value]).buffer)[0]!.toString(16).padStart(8, '0')}`;
  if (like instanceof Float64Array || !ArrayBuffer.isView(like))
    return `0x${new BigUint64Array(new Float64Array([value]).buffer)[0]!.toString(16).padStart(16, '0')}`;
  return String(value);
}
