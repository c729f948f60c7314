/*
 * docs/specs/keyed-streams.md once more, from its text: on BigInt, without a float anywhere, and without a look at
 * the sources beside it.
 */

/** A number that floats can hold, and more: whole * 2^power. */
interface Dyadic {
  readonly whole: bigint;
  readonly power: number;
}

interface Format {
  readonly digits: number;
  /** The power of two of the last place of the smallest numbers, and of the largest. */
  readonly lowest: number;
  readonly highest: number;
  readonly bits: number;
}

const formats = {
  float16: { digits: 11, lowest: -24, highest: 5, bits: 16 },
  bfloat16: { digits: 8, lowest: -133, highest: 120, bits: 16 },
  float32: { digits: 24, lowest: -149, highest: 104, bits: 32 },
  float64: { digits: 53, lowest: -1074, highest: 971, bits: 64 },
} as const satisfies Record<string, Format>;

export type SpecifiedDType = keyof typeof formats;
export type SpecifiedParameters = Readonly<Record<string, number>>;

const two32 = 1n << 32n;
const word = (x: bigint): bigint => BigInt.asUintN(32, x);

// Numbers.

const shifted = (x: Dyadic, power: number): bigint => x.whole << BigInt(x.power - power);
const plus = (x: Dyadic, y: Dyadic): Dyadic => {
  const power = Math.min(x.power, y.power);
  return { whole: shifted(x, power) + shifted(y, power), power };
};
const times = (x: Dyadic, y: Dyadic): Dyadic => ({ whole: x.whole * y.whole, power: x.power + y.power });
const negated = (x: Dyadic): Dyadic => ({ ...x, whole: -x.whole });
const below = (x: Dyadic, y: Dyadic): boolean => plus(x, negated(y)).whole < 0n;
const lengthOf = (x: bigint): number => (x === 0n ? 0 : x.toString(2).length);

/** To the nearest, ties to even. */
function round(x: Dyadic, { digits, lowest }: Format): Dyadic {
  if (x.whole < 0n) return negated(round(negated(x), { digits, lowest, highest: 0, bits: 0 }));
  const power = Math.max(lowest, x.power + lengthOf(x.whole) - digits);
  if (power <= x.power) return { whole: shifted(x, power), power };
  const unit = 1n << BigInt(power - x.power);
  const [floor, rest] = [x.whole / unit, x.whole % unit];
  const up = 2n * rest > unit || (2n * rest === unit && floor % 2n === 1n);
  return { whole: floor + (up ? 1n : 0n), power };
}

/** The bits of what a number rounds to. Zero keeps its sign. */
function encode(exact: Dyadic, format: Format): string {
  const x = round(exact, format);
  const size = x.whole < 0n ? -x.whole : x.whole;
  const power = size === 0n ? format.lowest : Math.max(format.lowest, x.power + lengthOf(size) - format.digits);
  const significand = x.power >= power ? size << BigInt(x.power - power) : size >> BigInt(power - x.power);
  const hidden = BigInt(format.digits - 1);
  const infinity = BigInt(format.highest - format.lowest + 2) << hidden;
  const finite = (BigInt(power - format.lowest) << hidden) + significand;
  const sign = exact.whole < 0n ? 1n << BigInt(format.bits - 1) : 0n;
  return (sign + (power > format.highest ? infinity : finite)).toString(16).padStart(format.bits / 4, '0');
}

/** A double as what it is. */
function decode(x: number): Dyadic {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  const whole = (bits & ((1n << 52n) - 1n)) + (field === 0 ? 0n : 1n << 52n);
  return { whole: bits >> 63n ? -whole : whole, power: Math.max(field, 1) - 1075 };
}

// 1. Words.

export function block(counter: readonly bigint[], key: readonly bigint[]): bigint[] {
  let [c, k] = [[...counter], [...key]];
  for (let round = 0; round < 10; round++) {
    const [a, b] = [0xd2511f53n * c[0]!, 0xcd9e8d57n * c[2]!];
    c = [(b >> 32n) ^ c[1]! ^ k[0]!, word(b), (a >> 32n) ^ c[3]! ^ k[1]!, word(a)];
    k = [word(k[0]! + 0x9e3779b9n), word(k[1]! + 0xbb67ae85n)];
  }
  return c;
}

export function wordOf(key: readonly bigint[], element: bigint): bigint {
  const b = element / 4n;
  return block([b % two32, b / two32, key[2]!, key[3]!], [key[0]!, key[1]!])[Number(element % 4n)]!;
}

// 2. Keys.

const mix = (state: readonly bigint[], k0: bigint, k1: bigint): bigint[] =>
  block(state, [k0, k1]).map((x, i) => x ^ state[i]!);

