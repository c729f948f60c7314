import { type DrawLaw, type Kernel, numelOf, type RandomAttributes, type View } from '@nn/core';
import { erf } from '@nn/core/expression';
import type { Arena } from '../arena/arena.js';
import type { Staging } from '../arena/staging.js';
import { memoryOf } from '../memory.js';
import {
  RANDOM_STATE_BYTES,
  RANDOM_WORKSPACE_BYTES,
  type RandomKernels,
  readState,
  writeState,
} from '../wasm-kernels/random.js';

/** Up to so many elements, moving the state of the generator to and fro costs more than drawing. */
const fewDraws = 1024;

const f32 = Math.fround;

/** PyTorch's fills by vectors; few elements, and what finds no room, as the reference draws them. */
export function wasmRandom(arena: Arena, staging: Staging, load: () => RandomKernels): Kernel<RandomAttributes> {
  let kernels: RandomKernels | null = null;
  const addresses: number[] = [];
  return (_inputs, attributes, outputs) => {
    const out = outputs[0]!;
    if (numelOf(out.shape) <= fewDraws || !draw(attributes, out)) drawOnHost(attributes, out);
  };

  function draw({ law, parameters, source }: RandomAttributes, out: View): boolean {
    if (!staging.bringIn([], [out], addresses)) return false;
    const work = arena.reserve(RANDOM_STATE_BYTES + RANDOM_WORKSPACE_BYTES);
    if (work === null) return false;
    kernels ??= load();
    const state = source.getState();
    writeState(arena.memory, work.address, state);
    run(kernels, law, parameters, work.address, addresses[0]!, numelOf(out.shape));
    source.setState(readState(arena.memory, work.address, state));
    arena.release(work);
    staging.bringOut();
    return true;
  }
}

function drawOnHost({ reference, source }: RandomAttributes, out: View): void {
  const array = memoryOf(out) as Float32Array;
  reference(array.subarray(out.offset, out.offset + numelOf(out.shape)), source, true);
}

function run(
  kernels: RandomKernels,
  law: DrawLaw,
  parameters: readonly number[],
  state: number,
  out: number,
  n: number,
): void {
  const [first, second, a, b] = parameters as readonly [number, number, number, number];
  const workspace = state + RANDOM_STATE_BYTES;
  switch (law) {
    case 'uniform':
      return kernels.uniform(state, out, n, f32(first), f32(f32(second) - f32(first)));
    case 'normal':
      return kernels.normal(state, out, n, first, second);
    case 'truncNormal': {
      const low = f32(2 * cdf((a - first) / second) - 1);
      const high = f32(2 * cdf((b - first) / second) - 1);
      return kernels.truncNormal(state, out, n, low, f32(high - low), f32(second * Math.SQRT2), first, a, b, workspace);
    }
    case 'bernoulli':
      return kernels.bernoulli(state, out, n, Math.ceil(first * 2 ** 53), workspace);
  }
}

/** The distribution function of the standard normal. */
function cdf(x: number): number {
  return (1 + erf.float64(x / Math.SQRT2, 0)) / 2;
}
