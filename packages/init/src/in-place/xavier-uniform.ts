import { type FillLaw, numelOf } from '@nn/core';
import { drawUniform } from './draw-uniform.js';
import { initialize } from './initialize.js';
import { readOptions } from '../options.js';
import type { InitTarget } from '../target.js';
import { nothing } from './values.js';
import { checkXavier, type XavierOptions, type XavierParameters, xavierStd } from './xavier.js';

/** The law of `xavierUniform_`. */
export const xavierUniformLaw: FillLaw<XavierParameters> = {
  name: 'xavierUniform_',
  check: (parameters) => checkXavier('xavierUniform_', parameters),
  resolve(parameters, shape, dtype) {
    const bound = Math.sqrt(3) * xavierStd('xavierUniform_', parameters, shape);
    return numelOf(shape) === 0 ? nothing : drawUniform('xavierUniform_', -bound, bound, dtype);
  },
};

/**
 * Fills a weight with numbers drawn from U(−bound, bound), bound = gain · √(6 / (fanIn + fanOut)): neither activations nor gradients
 * grow or fade from layer to layer, as far as one scale can do for both. For networks with `tanh`, `sigmoid` or no activation.
 *
 * Source: X. Glorot and Y. Bengio, *Understanding the difficulty of training deep feedforward neural networks* (AISTATS 2010);
 * `torch.nn.init.xavier_uniform_`, to the bit. The fans are those of `calculateFanInAndFanOut`.
 *
 * @param target a tensor or parameter of two or more dimensions, `[out, in, …kernel]`, or a bare `{ data, shape }`
 * @param options `gain`, a factor of the scale, at least 0, 1 unless given; `generator`
 * @returns `target`
 * @throws NnError 'SHAPE' for fewer than two dimensions; 'OPTION' for a gain that is negative or not finite, and for unknown options;
 * 'DTYPE' for integers and booleans. Nothing is drawn then.
 * @example
 * import { empty, init, manualSeed } from '@nn/nn';
 *
 * manualSeed(0);
 * const weight = init.xavierUniform_(empty([8, 4]), { gain: init.calculateGain('tanh') });
 * weight.at(0); // tensor([-0.0088,  0.6322, -0.9700, -0.8673])
 */
export function xavierUniform_<T extends InitTarget | null>(target: T, options: XavierOptions = {}): T {
  const parameters = readOptions<XavierParameters>('xavierUniform_', options, { gain: 1 });
  return initialize(target, xavierUniformLaw, parameters, options.generator);
}
