import type { SortAttributes, View } from '@nn/core';
import { memory } from '../memory.js';
import { forRows, rowWriter } from '../rows.js';

/** Sorts along an axis, stably in both directions; NaN is the greatest. As many come out as the outputs have room for. */
export function sort(inputs: readonly View[], attributes: SortAttributes, outputs: readonly View[]): void {
  const x = inputs[0]!;
  const { axis } = attributes;
  const type = x.dtype === 'int64' ? 'int64' : 'float64';
  const before = attributes.descending ? isGreater : isLess;
  const wanted = outputs[0]!.shape[axis] ?? 1;
  const writeValues = rowWriter(outputs[0]!, axis, type);
  const writeIndices = rowWriter(outputs[1]!, axis, 'int32');
  let work: Lists | null = null;
  let spare: Lists | null = null;
  forRows(x, axis, type, (array, count, length) => {
    const rows = array as Float64Array;
    work ??= listsOf(type, length);
    spare ??= listsOf(type, length);
    for (let row = 0; row < count; row++) {
      for (let k = 0; k < length; k++) {
        work.keys[k] = rows[row * length + k]!;
        work.places[k] = k;
      }
      const sorted = mergeSort(work, spare, length, before);
      writeValues(sorted.keys, wanted);
      writeIndices(sorted.places, wanted);
    }
  });
}

interface Lists {
  /** Comparing and moving work alike on numbers and bigints. */
  readonly keys: Float64Array;
  readonly places: Int32Array;
}

function listsOf(type: 'float64' | 'int64', length: number): Lists {
  return {
    keys: memory.allocate(type, length) as Float64Array,
    places: memory.allocate('int32', length) as Int32Array,
  };
}

function isLess(a: number, b: number): boolean {
  return a < b || (b !== b && a === a);
}

function isGreater(a: number, b: number): boolean {
  return a > b || (a !== a && b === b);
}

const shortRun = 8;

/** Sorts short runs by insertion, then merges them to and fro; says in which of the lists the result is. */
function mergeSort(lists: Lists, spare: Lists, length: number, before: (a: number, b: number) => boolean): Lists {
  for (let start = 0; start < length; start += shortRun)
    insertionSort(lists, start, Math.min(start + shortRun, length), before);
  let from = lists;
  let to = spare;
  for (let width = shortRun; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width) {
      merge(from, to, start, Math.min(start + width, length), Math.min(start + 2 * width, length), before);
    }
    [from, to] = [to, from];
  }
  return from;
}

function insertionSort(
  { keys, places }: Lists,
  start: number,
  end: number,
  before: (a: number, b: number) => boolean,
): void {
  for (let k = start + 1; k < end; k++) {
    const key = keys[k]!;
    const place = places[k]!;
    let hole = k;
    while (hole > start && before(key, keys[hole - 1]!)) {
      keys[hole] = keys[hole - 1]!;
      places[hole] = places[hole - 1]!;
      hole--;
    }
    keys[hole] = key;
    places[hole] = place;
  }
}

function merge(
  from: Lists,
  to: Lists,
  start: number,
  middle: number,
  end: number,
  before: (a: number, b: number) => boolean,
): void {
  let left = start;
  let right = middle;
  for (let k = start; k < end; k++) {
    const takesRight = left >= middle || (right < end && before(from.keys[right]!, from.keys[left]!));
    const source = takesRight ? right++ : left++;
    to.keys[k] = from.keys[source]!;
    to.places[k] = from.places[source]!;
  }
}