function absorb(key: readonly bigint[], kind: bigint, bytes: Uint8Array): bigint[] {
  let state = mix(key, kind, BigInt(bytes.length));
  for (let at = 0; at < bytes.length; at += 8) {
    const eight = new Uint8Array(8);
    eight.set(bytes.subarray(at, at + 8));
    const value = new DataView(eight.buffer).getBigUint64(0, true);
    state = mix(state, value % two32, value / two32);
  }
  return state;
}

function fold(key: readonly bigint[], tag: string | bigint): bigint[] {
  if (typeof tag === 'string') return absorb(key, 1n, new Uint8Array(Buffer.from(tag, 'utf8')));
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, tag, true);
  return absorb(key, 2n, bytes);
}

export function keyOf(seed: bigint, path: readonly (string | number)[]): bigint[] {
  const root = fold(fold([0n, 0n, 0n, 0n], 'philox-icdf32/1'), seed < 0n ? seed + (1n << 64n) : seed);
  return path.reduce((key, tag) => fold(key, typeof tag === 'number' ? BigInt(tag) : tag), root);
}

// 5. Normals.

/** b[to] += b[from] * numerator / denominator, in order. */
const folds = [
  [7, 5, 112n, 64n],
  [7, 3, -56n, 64n],
  [7, 1, 7n, 64n],
  [6, 4, 48n, 32n],
  [6, 2, -18n, 32n],
  [6, 0, 1n, 32n],
  [5, 3, 20n, 16n],
  [5, 1, -5n, 16n],
  [4, 2, 1n, 1n],
  [4, 0, -1n, 8n],
] as const;

/** The table, in fixed point with 192 binary places. */
export function tableOf(): bigint[][] {
  const places = 192n;
  const unit = 1n << places;
  const decimal = (text: string): bigint => (BigInt(text.replace('.', '')) * unit) / 10n ** BigInt(text.length - 2);
  const product = (a: bigint, b: bigint): bigint => (a * b) >> places;
  const sum = (terms: readonly bigint[]): bigint => terms.reduce((total, term) => total + term, 0n);
  const rows: bigint[][] = Array.from({ length: 1024 }, () => []);
  let [z, Y] = [decimal('6.335567915395168'), decimal('0.00474367122612856')];
  for (let o = 31; o >= 0; o--) {
    for (let s = 0; s < 32; s++) {
      const [as, Ys, qs] = [[z], [Y], [] as bigint[]];
      for (let n = 0; n < 14; n++) {
        qs.push(sum(Ys.map((y, i) => product(y, Ys[n - i]!))));
        as.push(-Ys[n]! / BigInt(n + 1));
        Ys.push(-sum(qs.map((_, i) => product(as[i]!, qs[n - i]!))) / BigInt(n + 1));
      }
      const b = as.map((a, n) => a >> BigInt(n));
      for (const [from, to, numerator, denominator] of folds) b[to]! += (b[from]! * numerator) / denominator;
      const [b0, b1, b2, b3] = b as [bigint, bigint, bigint, bigint];
      const m = unit - (unit >> 25n);
      const g = [
        product(product(product(b3, m) + b2, m) + b1, m) + b0,
        -2n * (product(3n * product(b3, m) + 2n * b2, m) + b1),
        4n * (3n * product(b3, m) + b2),
      ];
      const E = o === 0 ? 32n : 29n;
      const row = g.map((x) => ((x << E) + unit) >> places).map((x) => (x < 0n ? 0n : x));
      rows[32 * o + s] = [...row, (((-8n * b3) << E) + unit / 2n) >> places];
      const tau = s === 31 ? (3n * unit) / 2n : unit;
      const at = (series: readonly bigint[]): bigint => series.reduceRight((total, c) => product(total, tau) + c, 0n);
      [z, Y] = [at(as), at(Ys) * (s === 31 ? 2n : 1n)];
    }
  }
  return rows;
}

let table: bigint[][] | undefined;

export function numberOf(w: bigint): Dyadic {
  table ??= tableOf();
  const mulhi = (a: bigint, b: bigint): bigint => (a * b) >> 32n;
  const pos = w >> 31n;
  const x = 2n * (pos ? w ^ 0xffffffffn : w) + 1n;
  const o = 32 - lengthOf(x);
  const y = x << BigInt(o);
  const [r0, r1, r2, r3] = table[32 * o + Number((y >> 26n) & 31n)] as [bigint, bigint, bigint, bigint];
  const F = word((y ^ 0xffffffffn) << 6n);
  const v = r0 + mulhi(F, r1 + mulhi(F, r2 + (((F >> 16n) * r3) >> 16n)));
  if (v <= 0n || v >= two32) throw new Error(`v leaves its 32 bits at ${w}`);
  return { whole: pos ? v : -v, power: o === 0 ? -32 : -29 };
}

