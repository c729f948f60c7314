import type { Tensor } from '@nn/tensor';
import { gruRecurrence } from './gru-recurrence.js';
import type { Recurrence } from './recurrence.js';
import { RecurrentCell, type RecurrentCellOptions } from './recurrent-cell.js';

/**
 * One step of a `GRU`. Shapes: input `[batch, in]` or `[in]`, state `[batch, hidden]` or `[hidden]`.
 *
 * @throws NnError 'SHAPE' for an input or a state of another shape
 * @example
 * import { GRUCell, rand } from '@nn/nn';
 *
 * new GRUCell(3, 4).forward(rand([2, 3])).shape; // [2, 4]
 */
export class GRUCell extends RecurrentCell {
  static override readonly logicalName: string = 'GRUCell';
  static override readonly name: string = 'GRUCell';

  constructor(inputSize: number, hiddenSize: number, options: RecurrentCellOptions = {}) {
    super(inputSize, hiddenSize, options, 3);
  }

  protected override get recurrence(): Recurrence {
    return gruRecurrence;
  }

  /** @param hidden the state before; zeros unless given */
  override forward(input: Tensor, hidden: Tensor | null = null): Tensor {
    return this.step(input, hidden === null ? null : [hidden]).hidden;
  }
}
