import { NnError } from '@nn/core';
import { dot, empty, type Tensor } from '@nn/tensor';
import { normalize } from '../../functional/normalize.js';
import { Module } from '../../module.js';
import { ownersOf } from '../../owners.js';
import { Buffer } from '../../parameter.js';
import type { Parametrized } from './is-parametrized.js';
import { parametrizedTensor, registerParametrization } from './register-parametrization.js';

export interface SpectralNormOptions {
  /** Which tensor. @default 'weight' */
  readonly name?: string;
  /** Steps of the power method at every access while training. @default 1 */
  readonly nPowerIterations?: number;
  /** @default 1e-12 */
  readonly eps?: number;
  /** The axis of the outputs. @default 0; 1 for transposed convolutions */
  readonly dim?: number;
}

class SpectralNorm extends Module {
  static override readonly logicalName: string = 'SpectralNorm';
  static override readonly name: string = '_SpectralNorm';

  private readonly dim: number;
  private readonly eps: number;
  private readonly iterations: number;
  /** The singular vectors of the greatest singular value, as far as they are known; a vector needs none. */
  declare _u: Buffer;
  declare _v: Buffer;

  constructor(weight: Tensor, iterations: number, dim: number, eps: number) {
    super();
    const { ndim } = weight;
    if (!(dim >= -ndim && dim < ndim)) {
      throw new NnError(
        'AXIS',
        `Dimension out of range (expected to be in range of [${-ndim}, ${ndim - 1}] but got ${dim})`,
        {
          op: 'spectralNorm',
          details: { dim },
        },
      );
    }
    if (!(Number.isSafeInteger(iterations) && iterations > 0)) {
      throw new NnError(
        'OPTION',
        `Expected n_power_iterations to be positive, but got n_power_iterations=${iterations}`,
        {
          op: 'spectralNorm',
          details: { nPowerIterations: iterations },
        },
      );
    }
    this.dim = dim < 0 ? dim + ndim : dim;
    this.eps = eps;
    this.iterations = iterations;
    if (ndim < 2) return;
    const matrix = this.matrixOf(weight);
    const [height, width] = matrix.shape as readonly [number, number];
    const { dtype, device } = weight;
    this._u = new Buffer(this.unit(empty([height], { dtype, device }).normal_(0, 1)));
    this._v = new Buffer(this.unit(empty([width], { dtype, device }).normal_(0, 1)));
    this.powerMethod(matrix, 15);
  }

  override forward(weight: Tensor): Tensor {
    if (weight.ndim < 2) return this.unit(weight);
    const matrix = this.matrixOf(weight);
    if (this.training) this.powerMethod(matrix.detach(), this.iterations);
    // Copies, since the next access writes to the vectors, and backward of this one reads them.
    const [u, v] = [this._u.clone(), this._v.clone()];
    return weight.div(dot(u, matrix.mv(v)));
  }

  rightInverse(value: Tensor): Tensor {
    return value;
  }

  private matrixOf(weight: Tensor): Tensor {
    return (this.dim === 0 ? weight : weight.movedim(this.dim, 0)).flatten(1);
  }

  private powerMethod(matrix: Tensor, iterations: number): void {
    for (let i = 0; i < iterations; i++) {
      this._u.copy_(this.unit(matrix.mv(this._v)));
      this._v.copy_(this.unit(matrix.t().mv(this._u)));
    }
  }

  private unit(x: Tensor): Tensor {
    return normalize(x, { dim: 0, eps: this.eps });
  }
}

/**
 * Spectral normalization (Miyato et al., 2018): w / σ(w), where σ is the greatest singular value, estimated by the power method, one step at
 * every access while the module trains. A vector is divided by its length. Draws two vectors to start from, with PyTorch's bits.
 *
 * The original stays the same parameter: `parametrizations.weight.original`. Initializing the weight sets it.
 *
 * @throws NnError as `registerParametrization`; 'OPTION' for steps that are not positive, 'AXIS' for an axis that the tensor does not have;
 * nothing is drawn then
 * @example
 * import { linalg, Linear, spectralNorm } from '@nn/nn';
 *
 * const layer = spectralNorm(new Linear(20, 40));
 * for (let i = 0; i < 20; i++) layer.weight; // a step each
 * Math.abs(linalg.matrixNorm(layer.weight, 2).itemSync() - 1) < 0.05; // true
 */
export function spectralNorm<M extends Module>(module: M, options: SpectralNormOptions = {}): M & Parametrized {
  const { name = 'weight', nPowerIterations = 1, eps = 1e-12 } = options;
  const transposed = ownersOf(module).includes('ConvTransposeLayer');
  const { dim = transposed ? 1 : 0 } = options;
  const weight = currentTensor(module, name);
  return registerParametrization(module, name, new SpectralNorm(weight, nPowerIterations, dim, eps));
}

/** @internal The tensor of a name, computed or not, outside the graph. */
export function currentTensor(module: Module, name: string): Tensor {
  const computed = Object.getOwnPropertyDescriptor(module, name)?.get !== undefined;
  const tensor = computed ? (Reflect.get(module, name) as Tensor) : parametrizedTensor(module, name);
  return tensor.detach();
}
