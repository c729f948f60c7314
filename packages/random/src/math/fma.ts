/*
 * Fused multiply-add: a * b + c with one rounding, which PyTorch's AVX2 kernels use and JavaScript has not.
 *
 * Both functions come down to one rare case. A sum s has been rounded with a known error e, and is to be rounded once
 * more: only if s lies exactly half-way between two results does e matter, and then it says which of the two is right.
 */

/** Rounds s + e to float32, where s is a double and e what it misses of the true sum. */
export function roundSum32(s: number, e: number): number {
  const near = Math.fround(s);
  const rest = s - near;
  if (rest === 0 || e === 0) return near;
  const far = near + 2 * rest;
  if (Math.fround(far) !== far) return near;
  return e > 0 ? Math.max(near, far) : Math.min(near, far);
}

/** a * b + c rounded once to float32, for float32 values. */
export function fma32(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  const near = Math.fround(sum);
  const rest = sum - near;
  if (rest === 0) return near;
  const far = near + 2 * rest;
  if (Math.fround(far) !== far) return near;
  return roundSum32(sum, missing(product, c, sum));
}

/** What the rounded sum of two doubles misses of the exact one (Knuth's TwoSum). */
function missing(a: number, b: number, sum: number): number {
  const shadow = sum - a;
  return a - (sum - shadow) + (b - shadow);
}

/**
 * What the rounded product of two doubles misses of the exact one (Dekker), for products far from overflow and
 * underflow.
 */
function missingProduct(a: number, b: number, product: number): number {
  const wideA = 134217729 * a;
  const highA = wideA - (wideA - a);
  const lowA = a - highA;
  const wideB = 134217729 * b;
  const highB = wideB - (wideB - b);
  const lowB = b - highB;
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
}

const small = 2 ** -900;
const large = 2 ** 900;

/** a * b + c rounded once, for doubles (Boldo and Melquiond 2008, the odd rounding replaced by the half-way case). */
export function fma64(a: number, b: number, c: number): number {
  const product = a * b;
  if (a === 0 || b === 0 || c === 0) return product + c;
  const size = Math.abs(product);
  if (!(size > small && size < large && Math.abs(a) < large && Math.abs(b) < large && Math.abs(c) < large)) {
    return Number.isFinite(a) && Number.isFinite(b) && Number.isFinite(c) ? exactFma64(a, b, c) : product + c;
  }
  const productRest = missingProduct(a, b, product);
  const t = c + productRest;
  const tRest = missing(c, productRest, t);
  const v = product + t;
  const vRest = missing(product, t, v);
  const z = tRest + vRest;
  const near = v + z;
  const zRest = missing(tRest, vRest, z);
  if (zRest === 0) return near;
  const rest = missing(v, z, near);
  const far = near + 2 * rest;
  if (rest === 0 || far - near !== 2 * rest) return near;
  return zRest > 0 ? Math.max(near, far) : Math.min(near, far);
}

/** The same in integers, for magnitudes where a rounding error would not be representable. */
function exactFma64(a: number, b: number, c: number): number {
  const [wholeA, powerA] = integerForm(a);
  const [wholeB, powerB] = integerForm(b);
  const [wholeC, powerC] = integerForm(c);
  const power = Math.min(powerA + powerB, powerC);
  const sum = ((wholeA * wholeB) << BigInt(powerA + powerB - power)) + (wholeC << BigInt(powerC - power));
  const magnitude = sum < 0n ? -sum : sum;
  const unit = Math.max(-1074, power + magnitude.toString(2).length - 53);
  let kept = magnitude;
  if (unit > power) {
    const drop = BigInt(unit - power);
    kept = magnitude >> drop;
    const twice = (magnitude - (kept << drop)) << 1n;
    const one = 1n << drop;
    if (twice > one || (twice === one && (kept & 1n) === 1n)) kept++;
  }
  const result = scale(Number(kept), Math.max(unit, power));
  return sum < 0n ? -result : result;
}

/** A finite double as an integer times a power of two. */
function integerForm(x: number): [whole: bigint, power: number] {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, x);
  const field = (bits.getUint16(0) >> 4) & 0x7ff;
  const fraction = bits.getBigUint64(0) & 0xfffffffffffffn;
  const whole = field === 0 ? fraction : fraction | 0x10000000000000n;
  return [x < 0 ? -whole : whole, Math.max(field, 1) - 1075];
}

/** whole * 2^power, in steps that stay within the range of powers. */
function scale(whole: number, power: number): number {
  return power > 970 ? whole * 2 ** 970 * 2 ** (power - 970) : whole * 2 ** power;
}
