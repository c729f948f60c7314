import type { Tensor } from '@nn/tensor';
import { gruRecurrence } from './gru-recurrence.js';
import type { PackedSequence } from './packed-sequence.js';
import type { Recurrence } from './recurrence.js';
import { RecurrentLayer, type RecurrentOptions } from './recurrent-layer.js';
import { refuseProjection } from './rnn.js';

/**
 * Gated recurrent unit (Cho et al. 2014), with PyTorch's place of the reset gate: r, z = sigmoid of x and h, each through its weights;
 * n = tanh(x Wᵀ + b + r · (h Uᵀ + c)); h' = (1 − z) · n + z · h. The rows of a weight are those of r, z and n.
 *
 * Shapes: input `[time, batch, in]`, or `[time, in]` without a batch, or packed; states `[layers · directions, batch, hidden]`; output
 * `[time, batch, directions · hidden]`. Default initialization is PyTorch's: everything uniform in ±1/√hidden.
 *
 * @throws NnError 'SHAPE' for an input or a state of another shape, 'OPTION'
 * @example
 * import { GRU, rand } from '@nn/nn';
 *
 * const [output, state] = new GRU(3, 4, { bidirectional: true }).forward(rand([5, 2, 3]));
 * output.shape; // [5, 2, 8]
 * state.shape; // [2, 2, 4]
 */
export class GRU extends RecurrentLayer {
  static override readonly logicalName: string = 'GRU';
  static override readonly name: string = 'GRU';

  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    refuseProjection(options);
    super(inputSize, hiddenSize, options, 3);
  }

  protected override get recurrence(): Recurrence {
    return gruRecurrence;
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
