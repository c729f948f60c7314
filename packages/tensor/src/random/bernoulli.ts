import { checkBernoulli, fillBernoulli, fillBernoulliFrom } from '@nn/random';
import { cast } from '../copy.js';
import { toTypedArraySync } from '../read.js';
import type { Tensor } from '../tensor.js';
import {
  checkFloating,
  drawFloats,
  drawInMemoryOrder,
  type DrawOptions,
  generatorOf,
  lawOf,
  overwrite,
} from './draw.js';

/**
 * Overwrites the tensor with ones, with the given probability each, and zeros. Any dtype.
 *
 * @param p one probability, or a floating tensor of them that broadcasts
 * @throws NnError 'OPTION' for probabilities outside [0, 1]; 'SHAPE'; nothing is drawn then. 'SYNC_READ' for a tensor on a device that
 * cannot be read at once
 * @example
 * import { manualSeed, zeros } from '@nn/nn';
 *
 * manualSeed(0);
 * zeros([4]).bernoulli_(0.5).toArraySync(); // [0, 0, 1, 0]
 */
export function bernoulli_(x: Tensor, p: number | Tensor = 0.5, options: DrawOptions = {}): Tensor {
  const generator = generatorOf(options);
  if (typeof p === 'object') {
    checkFloating(p.dtype, 'bernoulli_', 'bernoulli_tensor_cpu_p_');
    const probabilities = p.detach().expand(x.shape);
    return overwrite(x, 'bernoulli', (target) => drawFrom(target, probabilities, generator));
  }
  checkBernoulli({ p });
  const law = lawOf('bernoulli', [p], (out, source) => fillBernoulli(out, { p }, source));
  return overwrite(x, 'bernoulli', (target) => drawFloats(target, law, generator));
}

/** Draws in the memory order of the target, with the probabilities in the same order. */
function drawFrom(target: Tensor, probabilities: Tensor, generator: ReturnType<typeof generatorOf>): void {
  const axes = target.shape.map((_, axis) => axis).sort((a, b) => target.strides[b]! - target.strides[a]! || a - b);
  const ordered = target.isContiguous() ? probabilities : probabilities.permute(axes);
  const values = toTypedArraySync(
    cast(ordered, probabilities.dtype === 'float64' ? 'float64' : 'float32'),
    'bernoulli',
  );
  drawInMemoryOrder(target, (length) => {
    const out = new Float32Array(length);
    fillBernoulliFrom(out, values as Float32Array | Float64Array, generator);
    return out;
  });
}
