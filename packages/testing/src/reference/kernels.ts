import {
  NnError,
  numelOf,
  type DType,
  type Kernel,
  type KernelTable,
  type RequiredKernels,
  type Shape,
  type TypedArray,
  type View,
} from '@nn/core';
import { elementPositions } from '../views.js';
import { evaluateExpression } from './expression.js';
import { fold, isAhead, sortsBefore, step } from './folds.js';
import { convert, decode, encode, isInteger, type Value } from './values.js';

/** The elements of a view, row-major. */
function read(view: View): Value[] {
  const memory = view.storage.memory as TypedArray;
  return elementPositions(view).map((position) => decode(view.dtype, memory[position]!));
}

/** Stores the values, row-major, as the view's dtype has them. */
function write(view: View, values: readonly Value[]): void {
  const memory = view.storage.memory as TypedArray;
  elementPositions(view).forEach((position, i) => {
    memory[position] = encode(view.dtype, values[i]!);
  });
}

/** The index of an element along every axis. */
function indexOf(flat: number, shape: Shape): number[] {
  const index: number[] = [];
  let rest = flat;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(rest % shape[axis]!);
    rest = Math.floor(rest / shape[axis]!);
  }
  return index;
}

/** The row-major position of an index. */
function flatOf(index: readonly number[], shape: Shape): number {
  return index.reduce((flat, i, axis) => flat * shape[axis]! + i, 0);
}

/** For every element of `shape` with `axes` kept as size 1: the positions that fall together there, ascending. */
function groups(shape: Shape, axes: readonly number[]): number[][] {
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const result = Array.from({ length: numelOf(kept) }, (): number[] => []);
  for (let flat = 0; flat < numelOf(shape); flat++) {
    const index = indexOf(flat, shape).map((i, axis) => (axes.includes(axis) ? 0 : i));
    result[flatOf(index, kept)]!.push(flat);
  }
  return result;
}

const fill: RequiredKernels['fill'] = (_, { value }, [out]) => {
  write(out!, new Array<Value>(numelOf(out!.shape)).fill(value));
};

const copy: RequiredKernels['copy'] = ([x], _, [out]) => {
  write(out!, read(x!));
};

const expression: RequiredKernels['expression'] = (inputs, { graph, scalars }, outputs) => {
  const shape = inputs[0]?.shape ?? outputs[0]!.shape;
  const loads = inputs.map(read);
  const rows = Array.from({ length: numelOf(shape) }, (_, i) =>
    evaluateExpression(
      graph,
      loads.map((values) => values[i]!),
      scalars,
    ),
  );
  const columns = outputs.map((_, o) => rows.map((row) => row[o]!));
  outputs.forEach((out, o) => {
    const column = columns[o]!;
    const { reduction } = graph;
    if (reduction === null) write(out, column);
    else
      write(
        out,
        groups(shape, reduction.axes).map((group) =>
          fold(
            reduction.kind,
            group.map((at) => column[at]!),
            out.dtype,
          ),
        ),
      );
  });
};

const reduce: RequiredKernels['reduce'] = ([x], { kind, axes }, [out]) => {
  const values = read(x!);
  write(
    out!,
    groups(x!.shape, axes).map((group) =>
      fold(
        kind,
        group.map((at) => values[at]!),
        out!.dtype,
      ),
    ),
  );
};

const argReduce: RequiredKernels['argReduce'] = ([x], { kind, axis }, [out]) => {
  const values = read(x!);
  const best = (group: readonly number[]): number => {
    let at = 0;
    for (let i = 1; i < group.length; i++)
      if (isAhead(kind === 'argmax' ? 'max' : 'min', values[group[i]!]!, values[group[at]!]!)) at = i;
    return at;
  };
  write(out!, groups(x!.shape, [axis]).map(best));
};

const matmul: RequiredKernels['matmul'] = ([a, b, bias], _, [out]) => {
  const [left, right] = [read(a!), read(b!)];
  const added = bias === undefined ? null : read(bias);
  const { dtype } = out!;
  const [m, k, n] = [a!.shape.at(-2)!, a!.shape.at(-1)!, b!.shape.at(-1)!];
  const batches = numelOf(out!.shape.slice(0, -2));
  const results: Value[] = [];
  for (let batch = 0; batch < batches; batch++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        const terms: Value[] = added === null ? [] : [added[results.length]!];
        for (let p = 0; p < k; p++)
          terms.push(product(left[(batch * m + i) * k + p]!, right[(batch * k + p) * n + j]!, dtype));
        results.push(fold('sum', terms, isInteger(dtype) ? 'int64' : 'float64'));
      }
    }
  }
  write(out!, results);
};

