import { type Recurrence, slopeOfSigmoid, slopeOfTanh } from './recurrence.js';

type Four<T> = readonly [i: T, f: T, g: T, o: T];

/** i, f, o = sigmoid, g = tanh of x + r; c' = f · c + i · g; h' = o · tanh c'. */
export const lstmRecurrence: Recurrence = {
  name: 'LSTM',
  gates: ['i', 'f', 'g', 'o'],
  remembers: true,
  kept: 4,
  splits: false,
  passes: true,
  forward: ({ sigmoid, tanh }, x, r, before) => {
    const kept = x.map((part, gate) => (gate === 2 ? tanh : sigmoid)(part.add(r[gate]!)));
    const [i, f, g, o] = kept as unknown as Four<typeof before>;
    const memory = f.mul(before).add(i.mul(g));
    return { hidden: o.mul(tanh(memory)), memory, kept };
  },
  backward: ({ tanh }, { kept, before, after, dHidden, dCarried }) => {
    const [i, f, g, o] = kept as unknown as Four<typeof before>;
    const squashed = tanh(after);
    const dMemory = dCarried.add(dHidden.mul(o.mul(slopeOfTanh(squashed))));
    const factors = [slopeOfSigmoid(i).mul(g), slopeOfSigmoid(f).mul(before), i.mul(slopeOfTanh(g))];
    return {
      r: [...factors.map((factor) => dMemory.mul(factor)), dHidden.mul(slopeOfSigmoid(o).mul(squashed))],
      carried: dMemory.mul(f),
    };
  },
};
