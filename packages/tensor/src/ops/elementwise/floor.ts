import { defineElementwise, type Unary } from '../../elementwise.js';
import { flat } from './slope.js';

/**
 * The greatest whole number that is not above x. Integers stay as they are.
 *
 * @throws NnError 'DTYPE' for booleans
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1.5, -1.5]).floor().toArraySync(); // [1, -2]
 */
export const floor: Unary = /* @__PURE__ */ defineElementwise({
  name: 'floor',
  refuses: ['floor_vml_cpu', 'bool'],
  expression: (x) => (x.isFloating() ? x.floor() : x),
  saves: 'none',
  vjp: flat,
});

/**
 * The least whole number that is not below x. Integers stay as they are.
 *
 * @throws NnError 'DTYPE' for booleans
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1.5, -1.5]).ceil().toArraySync(); // [2, -1]
 */
export const ceil: Unary = /* @__PURE__ */ defineElementwise({
  name: 'ceil',
  refuses: ['ceil_vml_cpu', 'bool'],
  expression: (x) => (x.isFloating() ? x.ceil() : x),
  saves: 'none',
  vjp: flat,
});

/**
 * x without its fraction. Integers stay as they are.
 *
 * @throws NnError 'DTYPE' for booleans
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1.5, -1.5]).trunc().toArraySync(); // [1, -1]
 */
export const trunc: Unary = /* @__PURE__ */ defineElementwise({
  name: 'trunc',
  refuses: ['trunc_vml_cpu', 'bool'],
  expression: (x) => (x.isFloating() ? x.trunc() : x),
  saves: 'none',
  vjp: flat,
});

/**
 * x − trunc(x).
 *
 * @throws NnError 'DTYPE' for integers and booleans
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1.5, -1.5]).frac().toArraySync(); // [0.5, -0.5]
 */
export const frac: Unary = /* @__PURE__ */ defineElementwise({
  name: 'frac',
  refuses: ['frac_cpu', 'integer', 'bool'],
  expression: (x) => x.sub(x.trunc()),
  saves: 'none',
  vjp: ({ dy }) => [dy],
});
