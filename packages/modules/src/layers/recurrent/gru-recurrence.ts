import { type Recurrence, slopeOfSigmoid, slopeOfTanh } from './recurrence.js';

/** r, z = sigmoid of x + r; n = tanh(x + r · recurrent); h' = (1 − z) · n + z · h. */
export const gruRecurrence: Recurrence = {
  name: 'GRU',
  gates: ['r', 'z', 'n'],
  remembers: false,
  kept: 4,
  splits: true,
  passes: true,
  forward: ({ sigmoid, tanh }, [xr, xz, xn], [rr, rz, rn], before) => {
    const r = sigmoid(xr!.add(rr!));
    const z = sigmoid(xz!.add(rz!));
    const n = tanh(xn!.add(r.mul(rn!)));
    return { hidden: n.add(z.mul(before.sub(n))), kept: [r, z, n, rn!] };
  },
  backward: (_, { kept: [r, z, n, recurrent], before, dHidden }) => {
    const toNew = z!.neg().add(1).mul(slopeOfTanh(n!));
    const dReset = dHidden.mul(toNew.mul(recurrent!).mul(slopeOfSigmoid(r!)));
    const dUpdate = dHidden.mul(before.sub(n!).mul(slopeOfSigmoid(z!)));
    return {
      r: [dReset, dUpdate, dHidden.mul(toNew.mul(r!))],
      x: [dReset, dUpdate, dHidden.mul(toNew)],
      carried: dHidden.mul(z!),
    };
  },
};
