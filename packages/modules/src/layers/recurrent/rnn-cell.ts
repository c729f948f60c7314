import { NnError, type ParamSpecs } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import type { Repr } from '../../print-module.js';
import { followedBy } from './gate-specs.js';
import type { Recurrence } from './recurrence.js';
import { RecurrentCell, type RecurrentCellOptions } from './recurrent-cell.js';
import { reluRecurrence, tanhRecurrence } from './simple-recurrence.js';

export interface RnnCellOptions extends RecurrentCellOptions {
  /** @default 'tanh' */
  readonly nonlinearity?: 'tanh' | 'relu';
}

/**
 * One step of an `RNN`: h' = tanh(x Wᵢᵀ + bᵢ + h Wₕᵀ + bₕ), or with relu. Shapes: input `[batch, in]` or `[in]`, state `[batch, hidden]` or
 * `[hidden]`.
 *
 * @throws NnError 'SHAPE' for an input or a state of another shape, 'OPTION'
 * @example
 * import { rand, RNNCell } from '@nn/nn';
 *
 * new RNNCell(3, 4).forward(rand([2, 3])).shape; // [2, 4]
 */
export class RNNCell extends RecurrentCell {
  static override readonly logicalName: string = 'RNNCell';
  static override readonly name: string = 'RNNCell';

  readonly nonlinearity: 'tanh' | 'relu';

  constructor(inputSize: number, hiddenSize: number, options: RnnCellOptions = {}) {
    const { nonlinearity = 'tanh', ...rest } = options;
    if (nonlinearity !== 'tanh' && nonlinearity !== 'relu') {
      throw new NnError('OPTION', `Unknown nonlinearity: ${String(nonlinearity)}`, {
        op: 'RNNCell',
        details: { nonlinearity },
        advice: "Use 'tanh' or 'relu'.",
      });
    }
    super(inputSize, hiddenSize, rest, 1);
    this.nonlinearity = nonlinearity;
  }

  protected override get recurrence(): Recurrence {
    return this.nonlinearity === 'relu' ? reluRecurrence : tanhRecurrence;
  }

  override paramSpecs(): ParamSpecs {
    return followedBy(this.nonlinearity, super.paramSpecs());
  }

  /** @param hidden the state before; zeros unless given */
  override forward(input: Tensor, hidden: Tensor | null = null): Tensor {
    return this.step(input, hidden === null ? null : [hidden]).hidden;
  }

  override extraRepr(): Repr {
    return `${super.extraRepr() as string}${this.nonlinearity === 'tanh' ? '' : `, nonlinearity=${this.nonlinearity}`}`;
  }
}
