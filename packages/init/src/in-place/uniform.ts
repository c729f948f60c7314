import type { FillLaw } from '@nn/core';
import { checkUniform } from '@nn/random';
import { checkFinite, refuseAs } from '../check.js';
import { drawUniform } from './draw-uniform.js';
import { initialize } from './initialize.js';
import { type GeneratorOption, type ParametersOf, readOptions } from '../options.js';
import type { InitTarget } from '../target.js';

export interface UniformOptions extends GeneratorOption {
  /** The lower bound. @default 0 */
  readonly a?: number;
  /** The upper bound, not below `a`. @default 1 */
  readonly b?: number;
}

export type UniformParameters = ParametersOf<UniformOptions>;

/** The law of `uniform_`. */
export const uniformLaw: FillLaw<UniformParameters> = {
  name: 'uniform_',
  check({ a, b }) {
    checkFinite('uniform_', { a, b });
    refuseAs('uniform_', () => checkUniform({ low: a, high: b }, 'float64'));
  },
  resolve: ({ a, b }, _shape, dtype) => drawUniform('uniform_', a, b, dtype),
};

/**
 * Fills `target` with numbers drawn from the uniform distribution U(a, b): every value between the bounds is as likely as any other.
 * Mean (a + b) / 2, standard deviation (b − a) / √12.
 *
 * The bits are PyTorch's. Rounding can give `b` itself, there as here.
 *
 * Source: `torch.nn.init.uniform_`.
 *
 * @param target a tensor or parameter of any shape, or a bare `{ data, shape }`
 * @param options `a` and `b`, the bounds, in the units of the values; `generator`
 * @returns `target`
 * @throws NnError 'OPTION' for a > b, for bounds that are not finite in the dtype, and for unknown options; 'DTYPE' for integers and
 * booleans. Nothing is drawn then.
 * @example
 * import { empty, init, manualSeed } from '@nn/nn';
 *
 * manualSeed(0);
 * init.uniform_(empty([3]), { a: -10, b: 10 }); // tensor([-0.0749,  5.3644, -8.2305])
 */
export function uniform_<T extends InitTarget | null>(target: T, options: UniformOptions = {}): T {
  const parameters = readOptions<UniformParameters>('uniform_', options, { a: 0, b: 1 });
  return initialize(target, uniformLaw, parameters, options.generator);
}
