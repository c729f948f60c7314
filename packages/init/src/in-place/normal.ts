import type { FillLaw } from '@nn/core';
import { checkNormalParameters, drawNormal } from './draw-normal.js';
import { initialize } from './initialize.js';
import { type GeneratorOption, type ParametersOf, readOptions } from '../options.js';
import type { InitTarget } from '../target.js';

export interface NormalOptions extends GeneratorOption {
  /** The mean. @default 0 */
  readonly mean?: number;
  /** The standard deviation, at least 0. @default 1 */
  readonly std?: number;
}

export type NormalParameters = ParametersOf<NormalOptions>;

/** The law of `normal_`. */
export const normalLaw: FillLaw<NormalParameters> = {
  name: 'normal_',
  check: ({ mean, std }) => checkNormalParameters('normal_', mean, std),
  resolve: ({ mean, std }, _shape, dtype) => drawNormal('normal_', mean, std, dtype),
};

/**
 * Fills `target` with numbers drawn from the normal distribution N(mean, std²).
 *
 * After the same seed they are the numbers that PyTorch draws, bit for bit. Nothing is recorded for `backward`. A parameter whose shape is
 * not known yet remembers the call, and obeys it in place of its layer's default as soon as the first batch has told the shape.
 *
 * Source: `torch.nn.init.normal_`.
 *
 * @param target what to fill: a tensor or parameter of any shape, or a bare `{ data, shape }`
 * @param options `mean`, 0 unless given, and `std`, the standard deviation, 1 unless given, both in the units of the values;
 * `generator`, the stream to draw from, unless given the one that `manualSeed` starts
 * @returns `target`
 * @throws NnError 'OPTION' for std < 0, for numbers that are not finite in the dtype, and for unknown options; 'DTYPE' for integers
 * and booleans. Nothing is drawn then.
 * @example
 * import { empty, init, manualSeed } from '@nn/nn';
 *
 * manualSeed(0);
 * init.normal_(empty([3]), { mean: 0, std: 0.01 }); // tensor([ 0.0154, -0.0029, -0.0218])
 */
export function normal_<T extends InitTarget | null>(target: T, options: NormalOptions = {}): T {
  const parameters = readOptions<NormalParameters>('normal_', options, { mean: 0, std: 1 });
  return initialize(target, normalLaw, parameters, options.generator);
}
