import { NnError } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { instanceNorm } from '../../functional/instance-norm.js';
import { initializeByDefault } from '../../initialize-by-default.js';
import { checkRank } from './check-rank.js';
import { NormBase, type NormOptions } from './norm-base.js';

/** What instance norms share: every channel of every instance has its own moments. */
export abstract class InstanceNorm extends NormBase {
  static override readonly logicalName: string = 'InstanceNorm';

  constructor(numFeatures: number, options: NormOptions = {}) {
    super(numFeatures, { affine: false, trackRunningStats: false, ...options });
    initializeByDefault(this, InstanceNorm);
  }

  /** @internal Axes of an input without a batch. */
  abstract unbatchedRank(): number;

  override checkInput(x: Tensor): void {
    checkRank(x, [this.unbatchedRank(), this.unbatchedRank() + 1], this.constructor.name);
  }

  override channelAxis(x: Tensor): number {
    return x.ndim === this.unbatchedRank() ? 0 : 1;
  }

  protected override normalize(x: Tensor): Tensor {
    return x.ndim === this.unbatchedRank() ? this.ofBatch(x.unsqueeze(0)).squeeze(0) : this.ofBatch(x);
  }

  private ofBatch(x: Tensor): Tensor {
    const { weight, bias, eps, momentum } = this;
    if (momentum === null) {
      throw new NnError('OPTION', "instance_norm(): argument 'momentum' must be float, not NoneType", {
        op: 'instanceNorm',
        advice: 'Only batch norms can let all batches count alike.',
      });
    }
    const useInputStats = this.training || !this.trackRunningStats;
    return instanceNorm(x, this.running_mean, this.running_var, { weight, bias, eps, momentum, useInputStats });
  }
}

/**
 * Normalizes every channel of every instance of `[N, C, L]`, or of `[C, L]` without a batch (Ulyanov et al. 2016). By default nothing is
 * learned and no statistics are kept: training and evaluation are the same.
 *
 * @param numFeatures C
 * @throws NnError 'SHAPE' for another number of axes, for channels that do not fit what is learned or kept, and for one value per channel
 * @example
 * import { InstanceNorm1d, tensor } from '@nn/nn';
 *
 * new InstanceNorm1d(2, { eps: 0 }).forward(tensor([[[1, 3], [0, 4]]])).toArraySync(); // [[[-1, 1], [-1, 1]]]
 */
export class InstanceNorm1d extends InstanceNorm {
  static override readonly logicalName: string = 'InstanceNorm1d';
  static override readonly name: string = 'InstanceNorm1d';

  override unbatchedRank(): number {
    return 2;
  }
}

/**
 * `InstanceNorm1d` for `[N, C, H, W]` and `[C, H, W]`.
 *
 * @param numFeatures C
 * @throws NnError 'SHAPE' as there
 * @example
 * import { InstanceNorm2d, rand } from '@nn/nn';
 *
 * new InstanceNorm2d(3).forward(rand([2, 3, 4, 4])).shape; // [2, 3, 4, 4]
 */
export class InstanceNorm2d extends InstanceNorm {
  static override readonly logicalName: string = 'InstanceNorm2d';
  static override readonly name: string = 'InstanceNorm2d';

  override unbatchedRank(): number {
    return 3;
  }
}

/**
 * `InstanceNorm1d` for `[N, C, D, H, W]` and `[C, D, H, W]`.
 *
 * @param numFeatures C
 * @throws NnError 'SHAPE' as there
 * @example
 * import { InstanceNorm3d, rand } from '@nn/nn';
 *
 * new InstanceNorm3d(3).forward(rand([2, 3, 2, 2, 2])).shape; // [2, 3, 2, 2, 2]
 */
export class InstanceNorm3d extends InstanceNorm {
  static override readonly logicalName: string = 'InstanceNorm3d';
  static override readonly name: string = 'InstanceNorm3d';

  override unbatchedRank(): number {
    return 4;
  }
}
