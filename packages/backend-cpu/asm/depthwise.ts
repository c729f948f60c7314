/*
 * One channel by one filter, over the image that is looked at, places of a row side by side: too few products for panels to be worth
 * packing.
 */
import { multiplyAdd } from './simd';
import { bytes } from './tile';
import {
  dilationX, dilationY, margined, marginedWidth, outHeight, outRow, outWidth, strideY, windowHeight, windowWidth,
} from './window';

/** out = bias + what the windows see · w, and then nothing below 0 if `relu`. */
export function slide(w: usize, bias: f32, out: usize, relu: bool): void {
  for (let y = 0; y < outHeight; y++) {
    const row = margined + bytes(y * strideY * marginedWidth);
    const into = out + bytes(y * outRow);
    for (let x = 0; x < outWidth; x += 8) {
      let low = f32x4.splat(bias);
      let high = low;
      let from = row + bytes(x);
      let at = w;
      for (let ky = 0; ky < windowHeight; ky++) {
        let seen = from;
        for (const end = at + bytes(windowWidth); at != end; at += 4) {
          const factor = v128.load32_splat(at);
          low = multiplyAdd(factor, v128.load(seen), low);
          high = multiplyAdd(factor, v128.load(seen, 16), high);
          seen += bytes(dilationX);
        }
        from += bytes(dilationY * marginedWidth);
      }
      if (relu) {
        low = f32x4.pmax(f32x4.splat(0), low);
        high = f32x4.pmax(f32x4.splat(0), high);
      }
      write(into + bytes(x), low, outWidth - x);
      write(into + bytes(x + 4), high, outWidth - x - 4);
    }
  }
}

// @ts-ignore: decorator
@inline
function write(into: usize, values: v128, count: i32): void {
  if (count >= 4) {
    v128.store(into, values);
    return;
  }
  for (; count > 0; count--) {
    store<f32>(into, f32x4.extract_lane(values, 0));
    values = v128.shuffle<f32>(values, values, 1, 2, 3, 0);
    into += 4;
  }
}

/** dw = Σ dy · what the windows see, or, after the first image, that more. */
export function correlate(dy: usize, dw: usize, isFirst: bool): void {
  for (let ky = 0; ky < windowHeight; ky++) {
    for (let kx = 0; kx < windowWidth; kx++) {
      const sum = sumAt(dy, margined + bytes(ky * dilationY * marginedWidth + kx * dilationX));
      store<f32>(dw, isFirst ? sum : load<f32>(dw) + sum);
      dw += 4;
    }
  }
}

/** Σ dy · what one element of the window sees, of which the first is at `image`. */
function sumAt(dy: usize, image: usize): f32 {
  let sums = f32x4.splat(0);
  let rest: f32 = 0;
  for (let y = 0; y < outHeight; y++) {
    let seen = image + bytes(y * strideY * marginedWidth);
    let count = outWidth;
    let more = f32x4.splat(0);
    for (; count >= 8; count -= 8) {
      sums = multiplyAdd(v128.load(dy), v128.load(seen), sums);
      more = multiplyAdd(v128.load(dy, 16), v128.load(seen, 16), more);
      dy += 32;
      seen += 32;
    }
    sums = f32x4.add(sums, more);
    for (; count > 0; count--) {
      rest += load<f32>(dy) * load<f32>(seen);
      dy += 4;
      seen += 4;
    }
  }
  sums = f32x4.add(sums, v128.shuffle<f32>(sums, sums, 2, 3, 0, 1));
  return f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) + rest;
}
