import { broadcastShapes, NnError, type Shape } from '@nn/core';
import { checkNormal } from '@nn/random';
import { unset } from '../create/empty.js';
import { finish, resolveOptions } from '../create/options.js';
import type { Tensor } from '../tensor.js';
import { checkFloating, drawFloats, generatorOf } from './draw.js';
import { normalLaw } from './normal.js';
import type { RandomOptions } from './rand.js';

export interface NormalOptions extends RandomOptions {
  /** The shape, where mean and std are both numbers. */
  readonly shape?: Shape;
}

/**
 * Normal draws, each with its own mean and standard deviation where these are tensors (which broadcast), or all alike in `shape`. No gradient
 * flows to either.
 *
 * @throws NnError 'OPTION' for a negative std, and for two numbers without a shape; 'SHAPE'; nothing is drawn then
 * @example
 * import { normal, tensor } from '@nn/nn';
 *
 * normal(tensor([1, 2]), 0).toArraySync(); // [1, 2]
 * normal(0, 0.01, { shape: [2, 3] }).shape; // [2, 3]
 */
export function normal(mean: number | Tensor, std: number | Tensor, options: NormalOptions = {}): Tensor {
  const like = typeof mean === 'object' ? mean : typeof std === 'object' ? std : null;
  const own = like === null ? options : { dtype: like.dtype, device: like.device, ...options };
  const { dtype } = resolveOptions(own, 'float32', 'normal');
  checkFloating(dtype, 'normal', 'normal_kernel_cpu');
  if (typeof std === 'number') checkNormal({ mean: 0, std });
  else checkSpread(std);
  const x = unset(shapeOf(mean, std, options.shape), { ...own, requiresGrad: false });
  if (typeof mean === 'number' && typeof std === 'number') {
    checkNormal({ mean, std });
    drawFloats(x, normalLaw(mean, std), generatorOf(options));
    return finish(x, options);
  }
  drawFloats(x, normalLaw(0, typeof std === 'number' ? std : 1), generatorOf(options));
  if (typeof std === 'object') x.mul_(std.detach());
  x.add_(typeof mean === 'object' ? mean.detach() : mean);
  return finish(x, options);
}

function shapeOf(mean: number | Tensor, std: number | Tensor, shape: Shape | undefined): Shape {
  const shapes = [mean, std].flatMap((part) => (typeof part === 'object' ? [part.shape] : []));
  if (shapes.length > 0) return broadcastShapes(shapes, 'normal');
  if (shape !== undefined) return shape;
  throw new NnError('OPTION', 'normal: two numbers do not say how many to draw', {
    op: 'normal',
    advice: 'Pass { shape: [2, 3] }.',
  });
}

function checkSpread(std: Tensor): void {
  if (!std.storage.backend.capabilities.syncRead) return;
  for (const value of std.detach().to('float64').toTypedArraySync()) {
    if (value >= 0) continue;
    throw new NnError('OPTION', 'normal expects all elements of std >= 0.0', {
      op: 'normal',
      details: { std: Number(value) },
    });
  }
}
