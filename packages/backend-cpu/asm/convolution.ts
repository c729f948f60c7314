/*
 * Convolutions of float32 as products, whose second operand is packed straight from the images: no columns are ever laid out in
 * memory. Images, weights and outputs lie together in the order of their sizes: [batch, groups · channels, height, width],
 * [groups · filters, channels, window height, window width], [batch, groups · filters, out height, out width].
 */
import { correlate, slide } from './depthwise';
import { DEPTH, TALL } from './multiply';
import { packRows, padded, transpose } from './pack';
import { aim, biasAt, bytes, COLUMNS, outAt, ROWS, stage, tile } from './tile';
import {
  batch, channels, filters, groups, height, look, lookAtImage, marginedSize, outColumn, outHeight, outPlane, outRow,
  outWidth, readSizes, strideX, width, windowSize,
} from './window';

/** How many runs of eight places, and how many elements of a window, are packed at a time. */
const RUNS: i32 = 64;
const WIDE: i32 = 1024;

/** Bytes of workspace that both kernels need. */
export function convolutionWorkspaceBytes(sizes: usize): usize {
  readSizes(sizes);
  const rows = TALL * max(DEPTH, outWidth);
  const columns = max(RUNS * COLUMNS * DEPTH, min(padded(windowSize(), COLUMNS), WIDE) * max(DEPTH, outWidth));
  return bytes(marginedSize() + rows + columns + 2 * COLUMNS * COLUMNS);
}

/**
 * out = the convolution of the images x with the weights w, plus a bias for each filter, and then nothing below 0 if `relu`. Places of
 * the output may be apart. Windows may be empty: then there is nothing but the bias.
 */
export function convolve(
  sizes: usize,
  x: usize,
  w: usize,
  bias: usize,
  out: usize,
  relu: bool,
  workspace: usize,
): void {
  readSizes(sizes);
  aim(outPlane, outColumn, bias != 0, 1, 0, relu);
  const size = windowSize();
  for (let group = 0; group < groups; group++) {
    for (let n = 0; n < batch; n++) {
      const at = n * groups + group;
      lookAtImage(x + bytes(at * channels * height * width), workspace);
      if (isDepthwise() && outColumn == 1) {
        const first: f32 = bias == 0 ? 0 : load<f32>(bias + bytes(group));
        slide(w + bytes(group * size), first, out + bytes(at * outPlane), relu);
        continue;
      }
      oneImage(
        w + bytes(group * filters * size),
        bias + bytes(group * filters),
        out + bytes(at * filters * outPlane),
        size,
        workspace + bytes(marginedSize()),
      );
    }
  }
}

/** One channel, one filter. */
function isDepthwise(): bool {
  return channels == 1 && filters == 1 && strideX == 1;
}

/** A product of the filters with what the windows see: runs of eight places in a row, so many at a time. */
function oneImage(w: usize, bias: usize, out: usize, size: i32, rows: usize): void {
  const columns = rows + bytes(TALL * DEPTH);
  const across = (outWidth + COLUMNS - 1) / COLUMNS;
  const total = outHeight * across;
  for (let from = 0; from < total; from += RUNS) {
    const count = min(RUNS, total - from);
    let done = 0;
    do {
      const depth = min(DEPTH, size - done);
      stage(done == 0, done + depth == size);
      for (let run = 0; run < count; run++) {
        const y = (from + run) / across;
        look(y, (from + run - y * across) * COLUMNS, done, depth, columns + bytes(run * COLUMNS * depth));
      }
      for (let top = 0; top < filters; top += TALL) {
        const tall = min(TALL, filters - top);
        packRows(w + bytes(top * size + done), size, 1, tall, depth, rows);
        for (let run = 0; run < count; run++) {
          const y = (from + run) / across;
          const left = (from + run - y * across) * COLUMNS;
          for (let i = 0; i < tall; i += ROWS) {
            tile(
              min(ROWS, tall - i),
              min(COLUMNS, outWidth - left),
              depth,
              rows + bytes(i * depth),
              columns + bytes(run * COLUMNS * depth),
              bytes(COLUMNS),
              outAt(out + bytes(y * outRow), top + i, left),
              biasAt(bias, top + i, 0),
            );
          }
        }
      }
      done += depth;
    } while (done < size);
  }
}

