import type { Tensor } from '@nn/tensor';
import type { LstmState } from './lstm.js';
import { lstmRecurrence } from './lstm-recurrence.js';
import type { Recurrence } from './recurrence.js';
import { RecurrentCell, type RecurrentCellOptions } from './recurrent-cell.js';

/**
 * One step of an `LSTM`. Shapes: input `[batch, in]` or `[in]`, states `[batch, hidden]` or `[hidden]`.
 *
 * @throws NnError 'SHAPE' for an input or a state of another shape
 * @example
 * import { LSTMCell, rand } from '@nn/nn';
 *
 * const [hidden, memory] = new LSTMCell(3, 4).forward(rand([2, 3]));
 * memory.shape; // [2, 4]
 */
export class LSTMCell extends RecurrentCell {
  static override readonly logicalName: string = 'LSTMCell';
  static override readonly name: string = 'LSTMCell';

  constructor(inputSize: number, hiddenSize: number, options: RecurrentCellOptions = {}) {
    super(inputSize, hiddenSize, options, 4);
  }

  protected override get recurrence(): Recurrence {
    return lstmRecurrence;
  }

  /** @param state hidden state and memory before; zeros unless given */
  override forward(input: Tensor, state: Readonly<LstmState> | null = null): LstmState {
    const next = this.step(input, state);
    return [next.hidden, next.memory!];
  }
}
