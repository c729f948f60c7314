/*
 * What the windows of a convolution see of an image: eight places of a row of the output at a time, for one offset in the window. Places
 * beyond the image are 0. Steps and offsets may be negative, so that a transposed convolution of stride 1 is one as well.
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
let strideY: i32 = 0;
let strideX: i32 = 0;
let dilationY: i32 = 0;
let dilationX: i32 = 0;
let beforeY: i32 = 0;
let beforeX: i32 = 0;
/** Where the images begin and end in memory. */
let imagesStart: usize = 0;
let imagesEnd: usize = 0;

export function readSizes(sizes: usize, images: usize): void {
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
  imagesStart = images;
  imagesEnd = images + (<usize>(batch * groups * channels * height * width) << 2);
}

/** Elements that a window sees. */
// @ts-ignore: decorator
@inline
export function windowSize(): i32 {
  return channels * windowHeight * windowWidth;
}

/**
 * What elements `first` up to `first + count` of a window see, channel by channel and row by row, from (y, x) in the output and the seven
 * places to its right: eight float32 each, one behind the other. `image`: the first channel.
 */
export function look(image: usize, y: i32, x: i32, first: i32, count: i32, into: usize): void {
  const area = windowHeight * windowWidth;
  let channel = image + (<usize>(first / area * height * width) << 2);
  let ky = (first % area) / windowWidth;
  let kx = first % windowWidth;
  const top = y * strideY - beforeY;
  const left = x * strideX - beforeX;
  while (count > 0) {
    const part = min(windowWidth - kx, count);
    const row = top + ky * dilationY;
    if (<u32>row < <u32>height) lookAlong(channel + (<usize>(row * width) << 2), left + kx * dilationX, part, into);
    else memory.fill(into, 0, <usize>part << 5);
    into += <usize>part << 5;
    count -= part;
    kx = 0;
    if (++ky == windowHeight) {
      ky = 0;
      channel += <usize>(height * width) << 2;
    }
  }
}

/** The same for a row of the window, which sees the row of the image that begins at `row`, from `column` on. */
// @ts-ignore: decorator
@inline
function lookAlong(row: usize, column: i32, count: i32, into: usize): void {
  const end = into + (<usize>count << 5);
  const step = dilationX;
  if (strideX == 1 && step > 0 && column >= 0 && column + (count - 1) * step + 8 <= width) {
    let from = row + (<usize>column << 2);
    for (; into != end; into += 32) {
      v128.store(into, v128.load(from));
      v128.store(into, v128.load(from, 16), 16);
      from += <usize>step << 2;
    }
  } else {
    for (; into != end; into += 32) {
      lookAt(row, column, into);
      column += step;
    }
  }
}

/** Eight places from `column` on in the row that begins at `row`. */
// @ts-ignore: decorator
@inline
function lookAt(row: usize, column: i32, into: usize): void {
  const from = row + (<usize>column << 2);
  if (strideX == 1 && isMemory(from, 32)) {
    keep(into, v128.load(from), i32x4.add(i32x4.splat(column), i32x4(0, 1, 2, 3)));
    keep(into + 16, v128.load(from, 16), i32x4.add(i32x4.splat(column), i32x4(4, 5, 6, 7)));
  } else if (strideX == 2 && isMemory(from, 64)) {
    const low = v128.shuffle<f32>(v128.load(from), v128.load(from, 16), 0, 2, 4, 6);
    const high = v128.shuffle<f32>(v128.load(from, 32), v128.load(from, 48), 0, 2, 4, 6);
    keep(into, low, i32x4.add(i32x4.splat(column), i32x4(0, 2, 4, 6)));
    keep(into + 16, high, i32x4.add(i32x4.splat(column), i32x4(8, 10, 12, 14)));
  } else gather(row, column, into);
}

/** Whether vectors read there lie within the images, if not in the row. */
// @ts-ignore: decorator
@inline
function isMemory(from: usize, size: usize): bool {
  return from - imagesStart <= imagesEnd - imagesStart - size && imagesEnd - imagesStart >= size;
}

/** The lanes whose columns are the row's; 0 for the others. */
// @ts-ignore: decorator
@inline
function keep(into: usize, values: v128, columns: v128): void {
  v128.store(into, v128.and(values, i32x4.lt_u(columns, i32x4.splat(width))));
}

function gather(row: usize, column: i32, into: usize): void {
  for (const end = into + 32; into != end; into += 4) {
    store<f32>(into, <u32>column < <u32>width ? load<f32>(row + (<usize>column << 2)) : 0);
    column += strideX;
  }
}
