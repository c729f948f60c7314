import { type DType, NnError, type ParamSpecs } from '@nn/core';
import { ones_, zeros_ } from '@nn/init';
import type { Tensor } from '@nn/tensor';
import { checkSize } from '../../check.js';
import { groupNorm } from '../../functional/group-norm.js';
import { initializeByDefault } from '../../initialize-by-default.js';
import { Module } from '../../module.js';
import { Parameter } from '../../parameter.js';
import type { Repr } from '../../print-module.js';

export interface GroupNormLayerOptions {
  /** Added to the variance. @default 1e-5 */
  readonly eps?: number;
  /** Learn a factor and an addend for every channel. @default true */
  readonly affine?: boolean;
  /** @default 'float32' */
  readonly dtype?: DType;
  /** @default the default device */
  readonly device?: string;
}

/**
 * Normalizes groups of channels of every instance of `[N, C, …]`, then scales and moves the channels by learned amounts (Wu & He 2018).
 *
 * @param numGroups divides the channels
 * @param numChannels C
 * @throws NnError 'OPTION' where it does not; 'SHAPE' for other inputs
 * @example
 * import { GroupNorm, tensor } from '@nn/nn';
 *
 * new GroupNorm(2, 4, { eps: 0 }).forward(tensor([[1, 3, 0, 4]])).detach().toArraySync(); // [[-1, 1, -1, 1]]
 */
export class GroupNorm extends Module {
  static override readonly logicalName: string = 'GroupNorm';
  static override readonly name: string = 'GroupNorm';

  readonly numGroups: number;
  readonly numChannels: number;
  readonly eps: number;
  readonly affine: boolean;
  readonly weight: Parameter | null;
  readonly bias: Parameter | null;

  constructor(numGroups: number, numChannels: number, options: GroupNormLayerOptions = {}) {
    super();
    const { eps = 1e-5, affine = true, ...placement } = options;
    this.numGroups = checkSize(numGroups, 'numGroups', 'GroupNorm');
    this.numChannels = checkSize(numChannels, 'numChannels', 'GroupNorm');
    if (numGroups === 0 || numChannels % numGroups !== 0) {
      throw new NnError('OPTION', 'num_channels must be divisible by num_groups', {
        op: 'GroupNorm',
        details: { numGroups, numChannels },
      });
    }
    this.eps = eps;
    this.affine = affine;
    this.weight = affine ? Parameter.empty([numChannels], placement) : null;
    this.bias = affine ? Parameter.empty([numChannels], placement) : null;
    initializeByDefault(this, GroupNorm);
  }

  /** Factor 1, addend 0. */
  resetParameters(): void {
    if (this.weight !== null) ones_(this.weight);
    if (this.bias !== null) zeros_(this.bias);
  }

  override paramSpecs(): ParamSpecs {
    return {
      weight: { role: 'gain', default: { law: 'constant', value: 1 } },
      bias: { role: 'bias', default: { law: 'constant', value: 0 } },
    };
  }

  override forward(x: Tensor): Tensor {
    try {
      return groupNorm(x, this.numGroups, this);
    } catch (error) {
      throw this.locate(error);
    }
  }

  override extraRepr(): Repr {
    return `${this.numGroups}, ${this.numChannels}, eps=${this.eps}, affine=${this.affine}`;
  }
}
