import type { DType, ParamSpecs } from '@nn/core';
import { ones_, zeros_ } from '@nn/init';
import { ones, type Tensor, zeros } from '@nn/tensor';
import { checkSize } from '../../check.js';
import { Module } from '../../module.js';
import { Buffer, Parameter } from '../../parameter.js';
import type { Repr } from '../../print-module.js';

export interface NormOptions {
  /** Added to the variance. @default 1e-5 */
  readonly eps?: number;
  /** Share of a batch's moments in the running ones; null: all batches count alike. @default 0.1 */
  readonly momentum?: number | null;
  /** Learn a factor and an addend for every channel. @default true; false for instance norms that are not lazy */
  readonly affine?: boolean;
  /** Gather running moments while training, and use them in evaluation. @default true; false for instance norms that are not lazy */
  readonly trackRunningStats?: boolean;
  /** @default 'float32' */
  readonly dtype?: DType;
  /** @default the default device */
  readonly device?: string;
}

/** What batch and instance norms share: a factor and an addend, running moments, and how they begin. */
export abstract class NormBase extends Module {
  static override readonly logicalName: string = 'NormBase';

  numFeatures: number;
  readonly eps: number;
  readonly momentum: number | null;
  readonly affine: boolean;
  readonly trackRunningStats: boolean;
  readonly weight: Parameter | null;
  readonly bias: Parameter | null;
  readonly running_mean: Buffer | null;
  readonly running_var: Buffer | null;
  /** How many batches the running moments have seen: an int64. */
  readonly num_batches_tracked: Buffer | null;

  constructor(
    numFeatures: number,
    options: NormOptions & { readonly affine: boolean; readonly trackRunningStats: boolean },
  ) {
    super();
    const { eps = 1e-5, momentum = 0.1, affine, trackRunningStats, ...placement } = options;
    const lazy = this.channelsInferred();
    this.numFeatures = checkSize(numFeatures, 'numFeatures', this.constructor.name);
    this.eps = eps;
    this.momentum = momentum;
    this.affine = affine;
    this.trackRunningStats = trackRunningStats;
    const parameter = (): Parameter =>
      lazy ? Parameter.uninitialized({ ...placement, shape: [null] }) : Parameter.empty([numFeatures], placement);
    this.weight = affine ? parameter() : null;
    this.bias = affine ? parameter() : null;
    this.running_mean = trackRunningStats ? new Buffer(zeros([numFeatures], placement)) : null;
    this.running_var = trackRunningStats ? new Buffer(ones([numFeatures], placement)) : null;
    this.num_batches_tracked = trackRunningStats ? new Buffer(zeros([], { ...placement, dtype: 'int64' })) : null;
    for (const moments of [this.running_mean, this.running_var]) if (moments !== null) moments.awaitsLength = lazy;
  }

  /** Forgets the running moments: mean 0, variance 1, no batch seen. */
  resetRunningStats(): void {
    this.running_mean?.detach().zero_();
    this.running_var?.detach().fill_(1);
    this.num_batches_tracked?.detach().zero_();
  }

  /** Factor 1, addend 0, no batch seen. */
  resetParameters(): void {
    this.resetRunningStats();
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
      this.checkInput(x);
      return this.normalize(x);
    } catch (error) {
      throw this.locate(error);
    }
  }

  /** @internal Whether the first batch tells the number of channels. */
  protected channelsInferred(): boolean {
    return false;
  }

  /** @internal Refuses an input with another number of axes. */
  abstract checkInput(x: Tensor): void;

  /** @internal The axis of channels. */
  channelAxis(_x: Tensor): number {
    return 1;
  }

  /** The function itself. */
  protected abstract normalize(x: Tensor): Tensor;

  override extraRepr(): Repr {
    const { numFeatures, eps, momentum, affine, trackRunningStats } = this;
    return `${numFeatures}, eps=${eps}, momentum=${momentum}, affine=${affine}, trackRunningStats=${trackRunningStats}`;
  }
}
