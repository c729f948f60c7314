import { checkNormal, fillNormal } from '@nn/random';
import type { Tensor } from '../tensor.js';
import { checkFloating, drawFloats, type DrawOptions, generatorOf, type Law, lawOf, overwrite } from './draw.js';

/**
 * Overwrites the tensor with normal draws, PyTorch's to the bit in float32 (float16 and bfloat16 round them).
 *
 * @throws NnError 'OPTION' for std < 0 and NaN; 'DTYPE' for integers; nothing is drawn then
 * @example
 * import { manualSeed, zeros } from '@nn/nn';
 *
 * manualSeed(0);
 * zeros([2]).normal_().toArraySync(); // [1.5409960746765137, -0.293428897857666]
 */
export function normal_(x: Tensor, mean = 0, std = 1, options: DrawOptions = {}): Tensor {
  checkFloating(x.dtype, 'normal_', 'normal_kernel_cpu');
  checkNormal({ mean, std });
  const law = normalLaw(mean, std);
  return overwrite(x, 'normal', (target) => drawFloats(target, law, generatorOf(options)));
}

/** @internal */
export function normalLaw(mean: number, std: number): Law {
  return lawOf('normal', [mean, std], (out, generator, contiguous) =>
    fillNormal(out, { mean, std }, generator, { contiguous }),
  );
}
