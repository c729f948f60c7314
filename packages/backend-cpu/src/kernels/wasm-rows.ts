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
import { withWorkspace } from './workspace.js';

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
  const launch = withWorkspace(arena, staging);
  let loaded: RowKernels | null = null;
  const kernels = (): RowKernels => (loaded ??= load());

  const fold = (x: View, { kind, axes }: ReduceAttributes, out: View): boolean => {
    const run = foldOf(kernels(), kind);
    const steps = foldSteps(x, axes);
    if (run === null || steps === null || steps.length === 0 || !isDense(out)) return false;
    let left = numelOf(x.shape);
    const between = steps.length === 1 ? 0 : (4 * left) / steps[0]!.count;
    return launch([x], [out], ROWS_WORKSPACE_BYTES + between, ([first, to], workspace) => {
      let from = first!;
      steps.forEach(({ count, inner }, step) => {
        left /= count;
        const target = step === steps.length - 1 ? to! : workspace + ROWS_WORKSPACE_BYTES;
        run(from, target, left / inner, count, inner, workspace);
        from = target;
      });
    });
  };

  const rowwise =
    (run: (from: number, to: number, rows: number, n: number, workspace: number) => void): Kernel<NoAttributes> =>
    (inputs, _attributes, outputs) => {
      const x = inputs[0]!;
      const n = x.shape[x.shape.length - 1]!;
      const total = numelOf(x.shape);
      if (total === 0) return;
      const isDone = launch([x], outputs, ROWS_WORKSPACE_BYTES, ([from, to], workspace) =>
        run(from!, to!, total / n, n, workspace),
      );
      if (!isDone) throw outOfRoom();
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
      const isDone = launch(inputs, outputs, 0, (addresses) => {
        const [x, to] = [addresses[0]!, addresses[inputs.length]!];
        const weight = inputs.length > 1 ? addresses[1]! : 0;
        const bias = inputs.length > 2 ? addresses[2]! : 0;
        kernels().layerNorm(x, to, numelOf(outputs[0]!.shape) / size, size, weight, bias, epsilon);
      });
      if (!isDone) throw outOfRoom();
    },
    layerNormBackward(inputs, { size, epsilon }, outputs) {
      const isDone = launch(inputs, outputs, 16 * size, (addresses, workspace) => {
        const [dy, x] = addresses as readonly [number, number];
        const rows = numelOf(outputs[0]!.shape) / size;
        const [weight, dx, dWeight, dBias] =
          inputs.length > 2 ? (addresses.slice(2) as [number, number, number, number]) : [0, addresses[2]!, 0, 0];
        kernels().layerNormBackward(dy, x, dx, rows, size, weight, dWeight, dBias, epsilon, workspace);
      });
      if (!isDone) throw outOfRoom();
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
