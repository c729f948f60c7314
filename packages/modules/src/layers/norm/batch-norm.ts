import type { Tensor } from '@nn/tensor';
import { batchNorm } from '../../functional/batch-norm.js';
import { initializeByDefault } from '../../initialize-by-default.js';
import { checkRank } from './check-rank.js';
import { NormBase, type NormOptions } from './norm-base.js';

/** What batch norms share: the moments are those of a channel over the whole batch. */
export abstract class BatchNorm extends NormBase {
  static override readonly logicalName: string = 'BatchNorm';

  constructor(numFeatures: number, options: NormOptions = {}) {
    super(numFeatures, { affine: true, trackRunningStats: true, ...options });
    initializeByDefault(this, BatchNorm);
  }

  protected override normalize(x: Tensor): Tensor {
    const { weight, bias, eps, momentum, training } = this;
    const [mean, variance, seen] = [this.running_mean, this.running_var, this.num_batches_tracked];
    const gather = training && seen !== null;
    const share = gather && momentum === null ? seen.detach().add(1n).to(mean!.dtype).reciprocal() : (momentum ?? 0);
    const used = !training || this.trackRunningStats;
    const y = batchNorm(x, used ? mean : null, used ? variance : null, {
      weight,
      bias,
      eps,
      momentum: share,
      training: training || mean === null,
    });
    if (gather) seen.detach().add_(1n);
    return y;
  }
}

/**
 * Normalizes every channel of `[N, C]` or `[N, C, L]` over the batch, then scales and moves it by learned amounts (Ioffe & Szegedy 2015).
 * In training the moments are the batch's, and `running_mean` and `running_var` follow them; evaluation uses those.
 *
 * @param numFeatures C
 * @throws NnError 'SHAPE' for another number of axes or channels, and for one value per channel while training; no statistics have moved then
 * @example
 * import { BatchNorm1d, tensor } from '@nn/nn';
 *
 * const norm = new BatchNorm1d(1, { eps: 0 });
 * norm.forward(tensor([[1], [3]])).detach().toArraySync(); // [[-1], [1]]
 * norm.toString(); // BatchNorm1d(1, eps=0, momentum=0.1, affine=true, trackRunningStats=true)
 */
export class BatchNorm1d extends BatchNorm {
  static override readonly logicalName: string = 'BatchNorm1d';
  static override readonly name: string = 'BatchNorm1d';

  override checkInput(x: Tensor): void {
    checkRank(x, [2, 3], 'BatchNorm1d');
  }
}

/**
 * `BatchNorm1d` for `[N, C, H, W]`.
 *
 * @param numFeatures C
 * @throws NnError 'SHAPE' as there
 * @example
 * import { BatchNorm2d, rand } from '@nn/nn';
 *
 * new BatchNorm2d(3).forward(rand([2, 3, 4, 4])).shape; // [2, 3, 4, 4]
 */
export class BatchNorm2d extends BatchNorm {
  static override readonly logicalName: string = 'BatchNorm2d';
  static override readonly name: string = 'BatchNorm2d';

  override checkInput(x: Tensor): void {
    checkRank(x, [4], 'BatchNorm2d');
  }
}

/**
 * `BatchNorm1d` for `[N, C, D, H, W]`.
 *
 * @param numFeatures C
 * @throws NnError 'SHAPE' as there
 * @example
 * import { BatchNorm3d, rand } from '@nn/nn';
 *
 * new BatchNorm3d(3).forward(rand([2, 3, 2, 2, 2])).shape; // [2, 3, 2, 2, 2]
 */
export class BatchNorm3d extends BatchNorm {
  static override readonly logicalName: string = 'BatchNorm3d';
  static override readonly name: string = 'BatchNorm3d';

  override checkInput(x: Tensor): void {
    checkRank(x, [5], 'BatchNorm3d');
  }
}
