import { formatShape, NnError } from '@nn/core';
import type { Tensor } from '../../tensor.js';

/**
 * Moves channels into space: `[…, C·r², H, W]` → `[…, C, H·r, W·r]` (Shi et al. 2016).
 *
 * @throws NnError 'SHAPE' for fewer than three axes, and channels that r² does not divide; 'OPTION' for a factor that is not positive
 * @example
 * import { arange, pixelShuffle } from '@nn/nn';
 *
 * pixelShuffle(arange(4).reshape([4, 1, 1]), 2).toArraySync(); // [[[0, 1], [2, 3]]]
 */
export function pixelShuffle(x: Tensor, upscaleFactor: number): Tensor {
  const op = 'pixelShuffle';
  check(x, upscaleFactor, op, 'pixel_shuffle', 'upscale_factor');
  const [channels, height, width] = x.shape.slice(-3) as [number, number, number];
  const r = upscaleFactor;
  if (channels % (r * r) !== 0) {
    throw new NnError(
      'SHAPE',
      `pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)=${channels} is not divisible by ${r * r}`,
      { op, details: { shape: x.shape, upscaleFactor } },
    );
  }
  const lead = x.shape.slice(0, -3);
  const kept = lead.map((_, axis) => axis);
  const [c, i, j, h, w] = [0, 1, 2, 3, 4].map((axis) => axis + lead.length) as [number, number, number, number, number];
  return x
    .reshape([...lead, channels / (r * r), r, r, height, width])
    .permute([...kept, c, h, i, w, j])
    .reshape([...lead, channels / (r * r), height * r, width * r]);
}

/**
 * Moves space into channels, `pixelShuffle` undone: `[…, C, H·r, W·r]` → `[…, C·r², H, W]`.
 *
 * @throws NnError 'SHAPE' for fewer than three axes, and sizes that r does not divide; 'OPTION' for a factor that is not positive
 * @example
 * import { ones, pixelUnshuffle } from '@nn/nn';
 *
 * pixelUnshuffle(ones([1, 2, 6, 4]), 2).shape; // [1, 8, 3, 2]
 */
export function pixelUnshuffle(x: Tensor, downscaleFactor: number): Tensor {
  const op = 'pixelUnshuffle';
  check(x, downscaleFactor, op, 'pixel_unshuffle', 'downscale_factor');
  const [channels, height, width] = x.shape.slice(-3) as [number, number, number];
  const r = downscaleFactor;
  for (const [axis, name, size] of [
    [-2, 'height', height],
    [-1, 'width', width],
  ] as const) {
    if (size % r === 0) continue;
    throw new NnError(
      'SHAPE',
      `pixel_unshuffle expects ${name} to be divisible by downscale_factor, but input.size(${axis})=${size} is not divisible by ${r}`,
      { op, details: { shape: x.shape, downscaleFactor } },
    );
  }
  const lead = x.shape.slice(0, -3);
  const kept = lead.map((_, axis) => axis);
  const [c, h, i, w, j] = [0, 1, 2, 3, 4].map((axis) => axis + lead.length) as [number, number, number, number, number];
  return x
    .reshape([...lead, channels, height / r, r, width / r, r])
    .permute([...kept, c, i, j, h, w])
    .reshape([...lead, channels * r * r, height / r, width / r]);
}

function check(x: Tensor, factor: number, op: string, name: string, option: string): void {
  if (x.ndim < 3) {
    throw new NnError(
      'SHAPE',
      `${name} expects input to have at least 3 dimensions, but got input with ${x.ndim} dimension(s)`,
      { op, details: { shape: x.shape }, advice: `This one has shape ${formatShape(x.shape)}.` },
    );
  }
  if (Number.isSafeInteger(factor) && factor > 0) return;
  throw new NnError('OPTION', `${name} expects a positive ${option}, but got ${String(factor)}`, {
    op,
    details: { [option]: factor },
  });
}
