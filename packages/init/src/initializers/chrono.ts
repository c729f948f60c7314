import { fillKeyedLogOfUniform, type StreamKey } from '@nn/random';
import type { Claim, Invariant } from '../initializer/claim.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import { rowsOfBlock } from '../initializer/parts.js';
import type { Region } from '../initializer/region.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import type { Law } from '../law/law.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { acceptsGates, gateLaws, gateNeeds, gateRows } from './gate-bias.js';

export interface ChronoParams {
  /** The longest dependency, in steps. */
  readonly tmax: number;
}

/**
 * Biases with which an LSTM's units remember for as long as dependencies may last, from 1 to T = `tmax` steps: ln U(1, T − 1) for the forget gate,
 * block 'f', minus the same draws for the input gate, block 'i', and 0 for all others. Of two biases that are added to each other, the second,
 * which the module declares to be added to the first, is 0.
 *
 * Source: C. Tallec and Y. Ollivier, *Can recurrent neural networks warp time?* (2018).
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const spec = { role: 'bias', blocks: ['i', 'f', 'g', 'o'] } as const;
 * const bias = init.fill_(empty([8]), init.chrono({ tmax: 100 }), { spec, seed: 0 });
 * bias.narrow(0, 0, 2).add(bias.narrow(0, 2, 2)); // tensor([0., 0.])
 */
export const chrono: InitializerFactory<ChronoParams, ChronoParams> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:chrono',
  version: 1,
  needs: gateNeeds,
  parameters: /* @__PURE__ */ object({ tmax: /* @__PURE__ */ number({ above: 2, max: 2 ** 53 }) }),
  accepts: (_, spec) => acceptsGates(['f', 'i'], spec),
  claim: claimOf,
  fill({ tmax }, { spec, region, stream }, out) {
    out.fill(0);
    if (spec.addedTo !== null) return;
    drawGate('f', tmax, spec, region, stream.key, out);
    const inputs = drawGate('i', tmax, spec, region, stream.key, out);
    for (let i = 0; i < inputs.length; i++) inputs[i] = 0 - inputs[i]!;
  },
});

/** Draws a gate's biases, as far as they are in the region: unit j has draw j of the stream. Gives them back. */
function drawGate<A extends Float32Array | Float64Array>(
  gate: string,
  tmax: number,
  spec: TensorSpec,
  region: Region,
  key: StreamKey,
  out: A,
): A {
  const { first, rows } = gateRows(gate, spec);
  const { at, region: units } = rowsOfBlock(first, rows, region);
  const biases = out.subarray(at, at + units.size[0]!) as A;
  fillKeyedLogOfUniform(biases, { low: 1, high: tmax - 1 }, key, units.start[0]);
  return biases;
}

function claimOf({ tmax }: ChronoParams, spec: TensorSpec): Claim {
  if (spec.addedTo !== null) {
    return {
      marginal: gateLaws({}, spec),
      dependence: 'deterministic',
      invariants: [{ invariant: 'exact', value: () => 0 }],
    };
  }
  const forget: Law = { law: 'logOfUniform', low: 1, high: tmax - 1 };
  return {
    marginal: gateLaws({ f: forget, i: { law: 'affine', of: forget, scale: -1, shift: 0 } }, spec),
    dependence: 'structured',
    invariants: [oppositeGates(spec)],
    lattice: 2 ** 24,
  };
}

function oppositeGates(spec: TensorSpec): Invariant {
  const [f, i] = [gateRows('f', spec), gateRows('i', spec)];
  return {
    invariant: 'custom',
    name: 'biases of the input gate are minus those of the forget gate',
    tolerance: 0,
    residual: (values) =>
      values
        .subarray(f.first, f.first + f.rows)
        .reduce((worst, forget, unit) => Math.max(worst, Math.abs(forget + values[i.first + unit]!)), 0),
  };
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:chrono': ChronoParams;
  }
}
