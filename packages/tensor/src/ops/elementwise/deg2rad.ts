import { defineElementwise, type Unary } from '../../elementwise.js';

/**
 * Degrees to radians. Integers give float32.
 *
 * @example
 * import { deg2rad, tensor } from '@nn/nn';
 *
 * deg2rad(tensor([180])).toArraySync(); // [3.1415927410125732]
 */
export const deg2rad: Unary = /* @__PURE__ */ defineElementwise({
  name: 'deg2rad',
  gradName: 'Deg2RadBackward0',
  result: 'float',
  expression: (x) => x.mul(Math.PI / 180),
  saves: 'none',
  vjp: ({ dy }) => [dy.mul(Math.PI / 180)],
});

/**
 * Radians to degrees. Integers give float32.
 *
 * @example
 * import { rad2deg, tensor } from '@nn/nn';
 *
 * rad2deg(tensor([Math.PI])).toArraySync(); // [180]
 */
export const rad2deg: Unary = /* @__PURE__ */ defineElementwise({
  name: 'rad2deg',
  gradName: 'Rad2DegBackward0',
  result: 'float',
  expression: (x) => x.mul(180 / Math.PI),
  saves: 'none',
  vjp: ({ dy }) => [dy.mul(180 / Math.PI)],
});
