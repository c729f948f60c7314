import { NnError, type ParamSpecs } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { followedBy } from './gate-specs.js';
import type { PackedSequence } from './packed-sequence.js';
import type { Recurrence } from './recurrence.js';
import { RecurrentLayer, type RecurrentOptions } from './recurrent-layer.js';
import { reluRecurrence, tanhRecurrence } from './simple-recurrence.js';

export interface RnnOptions extends RecurrentOptions {
  /** @default 'tanh' */
  readonly nonlinearity?: 'tanh' | 'relu';
}

/**
 * Elman's recurrent network: h' = tanh(x Wᵢᵀ + bᵢ + h Wₕᵀ + bₕ) at every step, or with relu.
 *
 * Shapes: input `[time, batch, in]`, or `[time, in]` without a batch, or packed; states `[layers · directions, batch, hidden]`; output
 * `[time, batch, directions · hidden]`. Default initialization is PyTorch's: everything uniform in ±1/√hidden.
 *
 * @throws NnError 'SHAPE' for an input or a state of another shape, 'OPTION'
 * @example
 * import { rand, RNN } from '@nn/nn';
 *
 * const [output, state] = new RNN(3, 4, { numLayers: 2 }).forward(rand([5, 2, 3]));
 * output.shape; // [5, 2, 4]
 * state.shape; // [2, 2, 4]
 */
export class RNN extends RecurrentLayer {
  static override readonly logicalName: string = 'RNN';
  static override readonly name: string = 'RNN';

  readonly nonlinearity: 'tanh' | 'relu';

  constructor(inputSize: number, hiddenSize: number, options: RnnOptions = {}) {
    const { nonlinearity = 'tanh', ...rest } = options;
    refuseProjection(rest);
    if (nonlinearity !== 'tanh' && nonlinearity !== 'relu') {
      throw new NnError('OPTION', `Unknown nonlinearity '${String(nonlinearity)}'`, {
        op: 'RNN',
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

  /** @returns the last layer's states at every step, and the last states of every layer */
  override forward(input: PackedSequence, hidden?: Tensor | null): [output: PackedSequence, hidden: Tensor];
  override forward(input: Tensor, hidden?: Tensor | null): [output: Tensor, hidden: Tensor];
  override forward(
    input: Tensor | PackedSequence,
    hidden: Tensor | null = null,
  ): [output: Tensor | PackedSequence, hidden: Tensor] {
    const result = this.compute(input, hidden, null);
    return [result.output, result.hidden];
  }
}

/** @internal Only an LSTM projects its states. */
export function refuseProjection(options: object): void {
  if (!('projSize' in options)) return;
  throw new NnError('OPTION', 'proj_size argument is only supported for LSTM, not RNN or GRU', { op: 'projSize' });
}
