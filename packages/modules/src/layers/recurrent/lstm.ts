import type { Tensor } from '@nn/tensor';
import { lstmRecurrence } from './lstm-recurrence.js';
import type { PackedSequence } from './packed-sequence.js';
import type { Recurrence } from './recurrence.js';
import { RecurrentLayer, type RecurrentOptions } from './recurrent-layer.js';

export interface LstmOptions extends RecurrentOptions {
  /** Project hidden states to fewer features, with a weight `weight_hr_l…`. @default 0, no projection */
  readonly projSize?: number;
}

/** What an LSTM carries from step to step. */
export type LstmState = [hidden: Tensor, memory: Tensor];

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997): i, f, o = sigmoid and g = tanh of x Wᵀ + b + h Uᵀ + c;
 * the memory c' = f · c + i · g; the hidden state h' = o · tanh c'. The rows of a weight are those of i, f, g and o.
 *
 * Shapes: input `[time, batch, in]`, or `[time, in]` without a batch, or packed; states `[layers · directions, batch, hidden]`; output
 * `[time, batch, directions · hidden]`. Default initialization is PyTorch's: everything uniform in ±1/√hidden.
 *
 * @throws NnError 'SHAPE' for an input or a state of another shape, 'OPTION'
 * @example
 * import { LSTM, rand } from '@nn/nn';
 *
 * const lstm = new LSTM(3, 4, { batchFirst: true });
 * const [output, [hidden, memory]] = lstm.forward(rand([2, 5, 3]));
 * output.shape; // [2, 5, 4]
 * memory.shape; // [1, 2, 4]
 */
export class LSTM extends RecurrentLayer {
  static override readonly logicalName: string = 'LSTM';
  static override readonly name: string = 'LSTM';

  constructor(inputSize: number, hiddenSize: number, options: LstmOptions = {}) {
    super(inputSize, hiddenSize, options, 4);
  }

  protected override get recurrence(): Recurrence {
    return lstmRecurrence;
  }

  /**
   * @param state initial hidden states and memories; zeros unless given
   * @returns the last layer's hidden states at every step, and the last states of every layer
   */
  override forward(
    input: PackedSequence,
    state?: Readonly<LstmState> | null,
  ): [output: PackedSequence, state: LstmState];
  override forward(input: Tensor, state?: Readonly<LstmState> | null): [output: Tensor, state: LstmState];
  override forward(
    input: Tensor | PackedSequence,
    state: Readonly<LstmState> | null = null,
  ): [output: Tensor | PackedSequence, state: LstmState] {
    const { output, hidden, memory } = this.compute(input, state?.[0] ?? null, state?.[1] ?? null);
    return [output, [hidden, memory!]];
  }
}
