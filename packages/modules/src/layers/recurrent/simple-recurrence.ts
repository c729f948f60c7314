import { call, tanh } from '@nn/core/expression';
import { type Binary, defineElementwise, type Tensor } from '@nn/tensor';
import type { Recurrence } from './recurrence.js';

const tanhOfSum: Binary = /* @__PURE__ */ defineElementwise({
  name: 'tanhOfSum',
  expression: (x, r) => call(tanh, x.add(r)),
});

function simple(activate: (x: Tensor, r: Tensor) => Tensor, slope: (hidden: Tensor) => Tensor): Recurrence {
  return {
    name: 'RNN',
    gates: [],
    remembers: false,
    step: (x, r) => ({ hidden: activate(x, r), memory: null }),
    backwards: ({ hidden }) => {
      const slopes = slope(hidden);
      return {
        step: (part, dHidden) => ({ gates: dHidden.mul(part(slopes)), memory: null, hidden: null }),
        input: (dGates) => dGates,
        emitted: () => hidden,
      };
    },
  };
}

/** h' = tanh(x + r). */
export const tanhRecurrence: Recurrence = /* @__PURE__ */ simple(tanhOfSum, (h) => h.square().neg().add(1));

/** h' = max(x + r, 0). */
export const reluRecurrence: Recurrence = /* @__PURE__ */ simple(
  (x, r) => x.add(r).relu(),
  (h) => h.gt(0).to(h.dtype),
);
