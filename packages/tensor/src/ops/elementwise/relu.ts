import { NnError } from '@nn/core';
import { exceptWhere } from './expressions.js';
import { type Curve, defineCurve } from './slope.js';

/**
 * max(x, 0); NaN stays. The slope at 0 is 0.
 *
 * @throws NnError 'DTYPE' for booleans
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([-1, 0, 2]).relu().toArraySync(); // [0, 0, 2]
 */
export const relu: Curve<readonly []> = /* @__PURE__ */ defineCurve({
  name: 'relu',
  refuse: (dtype) => {
    if (dtype === 'bool')
      throw new NnError('DTYPE', 'Boolean inputs not supported for relu', {
        op: 'relu',
        advice: "Convert with .to('float32') first.",
      });
  },
  expression: (x) => exceptWhere(x.lt(0), x),
  from: 'output',
  derivative: (dy, y) => exceptWhere(y.le(0), dy),
});
