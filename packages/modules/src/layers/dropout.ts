import { emptyLike, type Tensor, zerosLike } from '@nn/tensor';
import { checkProbability } from '../check.js';
import { Module } from '../module.js';
import type { Repr } from '../print-module.js';

export interface DropoutOptions {
  readonly inplace?: boolean;
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
export class Dropout extends Module {
  static override readonly logicalName: string = 'Dropout';
  static override readonly name: string = 'Dropout';

  readonly p: number;
  readonly inplace: boolean;

  constructor(p = 0.5, options: DropoutOptions = {}) {
    super();
    this.p = checkProbability(p, 'Dropout');
    this.inplace = options.inplace ?? false;
  }

  override forward(x: Tensor): Tensor {
    if (!this.training) return x;
    const scaled = dropoutMask(x, this.p);
    if (scaled === null) return x;
    return this.inplace ? x.mul_(scaled) : x.mul(scaled);
  }

  override extraRepr(): Repr {
    return { p: this.p, inplace: this.inplace };
  }
}

/** @internal What training multiplies by: 0 or 1/(1 − p). Draws nothing where p is 0 or 1, or where there is nothing to drop (`null`). */
export function dropoutMask(x: Tensor, p: number): Tensor | null {
  if (p === 0 || x.numel() === 0) return null;
  if (p === 1) return zerosLike(x);
  return emptyLike(x).bernoulli_(1 - p).div_(1 - p);
}