/**
 * Weights for the way back, from outputs to images: channels and filters of a group exchanged, and of the rows and columns of the window
 * some alone, from `firstY` and `firstX` on and so many steps further.
 */
export function turnWeights(
  w: usize,
  into: usize,
  groups: i32,
  filters: i32,
  channels: i32,
  windowHeight: i32,
  windowWidth: i32,
  firstY: i32,
  stepY: i32,
  countY: i32,
  firstX: i32,
  stepX: i32,
  countX: i32,
): void {
  const area = windowHeight * windowWidth;
  for (let group = 0; group < groups; group++) {
    for (let channel = 0; channel < channels; channel++) {
      for (let filter = 0; filter < filters; filter++) {
        const window = w + bytes(((group * filters + filter) * channels + channel) * area);
        for (let y = 0; y < countY; y++) {
          let from = window + bytes((firstY + y * stepY) * windowWidth + firstX);
          for (let x = 0; x < countX; x++) {
            store<f32>(into, load<f32>(from));
            into += 4;
            from += bytes(stepX);
          }
        }
      }
    }
  }
}

/** The gradient of the weights: dw = Σ over images and places of dy · what the window sees there. */
export function convolveWeights(sizes: usize, x: usize, dy: usize, dw: usize, workspace: usize): void {
  readSizes(sizes);
  const size = windowSize();
  const places = outHeight * outWidth;
  aim(size, 1, false, 0, 0, false);
  const rowsAtOnce = max(1, DEPTH / outWidth);
  for (let group = 0; group < groups; group++) {
    for (let n = 0; n < batch; n++) {
      const at = n * groups + group;
      lookAtImage(x + bytes(at * channels * height * width), workspace);
      const rest = workspace + bytes(marginedSize());
      if (isDepthwise()) {
        correlate(dy + bytes(at * places), dw + bytes(group * size), n == 0);
        continue;
      }
      for (let y = 0; y < outHeight; y += rowsAtOnce) {
        stage(n == 0 && y == 0, true);
        const rows = min(rowsAtOnce, outHeight - y);
        const seen = dy + bytes(at * filters * places + y * outWidth);
        for (let first = 0; first < size; first += WIDE) {
          const part = min(WIDE, size - first);
          addWeights(seen, y, rows, first, part, dw + bytes(group * filters * size + first), rest);
        }
      }
    }
  }
}

/** A product of dy with elements of the windows, over some rows of places. */
function addWeights(
  dy: usize,
  y: i32,
  rows: i32,
  first: i32,
  count: i32,
  dw: usize,
  workspace: usize,
): void {
  const depth = rows * outWidth;
  const square = workspace;
  const panels = workspace + bytes(COLUMNS * COLUMNS);
  const columns = panels + bytes(TALL * max(DEPTH, outWidth));
  for (let k = 0; k < count; k += COLUMNS) {
    const wide = min(COLUMNS, count - k);
    let into = columns + bytes(k * depth);
    for (let row = y; row < y + rows; row++) {
      for (let left = 0; left < outWidth; left += COLUMNS) {
        look(row, left, first + k, wide, square);
        // What lies behind the end of a row is overwritten by the next.
        transpose(square, 32, into, 32);
        transpose(square + 128, 32, into + 16, 32);
        transpose(square + 16, 32, into + 128, 32);
        transpose(square + 144, 32, into + 144, 32);
        into += bytes(COLUMNS * min(COLUMNS, outWidth - left));
      }
    }
  }
  for (let top = 0; top < filters; top += TALL) {
    const tall = min(TALL, filters - top);
    packRows(dy + bytes(top * outHeight * outWidth), outHeight * outWidth, 1, tall, depth, panels);
    for (let k = 0; k < count; k += COLUMNS) {
      for (let i = 0; i < tall; i += ROWS) {
        tile(
          min(ROWS, tall - i),
          min(COLUMNS, count - k),
          depth,
          panels + bytes(i * depth),
          columns + bytes(k * depth),
          bytes(COLUMNS),
          outAt(dw, top + i, k),
          0,
        );
      }
    }
  }
}