function product(a: Value, b: Value, dtype: DType): Value {
  return isInteger(dtype) ? BigInt(a) * BigInt(b) : Number(a) * Number(b);
}

/** The values of an index view; refuses what is out of range. */
function readIndices(index: View, size: number, axis: number, op: string): number[] {
  return read(index).map((value) => {
    const i = Number(value);
    if (i >= 0 && i < size) return i;
    throw new NnError('INDEX', `${op}: index ${i} is out of bounds for dimension ${axis} with size ${size}`, {
      op,
      details: { index: i, axis, size },
    });
  });
}

/** Where the elements of `index` point to in `shape`. */
function targets(index: View, shape: Shape, axis: number, op: string): number[] {
  const indices = readIndices(index, shape[axis] ?? 1, axis, op);
  return indices.map((i, flat) => {
    const place = indexOf(flat, index.shape);
    if (place.length > 0) place[axis] = i;
    return flatOf(place, shape);
  });
}

const gather: RequiredKernels['gather'] = ([x, index], { axis }, [out]) => {
  const values = read(x!);
  write(
    out!,
    targets(index!, x!.shape, axis, 'gather').map((at) => values[at]!),
  );
};

const scatter: RequiredKernels['scatter'] = ([index, source], { axis, mode }, [out]) => {
  const values = read(out!);
  const added = read(source!);
  targets(index!, out!.shape, axis, 'scatter').forEach((at, i) => {
    const kind = mode === 'add' ? 'sum' : 'prod';
    values[at] = mode === 'set' ? added[i]! : step(kind, values[at]!, convert(added[i]!, out!.dtype), out!.dtype);
  });
  write(out!, values);
};

const scan: RequiredKernels['scan'] = ([x], { kind, axis }, [out, indices]) => {
  const values = read(x!);
  const results = [...values];
  const places: Value[] = values.map(() => 0);
  for (const group of groups(x!.shape, [axis])) {
    let best = 0;
    group.forEach((at, i) => {
      // Of equals, the later; a NaN stays.
      if (i > 0 && (kind === 'max' || kind === 'min'))
        best = isAhead(kind, values[group[best]!]!, values[at]!) ? best : i;
      places[at] = best;
      if (kind === 'max' || kind === 'min') results[at] = values[group[best]!]!;
      else if (i > 0) results[at] = step(kind, results[group[i - 1]!]!, values[at]!, out!.dtype);
    });
  }
  write(out!, results);
  if (indices !== undefined) write(indices, places);
};

const sort: RequiredKernels['sort'] = ([x], { axis, descending }, [out, indices]) => {
  const values = read(x!);
  const results = [...values];
  const places: Value[] = values.map(() => 0);
  for (const group of groups(x!.shape, [axis])) {
    const order = group
      .map((_, i) => i)
      .sort((i, j) => sortsBefore(values[group[i]!]!, values[group[j]!]!) * (descending ? -1 : 1));
    order.forEach((from, to) => {
      results[group[to]!] = values[group[from]!]!;
      places[group[to]!] = from;
    });
  }
  write(out!, results);
  write(indices!, places);
};

/** Over the last axis, in float64. */
function softmaxRows(rule: (x: number, max: number, sum: number) => number): Kernel<unknown> {
  return ([x], _, [out]) => {
    const values = read(x!).map(Number);
    const results = [...values];
    for (const row of groups(x!.shape, [x!.shape.length - 1])) {
      const max = Math.max(...row.map((at) => values[at]!));
      const sum = row.reduce((total, at) => total + Math.exp(values[at]! - max), 0);
      for (const at of row) results[at] = rule(values[at]!, max, sum);
    }
    write(out!, results);
  };
}

/** Every kernel but `random`, straight from its definition, on blocks that are plain typed arrays. */
export const referenceKernels: KernelTable = {
  fill,
  copy,
  expression,
  reduce,
  argReduce,
  matmul,
  gather,
  scatter,
  scan,
  sort,
  softmax: softmaxRows((x, max, sum) => Math.exp(x - max) / sum),
  logSoftmax: softmaxRows((x, max, sum) => x - max - Math.log(sum)),
};
