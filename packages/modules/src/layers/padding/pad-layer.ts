import { pad, type PadOptions, type Size, type Tensor } from '@nn/tensor';
import type { Repr } from '../../print-module.js';
import { FunctionLayer } from '../function-layer.js';

/** What layers that add margins share. Margins are before and after the last axis, then before and after the last but one, and so on. */
export abstract class PadLayer extends FunctionLayer {
  readonly padding: readonly number[];

  /** @param padding one margin for all sides, or a list: the last axis first */
  constructor(padding: Size, rank: 1 | 2 | 3) {
    super();
    this.padding = typeof padding === 'number' ? new Array<number>(2 * rank).fill(padding) : [...padding];
  }

  protected override compute(x: Tensor): Tensor {
    return pad(x, this.padding, this.fill());
  }

  /** What stands in the margins. */
  protected abstract fill(): PadOptions;

  override extraRepr(): Repr {
    return `[${this.padding.join(', ')}]`;
  }
}
