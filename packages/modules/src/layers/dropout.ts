import type { Tensor } from '@nn/tensor';
import { checkProbability } from '../check.js';
import {
  alphaDropout,
  dropout,
  dropout1d,
  dropout2d,
  dropout3d,
  type DropoutOptions as FunctionOptions,
  featureAlphaDropout,
} from '../functional/dropout.js';
import { Module } from '../module.js';
import type { Repr } from '../print-module.js';

/** What dropouts share: they drop while training, and are the identity in evaluation. */
export abstract class DropoutLayer extends Module {
  readonly p: number;
  readonly inplace: boolean;

  /** @param p the probability to be dropped */
  constructor(p = 0.5, options: Pick<FunctionOptions, 'inplace'> = {}) {
    super();
    this.p = checkProbability(p, this.constructor.name);
    this.inplace = options.inplace ?? false;
  }

  override forward(x: Tensor): Tensor {
    try {
      return this.drop(x);
    } catch (error) {
      throw this.locate(error);
    }
  }

  /** The function itself. */
  protected abstract drop(x: Tensor): Tensor;

  override extraRepr(): Repr {
    return { p: this.p, inplace: this.inplace };
  }
}

/**
 * Zeroes every element with probability p while training, and scales the rest by 1/(1 − p); the identity in evaluation. The mask comes from
 * the default generator, with PyTorch's bits: the order of draws is that of the calls.
 *
 * @throws NnError 'OPTION' where p is no probability
 * @example
 * import { Dropout, ones } from '@nn/nn';
 *
 * new Dropout(0.5).eval().forward(ones([3])).toArraySync(); // [1, 1, 1]
 */
export class Dropout extends DropoutLayer {
  static override readonly logicalName: string = 'Dropout';
  static override readonly name: string = 'Dropout';

  protected override drop(x: Tensor): Tensor {
    return dropout(x, this.p, this);
  }
}

/**
 * `Dropout` of whole channels of `[N, C, L]`, or of `[C, L]` without a batch.
 *
 * @throws NnError 'OPTION' where p is no probability
 * @example
 * import { Dropout1d, ones } from '@nn/nn';
 *
 * new Dropout1d(0.5).eval().forward(ones([2, 3, 4])).shape; // [2, 3, 4]
 */
export class Dropout1d extends DropoutLayer {
  static override readonly logicalName: string = 'Dropout1d';
  static override readonly name: string = 'Dropout1d';

  protected override drop(x: Tensor): Tensor {
    return dropout1d(x, this.p, this);
  }
}

/**
 * `Dropout` of whole channels of `[N, C, H, W]`.
 *
 * @throws NnError 'OPTION' where p is no probability
 * @example
 * import { Dropout2d, ones } from '@nn/nn';
 *
 * new Dropout2d(0.5).eval().forward(ones([2, 3, 4, 4])).shape; // [2, 3, 4, 4]
 */
export class Dropout2d extends DropoutLayer {
  static override readonly logicalName: string = 'Dropout2d';
  static override readonly name: string = 'Dropout2d';

  protected override drop(x: Tensor): Tensor {
    return dropout2d(x, this.p, this);
  }
}

/**
 * `Dropout` of whole channels of `[N, C, D, H, W]`, or of `[C, D, H, W]` without a batch.
 *
 * @throws NnError 'OPTION' where p is no probability
 * @example
 * import { Dropout3d, ones } from '@nn/nn';
 *
 * new Dropout3d(0.5).eval().forward(ones([2, 3, 2, 2, 2])).shape; // [2, 3, 2, 2, 2]
 */
export class Dropout3d extends DropoutLayer {
  static override readonly logicalName: string = 'Dropout3d';
  static override readonly name: string = 'Dropout3d';

  protected override drop(x: Tensor): Tensor {
    return dropout3d(x, this.p, this);
  }
}

/**
 * Dropout that keeps mean 0 and variance 1, for networks of `SELU` (Klambauer et al. 2017).
 *
 * @throws NnError 'OPTION' where p is no probability
 * @example
 * import { AlphaDropout, ones } from '@nn/nn';
 *
 * new AlphaDropout(0.5).eval().forward(ones([3])).shape; // [3]
 */
export class AlphaDropout extends DropoutLayer {
  static override readonly logicalName: string = 'AlphaDropout';
  static override readonly name: string = 'AlphaDropout';

  protected override drop(x: Tensor): Tensor {
    return alphaDropout(x, this.p, this);
  }
}

/**
 * `AlphaDropout` of whole channels.
 *
 * @throws NnError 'OPTION' where p is no probability
 * @example
 * import { FeatureAlphaDropout, ones } from '@nn/nn';
 *
 * new FeatureAlphaDropout(0.5).eval().forward(ones([2, 3])).shape; // [2, 3]
 */
export class FeatureAlphaDropout extends DropoutLayer {
  static override readonly logicalName: string = 'FeatureAlphaDropout';
  static override readonly name: string = 'FeatureAlphaDropout';

  protected override drop(x: Tensor): Tensor {
    return featureAlphaDropout(x, this.p, this);
  }
}
