import { evaluate } from './float64.js';

/** erf(x)/x − 1 in powers of x², for |x| ≤ 1/2: interpolated at Chebyshev points, error 2e-17. */
const near = [
  0.1283791670955126, -0.3761263890318375, 0.1128379167095487, -0.02686617064499972, 0.0052239776220169365,
  -0.0008548326510724796, 0.00012055286202005714, -1.4923003368152099e-5, 1.637123442577e-6, -1.462091340945175e-7,
] as const;

/** (1 + 2x)·e^(x²)·erfc(x) in powers of (x − 4)/(x + 4), for x from 1/2 to 28: interpolated likewise, error 5e-17. */
const far = [
  1.2329951186255526, -0.13962111684056253, 0.015379652102619027, 0.0680970542546948, -0.10103906603625375,
  0.09373283499828751, -0.06633036581360713, 0.03716751553818893, -0.01619773403826592, 0.0050319699756138135,
  -0.0007577734486762808, -0.00019925671345040716, 0.00015062249512264785, -2.4398983809134553e-5, -1.12247322473501e-5,
  5.7086428044048145e-6, 2.9955790685567077e-7, -8.22559563206072e-7, 6.702452833728971e-8, 1.0568025135820959e-7,
  -1.2224048303152388e-8, -1.0476718674668371e-8,
] as const;

/** erf in float64, within 2 ulp. */
export function erfFloat64(x: number): number {
  const a = Math.abs(x);
  if (a <= 0.5) return x + x * evaluate(near, x * x);
  if (a < 6) return x < 0 ? erfcBeyond(a) - 1 : 1 - erfcBeyond(a);
  return Number.isNaN(x) ? NaN : Math.sign(x);
}

/** 1 − erf(x) in float64, precise where that is small: within 4 ulp. */
export function erfcFloat64(x: number): number {
  if (x > 0.5) return x < 28 ? erfcBeyond(x) : 0;
  if (x < -0.5) return x > -6 ? 2 - erfcBeyond(-x) : 2;
  return 1 - erfFloat64(x);
}

/** erfc for x from 1/2 to 28. x² = head² + tail, so that its rounding error is not raised to a power. */
function erfcBeyond(x: number): number {
  const head = Math.fround(x);
  const tail = (x - head) * (x + head);
  return (Math.exp(-head * head) * Math.exp(-tail) * evaluate(far, (x - 4) / (x + 4))) / (1 + 2 * x);
}
