import { call, sigmoid, tanh } from '@nn/core/expression';
import { cat, defineElementwise, type Elementwise, type Ternary, type Tensor } from '@nn/tensor';
import type { Recurrence } from './recurrence.js';

type Seven = readonly [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];

/** c' = f · c + i · g. */
const nextMemory: Elementwise<Seven> = /* @__PURE__ */ defineElementwise<Seven>({
  name: 'lstmMemory',
  expression: (xi, ri, xf, rf, xg, rg, c) =>
    call(sigmoid, xf.add(rf))
      .mul(c)
      .add(call(sigmoid, xi.add(ri)).mul(call(tanh, xg.add(rg)))),
});

/** h' = o · tanh c'. */
const nextHidden: Ternary = /* @__PURE__ */ defineElementwise({
  name: 'lstmHidden',
  expression: (xo, ro, c) => call(sigmoid, xo.add(ro)).mul(call(tanh, c)),
});

function quarters(x: Tensor): readonly [Tensor, Tensor, Tensor, Tensor] {
  const size = x.shape[1]! / 4;
  const quarter = (i: number): Tensor => x.narrow(1, i * size, size);
  return [quarter(0), quarter(1), quarter(2), quarter(3)];
}

/** y(1 − y), the slope of a sigmoid. */
function sigmoidSlope(y: Tensor): Tensor {
  return y.mul(y.neg().add(1));
}

/** i, f, o = sigmoid, g = tanh of x + r; c' = f · c + i · g; h' = o · tanh c'. */
export const lstmRecurrence: Recurrence = {
  name: 'LSTM',
  gates: ['i', 'f', 'g', 'o'],
  remembers: true,
  step: (x, r, _, memory) => {
    const [xi, xf, xg, xo] = quarters(x);
    const [ri, rf, rg, ro] = quarters(r);
    const next = nextMemory(xi, ri, xf, rf, xg, rg, memory!);
    return { hidden: nextHidden(xo, ro, next), memory: next };
  },
  backwards: ({ x, r, memoryBefore, memory }) => {
    const [si, sf, sg, so] = quarters(x.add(r));
    const [i, f, g, o] = [si.sigmoid(), sf.sigmoid(), sg.tanh(), so.sigmoid()];
    const squashed = memory!.tanh();
    const toMemory = o.mul(squashed.square().neg().add(1));
    const ofMemory = [sigmoidSlope(i).mul(g), sigmoidSlope(f).mul(memoryBefore!), i.mul(g.square().neg().add(1))];
    const ofHidden = sigmoidSlope(o).mul(squashed);
    return {
      step: (part, dHidden, dMemory) => {
        const through = dHidden.mul(part(toMemory));
        const dc = dMemory === null ? through : dMemory.add(through);
        const gates = cat([...ofMemory.map((factor) => dc.mul(part(factor))), dHidden.mul(part(ofHidden))], 1);
        return { gates, memory: dc.mul(part(f)), hidden: null };
      },
      input: (dGates) => dGates,
      emitted: () => o.mul(squashed),
    };
  },
};
