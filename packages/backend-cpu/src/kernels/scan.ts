import { isFloating, type ScanAttributes, type TypedArray, type View } from '@nn/core';
import { memory } from '../memory.js';
import { forRows, rowWriter } from '../rows.js';

/**
 * Running sums, products and extremes along an axis. Floats are accumulated in float64 and every step is rounded once; integers
 * wrap. Of equal extremes the latest counts, and a NaN stays, as in PyTorch.
 */
export function scan(inputs: readonly View[], attributes: ScanAttributes, outputs: readonly View[]): void {
  const x = inputs[0]!;
  const { axis, kind } = attributes;
  const type = x.dtype === 'int64' ? 'int64' : isFloating(x.dtype) ? 'float64' : 'int32';
  const writeValues = rowWriter(outputs[0]!, axis, type);
  const writeIndices = outputs[1] === undefined ? null : rowWriter(outputs[1], axis, 'int32');
  let places = new Int32Array(0);
  forRows(x, axis, type, (rows, count, length) => {
    if (kind === 'max' || kind === 'min') {
      if (places.length < count * length) places = memory.allocate('int32', count * length) as Int32Array<ArrayBuffer>;
      scanExtremes(rows as Float64Array, count, length, kind === 'max', places);
      writeIndices?.(places, count * length);
    } else {
      accumulate[type === 'float64' || type === 'int32' ? type : 'int64'][kind](rows, count, length);
    }
    writeValues(rows, count * length);
  });
}

type Accumulate = (rows: TypedArray, count: number, length: number) => void;

/** Replaces every element by its join with what came before it in its row. */
function accumulateBy<T extends number | bigint>(join: (a: T, b: T) => T): Accumulate {
  return (rows, count, length) => {
    for (let row = 0, start = 0; row < count; row++, start += length) {
      for (let k = start + 1; k < start + length; k++) rows[k] = join(rows[k - 1] as T, rows[k] as T);
    }
  };
}

const accumulate: Record<'float64' | 'int32' | 'int64', Record<'sum' | 'prod', Accumulate>> = {
  float64: {
    sum(rows, count, length) {
      for (let row = 0, k = 0; row < count; row++) {
        let sum = 0;
        for (const end = k + length; k < end; k++) rows[k] = sum += rows[k] as number;
      }
    },
    prod: accumulateBy<number>((a, b) => a * b),
  },
  int32: { sum: accumulateBy<number>((a, b) => a + b), prod: accumulateBy<number>(Math.imul) },
  int64: { sum: accumulateBy<bigint>((a, b) => a + b), prod: accumulateBy<bigint>((a, b) => a * b) },
};

function scanExtremes(rows: Float64Array, count: number, length: number, greatest: boolean, places: Int32Array): void {
  for (let row = 0, start = 0; row < count; row++, start += length) {
    let best = rows[start]!;
    let at = 0;
    for (let k = 0; k < length; k++) {
      const value = rows[start + k]!;
      if (value !== value || (greatest ? value >= best : value <= best)) {
        best = value;
        at = k;
      }
      rows[start + k] = best;
      places[start + k] = at;
    }
  }
}
