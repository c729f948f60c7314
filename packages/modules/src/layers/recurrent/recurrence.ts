import type { Tensor } from '@nn/tensor';

/** What every row of a whole run looked like, for the derivative. */
export interface Run {
  /** The input part of the gates. */
  readonly x: Tensor;
  /** The recurrent part of the gates. */
  readonly r: Tensor;
  /** The states before each row. */
  readonly hiddenBefore: Tensor;
  readonly memoryBefore: Tensor | null;
  /** The states after it. */
  readonly hidden: Tensor;
  readonly memory: Tensor | null;
}

/** What one step sends back. */
export interface StepGradients {
  /** To the recurrent part of the gates. */
  readonly gates: Tensor;
  /** To the memory before. */
  readonly memory: Tensor | null;
  /** To the hidden state before, past the gates. */
  readonly hidden: Tensor | null;
}

/** The derivative of a run: factors for all rows at once, then step by step what depends on the step after. */
export interface Backwards {
  /** `part` takes the rows of the step out of what belongs to all. */
  step(part: (x: Tensor) => Tensor, dHidden: Tensor, dMemory: Tensor | null): StepGradients;
  /** The gradient of the input part, from those of the recurrent part and of the hidden states, all rows. */
  input(dGates: Tensor, dHidden: Tensor): Tensor;
  /** What a projection takes; all rows. */
  readonly emitted: () => Tensor;
}

/** The equations of one kind of recurrent layer. */
export interface Recurrence {
  readonly name: 'RNN' | 'LSTM' | 'GRU';
  /** The blocks of a weight's rows. */
  readonly gates: readonly string[];
  /** True where there is a memory beside the hidden state. */
  readonly remembers: boolean;
  /** The states after one step, from both parts of the gates; outside the graph. */
  step(
    x: Tensor,
    r: Tensor,
    hidden: Tensor,
    memory: Tensor | null,
  ): { readonly hidden: Tensor; readonly memory: Tensor | null };
  backwards(run: Run): Backwards;
}
