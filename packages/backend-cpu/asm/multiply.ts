/*
 * float32 matrix products of any strides. Pointers are bytes, strides elements. Nothing is read or written outside the operands, the
 * output and the workspace.
 */
import { packAny, packColumns, packRows, padded } from './pack';
import { aim, biasAt, bytes, COLUMNS, dots, outAt, row32, ROWS, stage, tile } from './tile';

/** How much of k, of the rows and of the columns is packed at a time: for the first, second and third level of caches. */
export const DEPTH: i32 = 256;
export const TALL: i32 = 96;
const WIDE: i32 = 2048;
/** Up to so many rows, packing B would cost as much as the product. */
const FEW: i32 = 8;
/** Rows of B that are longer are read side by side, so many at a time: down a column every step would be another page. */
const NEAR: i32 = 1024;
const SHALLOW: i32 = 8;

/** Bytes of workspace that `multiply` needs for these sizes. */
export function workspaceBytes(m: i32, n: i32, k: i32): usize {
  const depth = min(k, DEPTH);
  const panels = depth * (padded(min(max(m, n), TALL), ROWS) + padded(min(max(m, n), WIDE), COLUMNS));
  return bytes(max(panels, k * FEW));
}

/**
 * out = a b, or a b + bias, and then nothing below 0 if `relu`. Any strides; the output overlaps no operand. `bias` 0:
 * none. `workspace`: at a multiple of 16.
 */
export function multiply(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  bRow: i32,
  bColumn: i32,
  out: usize,
  outRowStride: i32,
  outColumnStride: i32,
  bias: usize,
  biasRowStride: i32,
  biasColumnStride: i32,
  relu: bool,
  workspace: usize,
): void {
  // The transposed product, where it has few rows, or rows that lie together in the output.
  if (m > FEW && (n <= FEW || (outRowStride == 1 && outColumnStride != 1))) {
    // prettier-ignore
    multiply(
      n, m, k, b, bColumn, bRow, a, aColumn, aRow, out, outColumnStride, outRowStride,
      bias, biasColumnStride, biasRowStride, relu, workspace,
    );
    return;
  }
  aim(outRowStride, outColumnStride, bias != 0, biasRowStride, biasColumnStride, relu);
  stage(true, true);
  if (m <= FEW && n >= COLUMNS && bColumn == 1) rowsByRows(m, n, k, a, aRow, aColumn, b, bRow, out, bias, workspace);
  else if (m <= FEW && bRow == 1) rowsByColumns(m, n, k, a, aRow, aColumn, b, bColumn, out, bias, workspace);
  else inPanels(m, n, k, a, aRow, aColumn, b, bRow, bColumn, out, bias, workspace);
}

function inPanels(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  bRow: i32,
  bColumn: i32,
  out: usize,
  bias: usize,
  aPanels: usize,
): void {
  const bPanels = aPanels + bytes(padded(min(m, TALL), ROWS) * min(k, DEPTH));
  for (let column = 0; column < n; column += WIDE) {
    const width = min(WIDE, n - column);
    let done = 0;
    do {
      const depth = min(DEPTH, k - done);
      stage(done == 0, done + depth == k);
      packColumns(b + bytes(done * bRow + column * bColumn), bColumn, bRow, width, depth, bPanels);
      for (let row = 0; row < m; row += TALL) {
        const height = min(TALL, m - row);
        packRows(a + bytes(row * aRow + done * aColumn), aRow, aColumn, height, depth, aPanels);
        for (let j = 0; j < width; j += COLUMNS) {
          for (let i = 0; i < height; i += ROWS) {
            tile(
              min(ROWS, height - i),
              min(COLUMNS, width - j),
              depth,
              aPanels + bytes(i * depth),
              bPanels + bytes(j * depth),
              bytes(COLUMNS),
              outAt(out, row + i, column + j),
              biasAt(bias, row + i, column + j),
            );
          }
        }
      }
      done += depth;
    } while (done < k);
  }
}

/** Few rows, and the rows of B where they lie. */
function rowsByRows(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  bRow: i32,
  out: usize,
  bias: usize,
  panels: usize,
): void {
  packRows(a, aRow, aColumn, m, k, panels);
  const step = bytes(bRow);
  const run = n > NEAR ? SHALLOW * min(m, 2) : max(k, 1);
  let done = 0;
  do {
    const depth = min(run, k - done);
    stage(done == 0, done + depth == k);
    const rows = panels + bytes(done * ROWS);
    const from = b + bytes(done * bRow);
    let column = 0;
    for (; m == 1 && column + 32 <= n; column += 32) {
      row32(depth, rows, from + bytes(column), step, outAt(out, 0, column), biasAt(bias, 0, column));
    }
    for (; column + COLUMNS <= n; column += COLUMNS) tilesDown(m, column, depth, rows, k, from, step, out, bias);
    done += depth;
  } while (done < k);
  // The columns that are left: once more with the ones before them.
  stage(true, true);
  if ((n & (COLUMNS - 1)) != 0) tilesDown(m, n - COLUMNS, k, panels, k, b, step, out, bias);
}

/** All rows of a run of eight columns. Panels of A are `k` deep. */
function tilesDown(
  m: i32,
  column: i32,
  depth: i32,
  a: usize,
  k: i32,
  b: usize,
  bStep: usize,
  out: usize,
  bias: usize,
): void {
  b += bytes(column);
  for (let row = 0; row < m; row += ROWS) {
    const height = min(ROWS, m - row);
    tile(height, COLUMNS, depth, a + bytes(row * k), b, bStep, outAt(out, row, column), biasAt(bias, row, column));
  }
}

/** Few rows, and columns of B that lie together: dot products, four columns at a time, or one where there are fewer. */
function rowsByColumns(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  bColumn: i32,
  out: usize,
  bias: usize,
  rows: usize,
): void {
  if (aColumn != 1) {
    for (let i = 0; i < m; i++) packAny(a + bytes(i * aRow), 0, aColumn, 1, k, rows + bytes(i * k), 1);
    a = rows;
    aRow = k;
  }
  const together = n < 4 ? 1 : 4;
  const step = n < 4 ? 0 : bytes(bColumn);
  for (let column = 0; column < n; column += together) {
    const at = min(column, n - together);
    for (let i = 0; i < m; i++) {
      dots(
        k,
        a + bytes(i * aRow),
        b + bytes(at * bColumn),
        step,
        together,
        outAt(out, i, at),
        biasAt(bias, i, at),
      );
    }
  }
}