/** round(z) in float32. */
export const bitsOfNumber = (w: bigint): string => encode(numberOf(w), formats.float32);

function affine(w: bigint, { mean, std }: SpecifiedParameters, wide: boolean): Dyadic {
  const format = wide ? formats.float64 : formats.float32;
  const [m, s] = [round(decode(mean!), format), round(decode(std!), format)];
  const z = wide ? numberOf(w) : round(numberOf(w), format);
  return round(plus(m, round(times(s, z), format)), format);
}

// 6. Truncated normals.

export function truncation(parameters: SpecifiedParameters, wide: boolean): readonly [A: bigint, N: bigint] {
  const { a, b } = parameters;
  const infinite = (x: number): boolean => !Number.isFinite(x);
  /** The smallest word for which a property holds that all larger words have too. */
  const search = (holds: (w: bigint) => boolean): bigint => {
    let [from, size] = [0n, two32];
    for (; size > 0n; size /= 2n) if (from + size <= two32 && !holds(from + size - 1n)) from += size;
    return from;
  };
  const A = infinite(a!) ? 0n : search((w) => !below(affine(w, parameters, wide), decode(a!)));
  const B = infinite(b!) ? two32 : search((w) => below(decode(b!), affine(w, parameters, wide)));
  return [A, B - A];
}

// 4, 7, 8: what a word becomes.

function uniform(w: bigint, { low, high }: SpecifiedParameters, wide: boolean): Dyadic {
  const format = wide ? formats.float64 : formats.float32;
  const [from, to] = [round(decode(low!), format), round(decode(high!), format)];
  const u: Dyadic = wide ? { whole: w, power: -32 } : { whole: w >> 8n, power: -24 };
  const width = round(plus(to, negated(from)), format);
  if (width.whole === 0n) return from;
  const x = round(plus(from, round(times(width, u), format)), format);
  if (below(x, to)) return x;
  // The smallest power of two that rounding does not swallow.
  let step: Dyadic = { whole: 1n, power: format.lowest };
  for (;;) {
    const next = round(plus(to, negated(step)), format);
    if (below(next, to)) return next;
    step = { ...step, power: step.power + 1 };
  }
}

const logarithms: readonly bigint[] = [
  [913026254893833n, 502474607274402n, 265223817746327n, 136514512110988n, 69291615252582n],
  [34912324353029n, 17523822397493n, 8778957761604n, 4393757128034n, 2197950212267n],
  [1099243279669n, 549688715946n, 274861131093n, 137434759340n, 68718428181n],
  [34359476228n, 17179803648n, 8589918208n, 4294963200n, 2147482624n],
  [1073741568n, 536870848n, 268435440n, 134217724n, 67108863n],
].flat();

export function logarithm(x: Dyadic): Dyadic {
  const e = x.power + lengthOf(x.whole) - 1;
  const M = ((x.whole << 40n) >> BigInt(e - x.power)) << 11n;
  let [P, L] = [1n << 51n, 0n];
  for (let k = 1; k <= 44; k++) {
    const next = P + (P >> BigInt(k));
    if (next <= M) [P, L] = [next, L + (logarithms[k - 1] ?? 1n << BigInt(51 - k))];
  }
  return { whole: BigInt(e) * 6096987078286n + (L + 128n) / 256n, power: -43 };
}

/** The bits of one element of a law. */
export function element(
  law: string,
  dtype: SpecifiedDType,
  parameters: SpecifiedParameters,
  key: readonly bigint[],
  number: bigint,
): string {
  const wide = dtype === 'float64';
  const w = wordOf(key, number);
  const value = (): Dyadic => {
    if (law === 'uniform') return uniform(w, parameters, wide);
    if (law === 'normal') return affine(w, parameters, wide);
    if (law === 'bernoulli') {
      const p = decode(parameters['p']!);
      const scaled = { whole: p.whole, power: p.power + 33 };
      const T = (scaled.power >= 0 ? shifted(scaled, 0) : scaled.whole >> BigInt(-scaled.power)) + 1n;
      return { whole: w < T / 2n ? 1n : 0n, power: 0 };
    }
    if (law === 'logOfUniform') return logarithm(uniform(w, parameters, wide));
    if (law !== 'truncNormal') throw new Error(`No law ${law}`);
    const [A, N] = truncation(parameters, wide);
    return affine(A + (w * N + N / 2n) / two32, parameters, wide);
  };
  const exact = round(value(), wide ? formats.float64 : formats.float32);
  return encode(exact, formats[dtype]);
}
