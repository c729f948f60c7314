/*
 * What the windows of a convolution see of an image: eight places of a row of the output at a time, for one offset in the window. The image
 * is copied with a margin of zeros first, so that nobody asks where it ends.
 */

/** The sizes of a convolution, as a kernel's caller writes them down: 32-bit integers in this order. */
export let batch: i32 = 0;
export let groups: i32 = 0;
/** Channels of a group in the image, and the image's size. */
export let channels: i32 = 0;
export let height: i32 = 0;
export let width: i32 = 0;
/** Channels of a group in the output, the window's size, and the output's. */
export let filters: i32 = 0;
export let windowHeight: i32 = 0;
export let windowWidth: i32 = 0;
export let outHeight: i32 = 0;
export let outWidth: i32 = 0;
/** Place o sees offset k at o · stride + k · dilation - before. */
export let strideY: i32 = 0;
export let strideX: i32 = 0;
export let dilationY: i32 = 0;
export let dilationX: i32 = 0;
let beforeY: i32 = 0;
let beforeX: i32 = 0;
/** How far apart planes, rows and places of the output are in memory. */
export let outPlane: i32 = 0;
export let outRow: i32 = 0;
export let outColumn: i32 = 0;
/** The image that is looked at, with the margin that windows reach: zeros. */
export let margined: usize = 0;
let marginedHeight: i32 = 0;
export let marginedWidth: i32 = 0;

export function readSizes(sizes: usize): void {
  batch = load<i32>(sizes);
  groups = load<i32>(sizes, 4);
  channels = load<i32>(sizes, 8);
  height = load<i32>(sizes, 12);
  width = load<i32>(sizes, 16);
  filters = load<i32>(sizes, 20);
  windowHeight = load<i32>(sizes, 24);
  windowWidth = load<i32>(sizes, 28);
  outHeight = load<i32>(sizes, 32);
  outWidth = load<i32>(sizes, 36);
  strideY = load<i32>(sizes, 40);
  strideX = load<i32>(sizes, 44);
  dilationY = load<i32>(sizes, 48);
  dilationX = load<i32>(sizes, 52);
  beforeY = load<i32>(sizes, 56);
  beforeX = load<i32>(sizes, 60);
  outPlane = load<i32>(sizes, 64);
  outRow = load<i32>(sizes, 68);
  outColumn = load<i32>(sizes, 72);
  marginedHeight = (outHeight - 1) * strideY + (windowHeight - 1) * dilationY + 1;
  // Rows are looked at by eight places.
  marginedWidth = ((outWidth + 7) & ~7) * strideX + (windowWidth - 1) * dilationX;
}

/** Elements that a window sees. */
// @ts-ignore: decorator
@inline
export function windowSize(): i32 {
  return channels * windowHeight * windowWidth;
}

/** Elements of all channels of an image with its margin, and a vector more. */
export function marginedSize(): i32 {
  return windowSize() == 0 ? 0 : (channels * marginedHeight * marginedWidth + 7) & ~3;
}

/** Copies the channels of a group of an image, with the margin around them, and looks at them from now on. */
export function lookAtImage(image: usize, into: usize): void {
  if (windowSize() == 0) return;
  margined = into;
  const zero = f32x4.splat(0);
  for (let at = into, end = into + (<usize>marginedSize() << 2); at < end; at += 16) v128.store(at, zero);
  const top = max(0, -beforeY);
  const bottom = min(height, marginedHeight - beforeY);
  const left = max(0, -beforeX);
  const count = min(width, marginedWidth - beforeX) - left;
  for (let channel = 0; channel < channels; channel++) {
    let from = image + (<usize>((channel * height + top) * width + left) << 2);
    let row = into + (<usize>((channel * marginedHeight + top + beforeY) * marginedWidth + left + beforeX) << 2);
    for (let y = top; y < bottom; y++) {
      copyRow(from, row, count);
      from += <usize>width << 2;
      row += <usize>marginedWidth << 2;
    }
  }
}

// @ts-ignore: decorator
@inline
function copyRow(from: usize, into: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    v128.store(into, v128.load(from));
    from += 16;
    into += 16;
  }
  for (; count > 0; count--) {
    store<f32>(into, load<f32>(from));
    from += 4;
    into += 4;
  }
}

/**
 * What elements `first` up to `first + count` of a window see, channel by channel and row by row, from (y, x) in the output and the seven
 * places to its right: eight float32 each, one behind the other.
 */
export function look(y: i32, x: i32, first: i32, count: i32, into: usize): void {
  if (count == 0) return;
  const area = windowHeight * windowWidth;
  let channel = first / area;
  let ky = (first % area) / windowWidth;
  let kx = first % windowWidth;
  const corner = margined + (<usize>(y * strideY * marginedWidth + x * strideX) << 2);
  while (count > 0) {
    const part = min(windowWidth - kx, count);
    const row = (channel * marginedHeight + ky * dilationY) * marginedWidth + kx * dilationX;
    lookAlong(corner + (<usize>row << 2), part, into);
    into += <usize>part << 5;
    count -= part;
    kx = 0;
    if (++ky == windowHeight) {
      ky = 0;
      channel++;
    }
  }
}

/** The same for elements that lie in a row of the window, of which the first sees `from`. */
// @ts-ignore: decorator
@inline
function lookAlong(from: usize, count: i32, into: usize): void {
  const step = <usize>dilationX << 2;
  for (const end = into + (<usize>count << 5); into != end; into += 32) {
    if (strideX == 1) {
      v128.store(into, v128.load(from));
      v128.store(into, v128.load(from, 16), 16);
    } else if (strideX == 2) {
      v128.store(into, v128.shuffle<f32>(v128.load(from), v128.load(from, 16), 0, 2, 4, 6));
      v128.store(into, v128.shuffle<f32>(v128.load(from, 32), v128.load(from, 48), 0, 2, 4, 6), 16);
    } else {
      for (let place = 0; place < 8; place++) {
        store<f32>(into + (<usize>place << 2), load<f32>(from + (<usize>(place * strideX) << 2)));
      }
    }
    from += step;
  }
}
