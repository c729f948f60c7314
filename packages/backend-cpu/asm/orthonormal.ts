/*
 * Matrices with perpendicular columns of one length, by Householder's reflections. Columns stand in blocks of eight: a row of a block is
 * two vectors, and nothing is packed again for a product. Rows and columns are padded with zeros, so that there are no edges.
 *
 * A product of reflections, the first one leftmost, is I + Y Vᵀ, and its transpose I + V Yᵀ: V holds their vectors, Y is -V T for a small
 * triangle T (C. Bischof and C. Van Loan, *The WY representation for products of Householder matrices*, 1987). So all work but that within
 * a block is C += L (Rᵀ C) for a V and a Y, by tiles of four by eight.
 */
import { multiplyAdd } from './simd';

const COLUMNS: i32 = 8;
/** Rows of a tile. */
const ROWS: i32 = 4;
/** Blocks whose reflections are carried out at a time. */
const WIDE: i32 = 8;
/** Bytes of a row of a block, and of the products of two blocks. */
const ROW: i32 = 32;
const SQUARE: i32 = 256;

/** The matrix, which becomes V and then Q. Globals belong to an instance: threads do not share them. */
let vectors: usize = 0;
/** Y. */
let partners: usize = 0;
/** From block to block, in bytes. */
let step: i32 = 0;
let rows: i32 = 0;
let columns: i32 = 0;
/** V of one round, while Q takes its place. */
let panel: usize = 0;
/** Rᵀ C: a square for every block of R. */
let products: usize = 0;
/** The factors of a block's reflections. */
let scales: usize = 0;
/** The signs of R's diagonal. */
let signs: usize = 0;

/** Bytes of workspace that `orthonormalize` needs: maybe more than there are addresses. */
export function orthonormalizeBytes(m: i32, n: i32): f64 {
  return <f64>blockBytes(m) * <f64>(2 * blocksOf(n) + WIDE) + <f64>(WIDE * SQUARE + ROW) + <f64>n * 4;
}

/**
 * Replaces a matrix with at least as many rows as columns by Q · length of the decomposition A = QR in which no diagonal element of R is
 * negative; a column is 0 where that is. Strides in elements. The squares of columns' lengths are within float32's range. `workspace`: at a
 * multiple of 16.
 */
export function orthonormalize(m: i32, n: i32, a: usize, row: i32, column: i32, length: f32, workspace: usize): void {
  const blocks = blocksOf(n);
  rows = blocksOf(m) * COLUMNS;
  columns = n;
  step = blockBytes(m);
  vectors = workspace;
  partners = vectors + blocks * step;
  panel = partners + blocks * step;
  products = panel + WIDE * step;
  scales = products + WIDE * SQUARE;
  signs = scales + ROW;
  memory.fill(vectors, 0, blocks * step);
  for (let block = 0; block < blocks; block++) take(m, block, a, row, column);
  for (let block = 0; block < blocks; block += WIDE) {
    const end = min(block + WIDE, blocks);
    factor(block, end);
    for (let next = end; next < blocks; next++) reflect(vectors, partners, block, end, vectors, next);
  }
  for (let block = (blocks - 1) & -WIDE; block >= 0; block -= WIDE) accumulate(block, min(block + WIDE, blocks), blocks);
  for (let block = 0; block < blocks; block++) give(m, block, a, row, column, length);
}

// @ts-ignore: decorator
@inline
function bytes(elements: i32): usize {
  return <usize>elements << 2;
}

// @ts-ignore: decorator
@inline
function blocksOf(n: i32): i32 {
  return (n + COLUMNS - 1) / COLUMNS;
}

/** A line of a cache more than the rows take: blocks do not fall into the same lines. */
function blockBytes(m: i32): i32 {
  return ROW * (blocksOf(m) * COLUMNS + 2);
}

// @ts-ignore: decorator
@inline
function blockAt(matrix: usize, block: i32): usize {
  return matrix + block * step;
}

/** Makes the reflections of some blocks that those before are done with: by halves, so that most of it is products of blocks. */
function factor(block: i32, end: i32): void {
  if (end - block == 1) {
    factorBlock(block);
    return;
  }
  const half = (block + end) >> 1;
  factor(block, half);
  for (let next = half; next < end; next++) reflect(vectors, partners, block, half, vectors, next);
  factor(half, end);
  for (let next = half; next < end; next++) reflect(partners, vectors, block, half, partners, next);
}

