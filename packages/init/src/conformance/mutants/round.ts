import type { FloatDType } from '../settings.js';

/**
 * The dtype's number nearest to x, for numbers that it holds: by arithmetic, where the framework works on bits. Numbers half-way between two
 * neighbours, which draws are not, may go to either.
 */
export function roundedTo(dtype: FloatDType, x: number): number {
  switch (dtype) {
    case 'float64':
      return x;
    case 'float32':
      return Math.fround(x);
    case 'bfloat16':
      return leading(Math.fround(x), 2 ** 45 + 1);
    case 'float16':
      return Math.abs(x) < 2 ** -14 ? x + toStep - toStep : leading(Math.fround(x), 2 ** 42 + 1);
  }
}

/**
 * The leading bits of a double: 53 less those of the factor.
 *
 * Source: T. Dekker, *A floating-point technique for extending the available precision* (1971), after G. Veltkamp.
 */
function leading(x: number, factor: number): number {
  const product = factor * x;
  return product - (product - x);
}

/** Doubles this large are multiples of 2^-24. */
const toStep = 1.5 * 2 ** 28;
