import type { NamedFunction } from '../expr.js';

/** x^y with C's rules: 1^y and x^0 are 1 whatever the other is, NaN included; a negative number to a fraction is NaN. */
export const pow: NamedFunction = {
  name: 'pow',
  arity: 2,
  // ECMAScript gives NaN for 1^NaN, 1^±∞ and (−1)^±∞.
  float64: (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : Math.pow(x, y)),
};
