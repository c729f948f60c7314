import { type FillLaw, numelOf } from '@nn/core';
import { drawNormal } from './draw-normal.js';
import { initialize } from './initialize.js';
import { readOptions } from '../options.js';
import type { InitTarget } from '../target.js';
import { nothing } from './values.js';
import { checkXavier, type XavierOptions, type XavierParameters, xavierStd } from './xavier.js';

/** The law of `xavierNormal_`. */
export const xavierNormalLaw: FillLaw<XavierParameters> = {
  name: 'xavierNormal_',
  check: (parameters) => checkXavier('xavierNormal_', parameters),
  resolve(parameters, shape, dtype) {
    const std = xavierStd('xavierNormal_', parameters, shape);
    return numelOf(shape) === 0 ? nothing : drawNormal('xavierNormal_', 0, std, dtype);
  },
};

/**
 * Fills a weight with numbers drawn from N(0, std²), std = gain · √(2 / (fanIn + fanOut)): neither activations nor gradients grow or
 * fade from layer to layer, as far as one scale can do for both. For networks with `tanh`, `sigmoid` or no activation.
 *
 * Source: X. Glorot and Y. Bengio, *Understanding the difficulty of training deep feedforward neural networks* (AISTATS 2010);
 * `torch.nn.init.xavier_normal_`, to the bit. The fans are those of `calculateFanInAndFanOut`.
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
 * const weight = init.xavierNormal_(empty([8, 4]));
 * weight.at(0); // tensor([-0.4596, -0.4704, -0.1023, -0.1771])
 */
export function xavierNormal_<T extends InitTarget | null>(target: T, options: XavierOptions = {}): T {
  const parameters = readOptions<XavierParameters>('xavierNormal_', options, { gain: 1 });
  return initialize(target, xavierNormalLaw, parameters, options.generator);
}
