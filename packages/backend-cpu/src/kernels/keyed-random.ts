import { type Kernel, type KeyedRandomAttributes, numelOf, type View } from '@nn/core';
import type { Arena } from '../arena/arena.js';
import type { Staging } from '../arena/staging.js';
import { memoryOf } from '../memory.js';
import { KEYED_KEY_BYTES, KEYED_WORKSPACE_BYTES, type KeyedKernels, writeKey } from '../wasm-kernels/keyed.js';

/** Up to so many elements, drawing on the host costs no more. */
const fewDraws = 256;

/** Keyed fills by vectors; few elements, and what finds no room, as the reference draws them. */
export function wasmKeyedRandom(
  arena: Arena,
  staging: Staging,
  load: (workspace: number) => KeyedKernels,
): Kernel<KeyedRandomAttributes> {
  let kernels: KeyedKernels | null = null;
  const addresses: number[] = [];
  return (_inputs, attributes, outputs) => {
    const out = outputs[0]!;
    if (numelOf(out.shape) <= fewDraws || !draw(attributes, out)) drawOnHost(attributes, out);
  };

  function draw(attributes: KeyedRandomAttributes, out: View): boolean {
    if (!staging.bringIn([], [out], addresses)) return false;
    const work = arena.reserve(KEYED_WORKSPACE_BYTES + KEYED_KEY_BYTES);
    if (work === null) return false;
    const workspace = work.address;
    kernels ??= load(workspace);
    const key = workspace + KEYED_WORKSPACE_BYTES;
    writeKey(arena.memory, key, attributes.key, attributes.first);
    run(kernels, attributes, key, addresses[0]!, numelOf(out.shape), workspace);
    arena.release(work);
    staging.bringOut();
    return true;
  }
}

function drawOnHost({ first, write }: KeyedRandomAttributes, out: View): void {
  const array = memoryOf(out) as Float32Array;
  write(first, array.subarray(out.offset, out.offset + numelOf(out.shape)));
}

function run(
  kernels: KeyedKernels,
  { law, parameters }: KeyedRandomAttributes,
  key: number,
  out: number,
  n: number,
  workspace: number,
): void {
  const [first, second] = [plain(parameters[0]!), plain(parameters[1] ?? 0)];
  if (law === 'normal') kernels.normal(key, out, n, first, second, workspace);
  else if (law === 'bernoulli') kernels.bernoulli(key, out, n, Math.round(parameters[0]! * 2 ** 32), workspace);
  else if (law === 'truncNormal')
    kernels.truncNormal(key, out, n, first, second, parameters[4]!, parameters[5]!, workspace);
  else kernels.uniform(key, out, n, first, Math.fround(second - first), second, nextBelow(second, first), workspace);
}

/** Rounded to float32, without a sign of zero. */
function plain(x: number): number {
  return Math.fround(x) + 0;
}

/** The float32 next below `high`; `low` where they are equal. */
function nextBelow(high: number, low: number): number {
  if (high === low) return low;
  if (high === 0) return -(2 ** -149);
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, high);
  view.setInt32(0, view.getInt32(0) + (high > 0 ? -1 : 1));
  return view.getFloat32(0);
}
