import { channelShuffle, type Tensor } from '@nn/tensor';
import type { Repr } from '../../print-module.js';
import { FunctionLayer } from '../function-layer.js';

/**
 * Deals the channels of groups out in turn, so that the next grouped layer sees some of each (Zhang et al. 2018): `[N, C, …]`.
 *
 * @throws NnError in `forward`: 'SHAPE' for channels that the groups do not divide, 'OPTION'
 * @example
 * import { arange, ChannelShuffle } from '@nn/nn';
 *
 * new ChannelShuffle(2).forward(arange(6).reshape([1, 6, 1])).flatten().toArraySync(); // [0, 3, 1, 4, 2, 5]
 */
export class ChannelShuffle extends FunctionLayer {
  static override readonly logicalName: string = 'ChannelShuffle';
  static override readonly name: string = 'ChannelShuffle';

  readonly groups: number;

  constructor(groups: number) {
    super();
    this.groups = groups;
  }

  protected override compute(x: Tensor): Tensor {
    return channelShuffle(x, this.groups);
  }

  override extraRepr(): Repr {
    return { groups: this.groups };
  }
}
