import { type Functions, type Recurrence, slopeOfTanh, type Value } from './recurrence.js';

interface Activation {
  readonly value: <T extends Value<T>>(f: Functions<T>, x: T) => T;
  /** The slope where the value is y. */
  readonly slope: <T extends Value<T>>(f: Functions<T>, y: T) => T;
}

function simple({ value, slope }: Activation): Recurrence {
  return {
    name: 'RNN',
    gates: ['h'],
    remembers: false,
    kept: 0,
    splits: false,
    passes: false,
    forward: (f, [x], [r]) => ({ hidden: value(f, x!.add(r!)), kept: [] }),
    backward: (f, { after, dHidden }) => ({ r: [dHidden.mul(slope(f, after))] }),
  };
}

/** h' = tanh(x + r). */
export const tanhRecurrence: Recurrence = /* @__PURE__ */ simple({
  value: ({ tanh }, x) => tanh(x),
  slope: (_, y) => slopeOfTanh(y),
});

/** h' = max(x + r, 0). */
export const reluRecurrence: Recurrence = /* @__PURE__ */ simple({
  value: ({ relu }, x) => relu(x),
  slope: ({ step }, y) => step(y),
});
