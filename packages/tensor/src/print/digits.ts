/**
 * Python's number formats. JavaScript rounds a tie away from zero where Python rounds it to the even digit, leaves out the sign of −0, and
 * writes exponents without a leading zero.
 */

/** The most digits that JavaScript writes. */
const most = 100;

/** @internal `'{:.4f}'.format(x)` */
export function fixed(x: number, precision: number): string {
  if (!Number.isFinite(x)) return special(x);
  const size = Math.abs(x);
  return sign(x) + (size < 1e21 ? fixedDigits(size, precision) : withZeros(BigInt(size).toString(), precision));
}

/** @internal `'{:.4e}'.format(x)` */
export function scientific(x: number, precision: number): string {
  if (!Number.isFinite(x)) return special(x);
  const [digits, exponent] = scientificDigits(Math.abs(x), precision).split('e') as [string, string];
  const power = Number(exponent);
  return `${sign(x)}${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function special(x: number): string {
  return Number.isNaN(x) ? 'nan' : x > 0 ? 'inf' : '-inf';
}

function sign(x: number): string {
  return x < 0 || Object.is(x, -0) ? '-' : '';
}

function withZeros(digits: string, precision: number): string {
  return precision === 0 ? digits : `${digits}.${'0'.repeat(precision)}`;
}

function fixedDigits(size: number, precision: number): string {
  const rounded = size.toFixed(precision);
  if (precision >= most) return rounded;
  return tieToEven(rounded, size.toFixed(precision + 1), () => size.toFixed(most));
}

function scientificDigits(size: number, precision: number): string {
  const rounded = size.toExponential(precision);
  if (precision >= most) return rounded;
  const [mantissa, exponent] = split(rounded);
  const [longer, longerExponent] = split(size.toExponential(precision + 1));
  // Where rounding carried into a new digit, the exponents differ: 9.5 → 1e+1, and 9 is odd, so that was right.
  if (exponent !== longerExponent) return rounded;
  return `${tieToEven(mantissa, longer, () => split(size.toExponential(most))[0])}e${exponent}`;
}

function split(text: string): [string, string] {
  return text.split('e') as [string, string];
}

/**
 * `rounded`, or the number one below in its last digit where the exact value lies half way and that digit is even.
 *
 * @param longer the value with one digit more
 * @param exact with so many digits that none is missing
 */
function tieToEven(rounded: string, longer: string, exact: () => string): string {
  if (!longer.endsWith('5')) return rounded;
  const digits = exact();
  if (!digits.startsWith(longer) || !/^0*$/.test(digits.slice(longer.length))) return rounded;
  const below = longer.slice(0, -1).replace(/\.$/, '');
  return Number(below.at(-1)) % 2 === 0 ? below : rounded;
}