/** Applies the product of some blocks' reflections, or its transpose, to another block: C += L (Rᵀ C), from the first one's diagonal down. */
function reflect(left: usize, right: usize, block: i32, end: i32, target: usize, at: i32): void {
  const first = bytes(block * COLUMNS * COLUMNS);
  const c = blockAt(target, at) + first;
  const count = rows - block * COLUMNS;
  for (let i = block; i < end; i++)
    multiplyTransposed(blockAt(right, i) + first, c, count, products + (i - block) * SQUARE);
  addProducts(blockAt(left, block) + first, end - block, c, count);
}

/** Makes a block the vectors of the reflections that clear it below the diagonal, and finds their partners. */
function factorBlock(block: i32): void {
  const v = blockAt(vectors, block);
  const y = blockAt(partners, block);
  const above = bytes(block * COLUMNS * COLUMNS);
  const x = v + above;
  const count = rows - block * COLUMNS;
  memory.fill(scales, 0, ROW);
  for (let lane = 0, end = min(COLUMNS, columns - block * COLUMNS); lane < end; lane++)
    eliminate(x, lane, count, signs + bytes(block * COLUMNS + lane));
  // R goes.
  memory.fill(v, 0, above);
  for (let lane = 0; lane < COLUMNS; lane++) memory.fill(x + bytes(9 * lane + 1), 0, bytes(7 - lane));
  multiplyTransposed(x, x, count, products);
  makeTriangle(products);
  memory.fill(y, 0, step);
  addProducts(x, 1, y + above, count);
}

/**
 * Turns a column of a block, from the diagonal down, into the vector v of the reflection I + scale · v vᵀ that takes it to a multiple of the
 * first unit vector, and reflects the columns after it. The sign of that multiple is that of R's diagonal.
 */
function eliminate(block: usize, lane: i32, count: i32, sign: usize): void {
  const start = block + lane * ROW;
  const end = block + count * ROW;
  const column = bytes(lane);
  let low = f32x4.splat(0);
  let high = low;
  // What the length is wrong by, the reflection is not orthogonal by.
  let squares: f64 = 0;
  for (let at = start; at != end; at += ROW) {
    const x = load<f32>(at + column);
    squares += <f64>x * <f64>x;
    low = multiplyAdd(f32x4.splat(x), v128.load(at), low);
    high = multiplyAdd(f32x4.splat(x), v128.load(at, 16), high);
  }
  const first = load<f32>(start + column);
  store<f32>(sign, squares == 0 ? 0 : first < 0 ? 1 : -1);
  if (squares == 0) return;
  // Away from `first`, so that nothing cancels.
  const norm = <f32>(first < 0 ? -sqrt(squares) : sqrt(squares));
  const scale: f32 = -1 / <f32>(norm * (norm + first));
  store<f32>(scales + column, scale);
  store<f32>(start + column, first + norm);
  low = change(low, v128.load(start), norm, scale, i32x4.gt_s(i32x4(0, 1, 2, 3), i32x4.splat(lane)));
  high = change(high, v128.load(start, 16), norm, scale, i32x4.gt_s(i32x4(4, 5, 6, 7), i32x4.splat(lane)));
  for (let at = start; at != end; at += ROW) {
    const x = v128.load32_splat(at + column);
    v128.store(at, multiplyAdd(x, low, v128.load(at)));
    v128.store(at, multiplyAdd(x, high, v128.load(at, 16)), 16);
  }
}

/** What v adds to the columns after it: `sums` are their products with the column that v was, `row` their first elements. */
// @ts-ignore: decorator
@inline
function change(sums: v128, row: v128, norm: f32, scale: f32, after: v128): v128 {
  return v128.and(f32x4.mul(multiplyAdd(row, f32x4.splat(norm), sums), f32x4.splat(scale)), after);
}

/** Replaces the products of a block's vectors by the triangle -T of their reflections, column by column. */
function makeTriangle(t: usize): void {
  for (let k = 0; k < COLUMNS; k++) {
    const scale = load<f32>(scales + bytes(k));
    for (let r = 0; r < k; r++) {
      let sum: f32 = 0;
      for (let c = r; c < k; c++) sum += load<f32>(t + bytes(r * COLUMNS + c)) * load<f32>(t + bytes(c * COLUMNS + k));
      store<f32>(t + bytes(r * COLUMNS + k), scale * sum);
    }
    store<f32>(t + bytes(9 * k), scale);
    for (let r = k + 1; r < COLUMNS; r++) store<f32>(t + bytes(r * COLUMNS + k), 0);
  }
}

