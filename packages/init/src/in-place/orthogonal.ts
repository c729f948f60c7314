import { type FillLaw, NnError, numelOf, type RandomSource } from '@nn/core';
import { fillNormal, withGenerator } from '@nn/random';
import { checkDrawn, checkFinite } from '../check.js';
import { initialize } from './initialize.js';
import { type GeneratorOption, type ParametersOf, readOptions } from '../options.js';
import { orthonormalized } from './orthonormalized.js';
import type { InitTarget } from '../target.js';
import { nothing, valuesFor } from './values.js';

export interface OrthogonalOptions extends GeneratorOption {
  /** A factor of every value; see `calculateGain`. @default 1 */
  readonly gain?: number;
}

export type OrthogonalParameters = ParametersOf<OrthogonalOptions>;

/** The law of `orthogonal_`. */
export const orthogonalLaw: FillLaw<OrthogonalParameters> = {
  name: 'orthogonal_',
  check: ({ gain }) => checkFinite('orthogonal_', { gain }),
  resolve({ gain }, shape, dtype) {
    if (shape.length < 2) {
      throw new NnError('SHAPE', 'Only tensors with 2 or more dimensions are supported', {
        op: 'orthogonal_',
        details: { shape },
        advice: `The shape is [${shape.join(', ')}].`,
      });
    }
    checkDrawn('orthogonal_', 'normal_kernel_cpu', { gain }, dtype);
    if (numelOf(shape) === 0) return nothing;
    const rows = shape[0]!;
    const columns = numelOf(shape) / rows;
    return {
      kind: 'values',
      compute(source) {
        const out = valuesFor(dtype, rows * columns);
        drawNormals(out, source);
        orthogonalize(out, rows, gain);
        return out;
      },
      computeOn({ random, orthonormalize }, out, source) {
        if (random === undefined || orthonormalize === undefined) return false;
        random([], { law: 'normal', parameters: [0, 1], source, reference: drawNormals }, [out]);
        orthonormalize([], { rows, length: gain, reference: (matrix) => orthogonalize(matrix, rows, gain) }, [out]);
        return true;
      },
    };
  },
};

/**
 * Fills a weight with a random matrix whose rows, or whose columns if there are more rows, are perpendicular and of length `gain`: the
 * layer neither stretches nor shrinks, in any direction that it hands on. Dimensions after the first count as one. Every such matrix is
 * as likely as any other (the Haar measure): Q of the QR decomposition of a matrix of normal draws, with the signs that make R's diagonal
 * positive.
 *
 * The draws are PyTorch's; the decomposition agrees with LAPACK's float32 within rounding. Bare arrays and small tensors are decomposed in
 * float64, large tensors in float32 where the device can do it fast.
 *
 * Source: A. Saxe and others, *Exact solutions to the nonlinear dynamics of learning in deep linear neural networks* (ICLR 2014);
 * F. Mezzadri, *How to generate random matrices from the classical compact groups* (2007); `torch.nn.init.orthogonal_`.
 *
 * @param target a tensor or parameter of two or more dimensions, or a bare `{ data, shape }`
 * @param options `gain`, a factor of every value, 1 unless given; `generator`
 * @returns `target`
 * @throws NnError 'SHAPE' for fewer than two dimensions; 'OPTION' for a gain that is not finite in the dtype, and for unknown options;
 * 'DTYPE' for integers and booleans. Nothing is drawn then.
 * @example
 * import { empty, init, manualSeed } from '@nn/nn';
 *
 * manualSeed(0);
 * const weight = init.orthogonal_(empty([2, 3]));
 * weight.at(0); // tensor([ 0.5740, -0.1093, -0.8115])
 */
export function orthogonal_<T extends InitTarget | null>(target: T, options: OrthogonalOptions = {}): T {
  const parameters = readOptions<OrthogonalParameters>('orthogonal_', options, { gain: 1 });
  return initialize(target, orthogonalLaw, parameters, options.generator);
}

function drawNormals(out: Float32Array | Float64Array, source: RandomSource): void {
  withGenerator(source, (generator) => fillNormal(out, { mean: 0, std: 1 }, generator));
}

function orthogonalize(out: Float32Array | Float64Array, rows: number, gain: number): void {
  const columns = out.length / rows;
  // Row by row, a wide matrix is its transpose column by column.
  const tall = rows >= columns;
  const q = orthonormalized(tall ? transposed(out, rows, columns) : Float64Array.from(out), Math.max(rows, columns));
  out.set(tall ? transposed(q, columns, rows) : q);
  const factor = out instanceof Float32Array ? Math.fround(gain) : gain;
  for (let i = 0; i < out.length; i++) out[i] = out[i]! * factor;
}

function transposed(matrix: Float32Array | Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(matrix.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[j * rows + i] = matrix[i * columns + j]!;
  }
  return out;
}
