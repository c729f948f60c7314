import { type FillLaw, numelOf } from '@nn/core';
import { drawNormal } from './draw-normal.js';
import { initialize } from './initialize.js';
import { checkKaiming, kaimingDefaults, type KaimingOptions, type KaimingParameters, kaimingStd } from './kaiming.js';
import { readOptions } from '../options.js';
import type { InitTarget } from '../target.js';
import { nothing } from './values.js';

/** The law of `kaimingNormal_`. */
export const kaimingNormalLaw: FillLaw<KaimingParameters> = {
  name: 'kaimingNormal_',
  check: (parameters) => checkKaiming('kaimingNormal_', parameters),
  resolve(parameters, shape, dtype) {
    if (numelOf(shape) === 0) return nothing;
    return drawNormal('kaimingNormal_', 0, kaimingStd('kaimingNormal_', parameters, shape), dtype);
  },
};

/**
 * Fills a weight with numbers drawn from N(0, std²), std = gain / √fan: activations (mode `'fan_in'`) or their gradients (`'fan_out'`)
 * keep their variance through layers that are followed by a rectifier. The gain is `calculateGain(nonlinearity, a)`: √2 unless told
 * otherwise.
 *
 * A tensor without elements is left alone.
 *
 * Source: K. He and others, *Delving deep into rectifiers: surpassing human-level performance on ImageNet classification* (ICCV 2015);
 * `torch.nn.init.kaiming_normal_`, to the bit. The fans are those of `calculateFanInAndFanOut`.
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
 * const weight = init.kaimingNormal_(empty([8, 4]), { mode: 'fan_out', nonlinearity: 'relu' });
 * weight.at(0); // tensor([-0.5629, -0.5762, -0.1253, -0.2169])
 */
export function kaimingNormal_<T extends InitTarget | null>(target: T, options: KaimingOptions = {}): T {
  const parameters = readOptions('kaimingNormal_', options, kaimingDefaults);
  return initialize(target, kaimingNormalLaw, parameters, options.generator);
}
