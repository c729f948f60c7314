import type { ArgReduceAttributes, View } from '@nn/core';
import { memory } from '../memory.js';
import { forRows, rowWriter } from '../rows.js';

/** Where along the axis the extreme stands: the first of equals, the first NaN before all. */
export function argReduce(inputs: readonly View[], attributes: ArgReduceAttributes, outputs: readonly View[]): void {
  const x = inputs[0]!;
  const { axis, kind } = attributes;
  const write = rowWriter(outputs[0]!, axis, 'int32');
  let found = new Int32Array(0);
  forRows(x, axis, x.dtype === 'int64' ? 'int64' : 'float64', (rows, count, length) => {
    if (found.length < count) found = memory.allocate('int32', count) as Int32Array<ArrayBuffer>;
    // Comparing works alike on numbers and bigints.
    if (kind === 'argmax') findGreatest(rows as Float64Array, count, length, found);
    else findLeast(rows as Float64Array, count, length, found);
    write(found, count);
  });
}

function findGreatest(rows: Float64Array, count: number, length: number, found: Int32Array): void {
  for (let row = 0, start = 0; row < count; row++, start += length) {
    let at = start;
    let best = rows[start]!;
    for (let k = start + 1; k < start + length && best === best; k++) {
      const value = rows[k]!;
      if (value > best || value !== value) {
        best = value;
        at = k;
      }
    }
    found[row] = at - start;
  }
}

function findLeast(rows: Float64Array, count: number, length: number, found: Int32Array): void {
  for (let row = 0, start = 0; row < count; row++, start += length) {
    let at = start;
    let best = rows[start]!;
    for (let k = start + 1; k < start + length && best === best; k++) {
      const value = rows[k]!;
      if (value < best || value !== value) {
        best = value;
        at = k;
      }
    }
    found[row] = at - start;
  }
}
