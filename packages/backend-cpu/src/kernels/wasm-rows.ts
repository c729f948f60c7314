import {
  type Kernel,
  type LayerNormAttributes,
  type NoAttributes,
  numelOf,
  type ReduceAttributes,
  type ReduceKind,
  type View,
} from '@nn/core';
import type { Arena } from '../arena/arena.js';
import { outOfRoom } from '../arena/out-of-room.js';
import type { Staging } from '../arena/staging.js';
import { isDense } from '../strides.js';
import { type RowKernels, ROWS_WORKSPACE_BYTES } from '../wasm-kernels/rows.js';
import { foldSteps } from './fold-steps.js';
import { reduce } from './reduce.js';

/** Up to so many elements, folding in JavaScript costs less than calling a kernel. */
const fewElements = 256;

/** Reductions and row-wise functions by vectors. */
export interface WasmRows {
  /** Folds as `reduce` does: by vectors what lies together, and as ever what does not. */
  readonly reduce: Kernel<ReduceAttributes>;
  readonly softmax: Kernel<NoAttributes>;
  readonly logSoftmax: Kernel<NoAttributes>;
  readonly layerNorm: Kernel<LayerNormAttributes>;
  readonly layerNormBackward: Kernel<LayerNormAttributes>;
}

export function wasmRows(arena: Arena, staging: Staging, load: () => RowKernels): WasmRows {
  const addresses: number[] = [];
  let loaded: RowKernels | null = null;
  const kernels = (): RowKernels => (loaded ??= load());

  /** Runs over one input and one output, with something to work in, and `more` bytes behind that. */
  const launch = (
    x: View,
    out: View,
    run: (from: number, to: number, workspace: number) => void,
    more = 0,
  ): boolean => {
    if (!staging.bringIn([x], [out], addresses)) return false;
    const workspace = arena.reserve(ROWS_WORKSPACE_BYTES + more);
    if (workspace === null) return false;
    run(addresses[0]!, addresses[1]!, workspace.address);
    arena.release(workspace);
    staging.bringOut();
    return true;
  };

  const fold = (x: View, { kind, axes }: ReduceAttributes, out: View): boolean => {
    const run = foldOf(kernels(), kind);
    const steps = foldSteps(x, axes);
    if (run === null || steps === null || steps.length === 0 || !isDense(out)) return false;
    let left = numelOf(x.shape);
    const between = steps.length === 1 ? 0 : (4 * left) / steps[0]!.count;
    const runAll = (from: number, to: number, workspace: number): void =>
      steps.forEach(({ count, inner }, step) => {
        left /= count;
        const target = step === steps.length - 1 ? to : workspace + ROWS_WORKSPACE_BYTES;
        run(from, target, left / inner, count, inner, workspace);
        from = target;
      });
    return launch(x, out, runAll, between);
  };

  const rowwise =
    (run: (from: number, to: number, rows: number, n: number, workspace: number) => void): Kernel<NoAttributes> =>
    (inputs, _attributes, outputs) => {
      const x = inputs[0]!;
      const n = x.shape[x.shape.length - 1]!;
      const total = numelOf(x.shape);
      if (total === 0) return;
      if (!launch(x, outputs[0]!, (from, to, workspace) => run(from, to, total / n, n, workspace))) throw outOfRoom();
    };

  return {
    reduce(inputs, attributes, outputs) {
      const [x, out] = [inputs[0]!, outputs[0]!];
      const isFast = x.dtype === 'float32' && out.dtype === 'float32' && numelOf(x.shape) > fewElements;
      if (!isFast || !fold(x, attributes, out)) reduce(inputs, attributes, outputs);
    },
    softmax: rowwise((from, to, rows, n) => kernels().softmax(from, to, rows, n)),
    logSoftmax: rowwise((from, to, rows, n, workspace) => kernels().logSoftmax(from, to, rows, n, workspace)),
    layerNorm(inputs, { size, epsilon }, outputs) {
      if (!staging.bringIn(inputs, outputs, addresses)) throw outOfRoom();
      const [x, to] = [addresses[0]!, addresses[inputs.length]!];
      const weight = inputs.length > 1 ? addresses[1]! : 0;
      const bias = inputs.length > 2 ? addresses[2]! : 0;
      kernels().layerNorm(x, to, numelOf(outputs[0]!.shape) / size, size, weight, bias, epsilon);
      staging.bringOut();
    },
    layerNormBackward(inputs, { size, epsilon }, outputs) {
      if (!staging.bringIn(inputs, outputs, addresses)) throw outOfRoom();
      const workspace = arena.reserve(16 * size);
      if (workspace === null) throw outOfRoom();
      const [dy, x] = addresses as [number, number];
      const rows = numelOf(outputs[0]!.shape) / size;
      const [weight, dx, dWeight, dBias] =
        inputs.length > 2 ? (addresses.slice(2) as [number, number, number, number]) : [0, addresses[2]!, 0, 0];
      kernels().layerNormBackward(dy, x, dx, rows, size, weight, dWeight, dBias, epsilon, workspace.address);
      arena.release(workspace);
      staging.bringOut();
    },
  };
}

type Run = (x: number, out: number, outer: number, count: number, inner: number, workspace: number) => void;

function foldOf(kernels: RowKernels, kind: ReduceKind): Run | null {
  if (kind === 'sum')
    return (x, out, outer, count, inner, workspace) => kernels.sum(x, out, outer, count, inner, 1, workspace);
  if (kind === 'max') return (x, out, outer, count, inner) => kernels.largest(x, out, outer, count, inner);
  if (kind === 'min') return (x, out, outer, count, inner) => kernels.smallest(x, out, outer, count, inner);
  return null;
}
