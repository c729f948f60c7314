import { type FillLaw, numelOf } from '@nn/core';
import { drawUniform } from './draw-uniform.js';
import { initialize } from './initialize.js';
import { checkKaiming, kaimingDefaults, type KaimingOptions, type KaimingParameters, kaimingStd } from './kaiming.js';
import { readOptions } from '../options.js';
import type { InitTarget } from '../target.js';
import { nothing } from './values.js';

/** The law of `kaimingUniform_`. */
export const kaimingUniformLaw: FillLaw<KaimingParameters> = {
  name: 'kaimingUniform_',
  check: (parameters) => checkKaiming('kaimingUniform_', parameters),
  resolve(parameters, shape, dtype) {
    if (numelOf(shape) === 0) return nothing;
    const bound = Math.sqrt(3) * kaimingStd('kaimingUniform_', parameters, shape);
    return drawUniform('kaimingUniform_', -bound, bound, dtype);
  },
};

/**
 * Fills a weight with numbers drawn from U(−bound, bound), bound = gain · √(3 / fan): activations (mode `'fan_in'`) or their gradients
 * (`'fan_out'`) keep their variance through layers that are followed by a rectifier. The gain is `calculateGain(nonlinearity, a)`: √2
 * unless told otherwise.
 *
 * A tensor without elements is left alone.
 *
 * Source: K. He and others, *Delving deep into rectifiers: surpassing human-level performance on ImageNet classification* (ICCV 2015);
 * `torch.nn.init.kaiming_uniform_`, to the bit. The fans are those of `calculateFanInAndFanOut`.
 *
 * @param target a tensor or parameter of two or more dimensions, `[out, in, …kernel]`, or a bare `{ data, shape }`
 * @param options `nonlinearity`, what follows the layer, `'leaky_relu'` unless given; `a`, its slope below zero, 0 unless given; `mode`,
 * `'fan_in'` or `'fan_out'`; `generator`
 * @returns `target`
 * @throws NnError 'SHAPE' for fewer than two dimensions; 'OPTION' for an unknown mode or nonlinearity, a slope that is no finite number,
 * and unknown options; 'DTYPE' for integers and booleans. Nothing is drawn then.
 * @example
 * import { empty, init, manualSeed } from '@nn/nn';
 *
 * manualSeed(0);
 * const weight = init.kaimingUniform_(empty([8, 4]), { nonlinearity: 'relu' });
 * weight.at(0); // tensor([-0.0092,  0.6570, -1.0080, -0.9013])
 */
export function kaimingUniform_<T extends InitTarget | null>(target: T, options: KaimingOptions = {}): T {
  const parameters = readOptions('kaimingUniform_', options, kaimingDefaults);
  return initialize(target, kaimingUniformLaw, parameters, options.generator);
}
