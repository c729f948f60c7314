import type { DType } from '@nn/core';
import { checkUniform, fillUniform, type Generator } from '@nn/random';
import type { Tensor } from '../tensor.js';
import { checkFloating, drawFloats, type DrawOptions, generatorOf, type Law, lawOf, overwrite } from './draw.js';

/**
 * Overwrites the tensor with uniform draws from [low, high), PyTorch's to the bit.
 *
 * @throws NnError 'OPTION' for low > high, NaN and bounds that the dtype cannot hold; 'DTYPE' for integers; nothing is drawn then
 * @example
 * import { manualSeed, zeros } from '@nn/nn';
 *
 * manualSeed(0);
 * zeros([2]).uniform_(-1, 1).toArraySync(); // [-0.007486820220947266, 0.5364435911178589]
 */
export function uniform_(x: Tensor, low = 0, high = 1, options: DrawOptions = {}): Tensor {
  checkFloating(x.dtype, 'uniform_', 'check_uniform_bounds');
  checkUniform({ low, high }, x.dtype === 'float64' ? 'float64' : 'float32');
  const law = uniformLaw(x.dtype, low, high);
  return overwrite(x, 'uniform', (target) => drawFloats(target, law, generatorOf(options)));
}

/** @internal */
export function uniformLaw(dtype: DType, low: number, high: number): Law {
  const digits = shortDigits(dtype);
  return lawOf('uniform', [low, high], (out, generator) => {
    if (digits === null) fillUniform(out, { low, high }, generator);
    else fillShort(out, digits, low, high, generator);
  });
}

/** How many bits a draw of a 16-bit float has; `null` for the others. */
function shortDigits(dtype: DType): number | null {
  return dtype === 'float16' ? 11 : dtype === 'bfloat16' ? 8 : null;
}

/** PyTorch draws 16-bit floats from as many bits as they hold; float32 values that the backend rounds once. */
function fillShort(
  out: Float32Array | Float64Array,
  digits: number,
  low: number,
  high: number,
  generator: Generator,
): void {
  const mask = (1 << digits) - 1;
  const width = high - low;
  for (let i = 0; i < out.length; i++) out[i] = (generator.nextUint32() & mask) * 2 ** -digits * width + low;
}