/** Puts unit vectors in the place of some blocks, and applies these blocks' reflections to them and to the Q that is there behind them. */
function accumulate(block: i32, end: i32, blocks: i32): void {
  const apart = panel - block * step;
  for (let i = block; i < end; i++) {
    const v = blockAt(vectors, i);
    memory.copy(blockAt(apart, i), v, step);
    memory.fill(v, 0, step);
    for (let lane = 0; lane < COLUMNS; lane++) store<f32>(v + bytes((i * COLUMNS + lane) * COLUMNS + lane), 1);
  }
  for (let next = block; next < blocks; next++) reflect(partners, apart, block, end, vectors, next);
}

/** Copies a block from the matrix: row by row, so that no line of a cache is fetched more than once. */
function take(m: i32, block: i32, a: usize, row: i32, column: i32): void {
  const first = block * COLUMNS;
  const count = min(COLUMNS, columns - first);
  let into = blockAt(vectors, block);
  for (a += bytes(first * column); m > 0; m--) {
    for (let lane = 0; lane < count; lane++) store<f32>(into + bytes(lane), load<f32>(a + bytes(lane * column)));
    a += bytes(row);
    into += ROW;
  }
}

/** Copies a block of Q into the matrix, with its columns' signs and length. */
function give(m: i32, block: i32, a: usize, row: i32, column: i32, length: f32): void {
  const first = block * COLUMNS;
  const count = min(COLUMNS, columns - first);
  const sign = signs + bytes(first);
  let from = blockAt(vectors, block);
  for (a += bytes(first * column); m > 0; m--) {
    for (let lane = 0; lane < count; lane++) {
      const at = bytes(lane);
      store<f32>(a + bytes(lane * column), load<f32>(from + at) * load<f32>(sign + at) * length);
    }
    a += bytes(row);
    from += ROW;
  }
}

/** The products of the columns of two blocks: Rᵀ C. */
function multiplyTransposed(r: usize, c: usize, count: i32, into: usize): void {
  productsOfFour(r, c, count, into);
  productsOfFour(r + 16, c, count, into + 4 * ROW);
}

function productsOfFour(r: usize, c: usize, count: i32, into: usize): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const end = r + count * ROW;
  while (r != end) {
    const b0 = v128.load(c);
    const b1 = v128.load(c, 16);
    let x = v128.load32_splat(r);
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load32_splat(r, 4);
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load32_splat(r, 8);
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load32_splat(r, 12);
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);
    r += ROW;
    c += ROW;
  }
  v128.store(into, c00);
  v128.store(into, c01, 16);
  v128.store(into, c10, 32);
  v128.store(into, c11, 48);
  v128.store(into, c20, 64);
  v128.store(into, c21, 80);
  v128.store(into, c30, 96);
  v128.store(into, c31, 112);
}

/** C += the blocks of L times the squares in `products`. */
function addProducts(l: usize, blocks: i32, c: usize, count: i32): void {
  for (; count > 0; count -= ROWS) {
    addToFour(l, blocks, c);
    l += ROWS * ROW;
    c += ROWS * ROW;
  }
}

function addToFour(l: usize, blocks: i32, c: usize): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  let w = products;
  for (; blocks > 0; blocks--) {
    const end = w + SQUARE;
    let a = l;
    while (w != end) {
      const b0 = v128.load(w);
      const b1 = v128.load(w, 16);
      let x = v128.load32_splat(a);
      c00 = multiplyAdd(x, b0, c00);
      c01 = multiplyAdd(x, b1, c01);
      x = v128.load32_splat(a, 32);
      c10 = multiplyAdd(x, b0, c10);
      c11 = multiplyAdd(x, b1, c11);
      x = v128.load32_splat(a, 64);
      c20 = multiplyAdd(x, b0, c20);
      c21 = multiplyAdd(x, b1, c21);
      x = v128.load32_splat(a, 96);
      c30 = multiplyAdd(x, b0, c30);
      c31 = multiplyAdd(x, b1, c31);
      a += 4;
      w += ROW;
    }
    l += step;
  }
  v128.store(c, f32x4.add(v128.load(c), c00));
  v128.store(c, f32x4.add(v128.load(c, 16), c01), 16);
  v128.store(c, f32x4.add(v128.load(c, 32), c10), 32);
  v128.store(c, f32x4.add(v128.load(c, 48), c11), 48);
  v128.store(c, f32x4.add(v128.load(c, 64), c20), 64);
  v128.store(c, f32x4.add(v128.load(c, 80), c21), 80);
  v128.store(c, f32x4.add(v128.load(c, 96), c30), 96);
  v128.store(c, f32x4.add(v128.load(c, 112), c31), 112);
}
