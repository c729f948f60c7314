import { call, sigmoid, tanh } from '@nn/core/expression';
import { cat, defineElementwise, type Elementwise, type Tensor } from '@nn/tensor';
import type { Recurrence } from './recurrence.js';

type Seven = readonly [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];

const nextHidden: Elementwise<Seven> = /* @__PURE__ */ defineElementwise<Seven>({
  name: 'gruHidden',
  expression: (xr, rr, xz, rz, xn, rn, h) => {
    const n = call(tanh, xn.add(call(sigmoid, xr.add(rr)).mul(rn)));
    return n.add(call(sigmoid, xz.add(rz)).mul(h.sub(n)));
  },
});

function thirds(x: Tensor): readonly [Tensor, Tensor, Tensor] {
  const size = x.shape[1]! / 3;
  const third = (i: number): Tensor => x.narrow(1, i * size, size);
  return [third(0), third(1), third(2)];
}

/** y(1 − y), the slope of a sigmoid. */
function sigmoidSlope(y: Tensor): Tensor {
  return y.mul(y.neg().add(1));
}

/** r, z = sigmoid of x + r; n = tanh(x + r · recurrent); h' = (1 − z) · n + z · h. */
export const gruRecurrence: Recurrence = {
  name: 'GRU',
  gates: ['r', 'z', 'n'],
  remembers: false,
  step: (x, r, hidden) => {
    const [xr, xz, xn] = thirds(x);
    const [rr, rz, rn] = thirds(r);
    return { hidden: nextHidden(xr, rr, xz, rz, xn, rn, hidden), memory: null };
  },
  backwards: ({ x, r: recurrent, hiddenBefore, hidden }) => {
    const [xr, xz, xn] = thirds(x);
    const [rr, rz, rn] = thirds(recurrent);
    const [r, z] = [xr.add(rr).sigmoid(), xz.add(rz).sigmoid()];
    const n = xn.add(r.mul(rn)).tanh();
    const toNew = z.neg().add(1).mul(n.square().neg().add(1));
    const factors = [toNew.mul(rn).mul(sigmoidSlope(r)), hiddenBefore.sub(n).mul(sigmoidSlope(z)), toNew] as const;
    const recurrentNew = toNew.mul(r);
    return {
      step: (part, dHidden) => {
        const gates = [factors[0], factors[1], recurrentNew].map((factor) => dHidden.mul(part(factor)));
        return { gates: cat(gates, 1), memory: null, hidden: dHidden.mul(part(z)) };
      },
      input: (dGates, dHidden) => cat([dGates.narrow(1, 0, 2 * r.shape[1]!), dHidden.mul(toNew)], 1),
      emitted: () => hidden,
    };
  },
};
