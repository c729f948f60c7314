import { type FillLaw, NnError, numelOf } from '@nn/core';
import { fillNormal, type Generator, randpermInt32, withGenerator } from '@nn/random';
import { checkDrawn, checkFinite } from '../check.js';
import { checkNormalParameters } from './draw-normal.js';
import { initialize } from './initialize.js';
import { matrixShape } from './matrix-shape.js';
import { type GeneratorOption, type ParametersOf, readOptions } from '../options.js';
import type { InitTarget } from '../target.js';
import { nothing, valuesFor } from './values.js';

export interface SparseOptions extends GeneratorOption {
  /** The standard deviation of what is not zero, at least 0. @default 0.01 */
  readonly std?: number;
}

export interface SparseParameters extends ParametersOf<SparseOptions> {
  /** The share of zeros in each column. */
  readonly sparsity: number;
}

/** The law of `sparse_`. */
export const sparseLaw: FillLaw<SparseParameters> = {
  name: 'sparse_',
  check({ sparsity, std }) {
    checkFinite('sparse_', { sparsity });
    if (sparsity < 0 || sparsity > 1) {
      throw new NnError('OPTION', `sparse_ expects sparsity in [0, 1], but got ${sparsity}`, {
        op: 'sparse_',
        details: { sparsity },
        advice: 'Pass the share of zeros in each column.',
      });
    }
    checkNormalParameters('sparse_', 0, std);
  },
  resolve({ sparsity, std }, shape, dtype) {
    const [rows, columns] = matrixShape('sparse_', shape);
    checkDrawn('sparse_', 'normal_kernel_cpu', { std }, dtype);
    if (numelOf(shape) === 0) return nothing;
    const zeros = Math.ceil(sparsity * rows);
    return {
      kind: 'values',
      compute: (source) =>
        withGenerator(source, (generator) => {
          const out = valuesFor(dtype, rows * columns);
          fillNormal(out, { mean: 0, std }, generator);
          for (let column = 0; column < columns; column++) thin(out, rows, columns, column, zeros, generator);
          return out;
        }),
    };
  },
};

/**
 * Fills a matrix with numbers drawn from N(0, std²), then sets ⌈sparsity · rows⌉ elements of each column to zero, so that each unit is
 * fed by few inputs, and not many weights need be small for its input to be.
 *
 * The bits are PyTorch's. A view that is not contiguous gets what a contiguous matrix gets: PyTorch would draw it in memory order.
 *
 * Source: J. Martens, *Deep learning via Hessian-free optimization* (ICML 2010); `torch.nn.init.sparse_`.
 *
 * @param target a tensor or parameter of two dimensions, or a bare `{ data, shape }`
 * @param sparsity the share of zeros in each column, from 0 to 1
 * @param options `std`, the standard deviation of the others, in the units of the values, 0.01 unless given; `generator`
 * @returns `target`
 * @throws NnError 'SHAPE' for any other number of dimensions; 'OPTION' for a sparsity outside [0, 1], std < 0, numbers that are not
 * finite in the dtype, and unknown options; 'DTYPE' for integers and booleans. Nothing is drawn then.
 * @example
 * import { empty, init, manualSeed } from '@nn/nn';
 *
 * manualSeed(0);
 * const weight = init.sparse_(empty([4, 2]), 0.5);
 * weight.at(2); // tensor([-0.0108, -0.0140])
 */
export function sparse_<T extends InitTarget | null>(target: T, sparsity: number, options: SparseOptions = {}): T {
  const { std } = readOptions<ParametersOf<SparseOptions>>('sparse_', options, { std: 0.01 });
  return initialize(target, sparseLaw, { sparsity, std }, options.generator);
}

/** Sets that many elements of a column to zero: the first of a permutation of its rows. */
function thin(
  out: Float32Array | Float64Array,
  rows: number,
  columns: number,
  column: number,
  zeros: number,
  generator: Generator,
): void {
  const order = randpermInt32(rows, generator);
  for (let i = 0; i < zeros; i++) out[order[i]! * columns + column] = 0;
}
