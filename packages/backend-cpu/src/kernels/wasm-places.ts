import {
  type ArgReduceAttributes,
  type AxisAttributes,
  dtypes,
  type Kernel,
  numelOf,
  type ScanAttributes,
  type ScatterAttributes,
  type SortAttributes,
  type View,
} from '@nn/core';
import type { Arena } from '../arena/arena.js';
import type { Staging } from '../arena/staging.js';
import { isDense } from '../strides.js';
import { moves, type PlaceKernels, sortable, sortBytes } from '../wasm-kernels/places.js';
import { argReduce } from './arg-reduce.js';
import { gather } from './gather.js';
import { scan } from './scan.js';
import { scatter } from './scatter.js';
import { sort } from './sort.js';
import { type Launch, withWorkspace } from './workspace.js';

/** Up to so many elements, JavaScript costs less than calling a kernel. */
const fewElements = 256;

const scans = ['sum', 'prod', 'max', 'min'];

/** Indexing, sorts and running folds of what lies together; all else as ever. */
export interface WasmPlaces {
  readonly gather: Kernel<AxisAttributes>;
  readonly scatter: Kernel<ScatterAttributes>;
  readonly argReduce: Kernel<ArgReduceAttributes>;
  readonly scan: Kernel<ScanAttributes>;
  readonly sort: Kernel<SortAttributes>;
  readonly topk: Kernel<SortAttributes>;
}

export function wasmPlaces(arena: Arena, staging: Staging, load: () => PlaceKernels): WasmPlaces {
  const addresses: number[] = [];
  let loaded: PlaceKernels | null = null;
  const kernels = (): PlaceKernels => (loaded ??= load());

  const run = withWorkspace(arena, staging);

  /** Runs over operands that are worth it; says whether it did. */
  const launch: Launch = (inputs, outputs, bytes, kernel) =>
    numelOf(inputs[0]!.shape) > fewElements &&
    inputs.every(isDense) &&
    outputs.every(isDense) &&
    run(inputs, outputs, bytes, kernel);

  /** Moves between x, of which the index speaks, and y. */
  const move = (mode: keyof typeof moves, x: View, index: View, y: View, axis: number): boolean => {
    const { shape, strides } = index;
    const isEach = isDense(index);
    const fits = shape.every((size, at) => at === axis || (size === x.shape[at] && (isEach || strides[at] === 0)));
    const isApart = x.storage !== y.storage && (mode === 'gather' ? y : x).storage !== index.storage;
    if (numelOf(shape) <= fewElements || !fits || !isApart || !isDense(x) || !isDense(y)) return false;
    // What is added to or replaced in part goes in as well.
    const [inputs, outputs] = mode === 'gather' ? [[x, index], [y]] : [[x, index, y], [x]];
    if (!staging.bringIn(inputs, outputs, addresses)) return false;
    const words = index.dtype === 'int64' ? 2 : 1;
    const [size, count] = [x.shape[axis]!, shape[axis]!];
    const step = isEach ? words : words * strides[axis]!;
    const [from, at, to] = addresses as [number, number, number];
    const { moveElements, moveRows } = kernels();
    if (kernels().areWithin(at, isEach ? numelOf(shape) : count, step, words === 2, size) === 0) return false;
    const { outer, inner } = around(x, axis);
    (isEach ? moveElements : moveRows)(moves[mode], from, at, to, outer, size, count, inner, step);
    staging.bringOut();
    return true;
  };

  const sorts: Kernel<SortAttributes> = (inputs, attributes, outputs) => {
    const x = inputs[0]!;
    const { axis, descending } = attributes;
    const kind = sortable[x.dtype];
    const n = x.shape[axis]!;
    const isFast =
      kind !== undefined &&
      launch(inputs, outputs, sortBytes(n), ([from, values, indices], workspace) => {
        const { outer, inner } = around(x, axis);
        const count = outputs[0]!.shape[axis]!;
        kernels().sort(kind, descending, from!, values!, indices!, outer, n, inner, count, workspace);
      });
    if (!isFast) sort(inputs, attributes, outputs);
  };

  return {
    gather(inputs, attributes, outputs) {
      const [x, index] = inputs as [View, View];
      const isFast = dtypes[x.dtype].bytes === 4 && move('gather', x, index, outputs[0]!, attributes.axis);
      if (!isFast) gather(inputs, attributes, outputs);
    },
    scatter(inputs, attributes, outputs) {
      const [index, source] = inputs as [View, View];
      const [{ axis, mode }, out] = [attributes, outputs[0]!];
      const { dtype } = out;
      const isKnown = mode === 'set' ? dtypes[dtype].bytes === 4 : mode === 'add' && dtype === 'float32';
      if (!isKnown || !move(mode as 'set' | 'add', out, index, source, axis)) scatter(inputs, attributes, outputs);
    },
    argReduce(inputs, attributes, outputs) {
      const [x, out] = [inputs[0]!, outputs[0]!];
      const { axis, kind } = attributes;
      const { outer, inner } = around(x, axis);
      const isFast =
        x.dtype === 'float32' &&
        inner === 1 &&
        launch([x], [out], 4, ([from, to], workspace) => {
          const { firstGreatest, firstLeast } = kernels();
          (kind === 'argmax' ? firstGreatest : firstLeast)(from!, to!, outer, x.shape[axis]!, workspace);
        });
      if (!isFast) argReduce(inputs, attributes, outputs);
    },
    scan(inputs, attributes, outputs) {
      const x = inputs[0]!;
      const { axis, kind } = attributes;
      const isFast =
        x.dtype === 'float32' &&
        launch(inputs, outputs, 4, ([from, to, places = 0]) => {
          const { outer, inner } = around(x, axis);
          kernels().scan(scans.indexOf(kind), from!, to!, places, outer, x.shape[axis]!, inner);
        });
      if (!isFast) scan(inputs, attributes, outputs);
    },
    sort: sorts,
    topk: sorts,
  };
}

/** How many elements stand before and behind an axis. */
function around({ shape }: View, axis: number): { readonly outer: number; readonly inner: number } {
  return { outer: numelOf(shape.slice(0, axis)), inner: numelOf(shape.slice(axis + 1)) };
}
