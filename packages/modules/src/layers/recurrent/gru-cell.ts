import type { Tensor } from '@nn/tensor';
import { gruRecurrence } from './gru-recurrence.js';
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
    super(inputSize, hiddenSize, options, gruRecurrence.gates);
  }

  /** @param hidden the state before; zeros unless given */
  override forward(input: Tensor, hidden: Tensor | null = null): Tensor {
    const [next] = this.step(input, hidden === null ? null : [hidden], (x, recurrent, [before]) => {
      const [xr, xz, xn] = x.chunk(3, 1) as [Tensor, Tensor, Tensor];
      const [rr, rz, rn] = recurrent.chunk(3, 1) as [Tensor, Tensor, Tensor];
      const z = xz.add(rz).sigmoid();
      const n = xn.add(xr.add(rr).sigmoid().mul(rn)).tanh();
      return [n.add(z.mul(before!.sub(n)))] as const;
    });
    return next;
  }
}
