/*
 * The natural logarithm in integers, by shifting and adding: the number's significand y, in [1, 2), is approached
 * from below by a product of factors 1 + 2^-k, each taken if it does not lead past y, and their logarithms add up.
 */

/** Fixed point with 51 binary places; sums stay below 2^53, so doubles hold them exactly. */
const one = 0x8000000000000;

/** Factors tried. What is missing then is below 2^-44. */
const steps = 44;

/** ln(1 + 2^-k) in 51 binary places, for k = 1 … 25; from there on it is 2^-k. */
const logarithms = [
  913026254893833, 502474607274402, 265223817746327, 136514512110988, 69291615252582, 34912324353029, 17523822397493,
  8778957761604, 4393757128034, 2197950212267, 1099243279669, 549688715946, 274861131093, 137434759340, 68718428181,
  34359476228, 17179803648, 8589918208, 4294963200, 2147482624, 1073741568, 536870848, 268435440, 134217724, 67108863,
];

/** ln 2 in 43 binary places, those of the result. */
const ln2 = 6096987078286;
const unit43 = 1 / 0x80000000000;

/**
 * The logarithm of a positive normal number x as a multiple of 2^-43. Never falls while x grows, and ln 1 = 0. With
 * 2^e <= x < 2^(e + 1) it is off by less than (4 + |e|) / 2^44, and by 2^-40 more where x has more than 41
 * significant bits, of which it takes the first.
 */
export function fixedLogarithm(x: number): number {
  const { exponent, significand } = parts(x);
  let product = one;
  let sum = 0;
  let power = 1;
  for (let k = 1; k <= steps; k++) {
    power /= 2;
    const next = product + Math.floor(product * power);
    if (next > significand) continue;
    product = next;
    sum += k <= logarithms.length ? logarithms[k - 1]! : one * power;
  }
  return (exponent * ln2 + Math.floor((sum + 128) / 256)) * unit43;
}

const bits = new DataView(new ArrayBuffer(8));

/** x = 2^exponent * significand / 2^51, with the significand cut to 41 bits. */
function parts(x: number): { readonly exponent: number; readonly significand: number } {
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  const fraction = (high & 0xfffff) * 0x100000000 + bits.getUint32(4);
  return { exponent: (high >>> 20) - 1023, significand: one + Math.floor(fraction / 0x1000) * 0x800 };
}
