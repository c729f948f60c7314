import type { Tensor } from '@nn/tensor';
import { checkSize } from '../../check.js';
import { localResponseNorm, type LocalResponseNormOptions } from '../../functional/local-response-norm.js';
import { Module } from '../../module.js';
import type { Repr } from '../../print-module.js';

/**
 * Divides every channel of `[N, C, …]` by what the channels around it are worth (Krizhevsky et al. 2012).
 *
 * @param size how many channels count, itself among them
 * @throws NnError 'SHAPE' for fewer than three axes
 * @example
 * import { LocalResponseNorm, ones } from '@nn/nn';
 *
 * new LocalResponseNorm(2, { alpha: 1, beta: 1 }).forward(ones([1, 2, 1])).toArraySync(); // [[[0.6666667], [0.5]]]
 */
export class LocalResponseNorm extends Module {
  static override readonly logicalName: string = 'LocalResponseNorm';
  static override readonly name: string = 'LocalResponseNorm';

  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;

  constructor(size: number, options: LocalResponseNormOptions = {}) {
    super();
    this.size = checkSize(size, 'size', 'LocalResponseNorm');
    this.alpha = options.alpha ?? 1e-4;
    this.beta = options.beta ?? 0.75;
    this.k = options.k ?? 1;
  }

  override forward(x: Tensor): Tensor {
    try {
      return localResponseNorm(x, this.size, this);
    } catch (error) {
      throw this.locate(error);
    }
  }

  override extraRepr(): Repr {
    return `${this.size}, alpha=${this.alpha}, beta=${this.beta}, k=${this.k}`;
  }
}
