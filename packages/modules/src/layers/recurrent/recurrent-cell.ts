import { type DType, NnError, type ParamSpecs } from '@nn/core';
import { uniform_ } from '@nn/init';
import { linear, type Tensor, zeros } from '@nn/tensor';
import { checkSize } from '../../check.js';
import { initializeByDefault } from '../../initialize-by-default.js';
import { Module } from '../../module.js';
import { Parameter } from '../../parameter.js';
import type { Repr } from '../../print-module.js';
import { gateSpecs, recurrentBound } from './gate-specs.js';
import type { Recurrence } from './recurrence.js';
import { type DirectionResult, runDirection } from './run-direction.js';

export interface RecurrentCellOptions {
  /** Learn additive biases. @default true */
  readonly bias?: boolean;
  /** @default 'float32' */
  readonly dtype?: DType;
  /** @default the default device */
  readonly device?: string;
}

/** What `RNNCell`, `LSTMCell` and `GRUCell` share: the parameters of one step. */
export abstract class RecurrentCell extends Module {
  static override readonly logicalName: string = 'RecurrentCell';

  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly weight_ih: Parameter;
  readonly weight_hh: Parameter;
  readonly bias_ih: Parameter | null;
  readonly bias_hh: Parameter | null;

  /** @param gates how many rows a weight has for each hidden unit */
  protected constructor(inputSize: number, hiddenSize: number, options: RecurrentCellOptions, gates: number) {
    super();
    const { bias = true, dtype, device } = options;
    const placement = { ...(dtype && { dtype }), ...(device && { device }) };
    this.inputSize = checkSize(inputSize, 'inputSize', this.constructor.name);
    this.hiddenSize = checkSize(hiddenSize, 'hiddenSize', this.constructor.name);
    const rows = gates * hiddenSize;
    this.weight_ih = Parameter.empty([rows, inputSize], placement);
    this.weight_hh = Parameter.empty([rows, hiddenSize], placement);
    this.bias_ih = bias ? Parameter.empty([rows], placement) : null;
    this.bias_hh = bias ? Parameter.empty([rows], placement) : null;
    initializeByDefault(this, RecurrentCell);
  }

  /** The equations of a step. */
  protected abstract get recurrence(): Recurrence;

  /** PyTorch's default: everything uniform in ±1/√hidden. */
  resetParameters(): void {
    const bound = recurrentBound(this.hiddenSize);
    for (const parameter of this.parameters({ recurse: false })) uniform_(parameter, { a: -bound, b: bound });
  }

  override paramSpecs(): ParamSpecs {
    const { weight, bias } = gateSpecs(this.recurrence.gates, this.hiddenSize);
    return { weight_ih: weight, weight_hh: weight, bias_ih: bias, bias_hh: { ...bias, addedTo: 'bias_ih' } };
  }

  override extraRepr(): Repr {
    return `${this.inputSize}, ${this.hiddenSize}${this.bias_ih === null ? ', bias=false' : ''}`;
  }

  /** @internal One step, from an input and states that are checked here; without a batch if the input has none. */
  protected step(input: Tensor, states: readonly Tensor[] | null): Omit<DirectionResult, 'output'> {
    try {
      if (input.ndim !== 1 && input.ndim !== 2) {
        const sentence = `${this.constructor.name}: Expected input to be 1-D or 2-D but received ${input.ndim}-D tensor`;
        throw refuse(sentence, { shape: input.shape });
      }
      const alone = input.ndim === 1;
      const x = alone ? input.unsqueeze(0) : input;
      const batched = (states ?? this.zeroStates(x)).map((state) =>
        alone && states !== null ? state.unsqueeze(0) : state,
      );
      this.checkShapes(x, batched);
      const [hidden, memory] = batched as [Tensor, Tensor?];
      const result = runDirection({
        recurrence: this.recurrence,
        steps: [{ time: 0, start: 0, rows: x.shape[0]!, carried: 0 }],
        x: linear(x, this.weight_ih, this.bias_ih),
        hidden,
        memory: this.recurrence.remembers ? memory! : null,
        weight: this.weight_hh,
        bias: this.bias_hh,
        projection: null,
      });
      // Copies, which may be written to: the derivative reads what the step made.
      const own = (state: Tensor): Tensor => (alone ? state.squeeze(0) : state).clone();
      return { hidden: own(result.hidden), memory: result.memory === null ? null : own(result.memory) };
    } catch (error) {
      throw this.locate(error);
    }
  }

  private zeroStates(x: Tensor): Tensor[] {
    const state = zeros([x.shape[0]!, this.hiddenSize], { dtype: x.dtype, device: x.device });
    return [state, state];
  }

  private checkShapes(x: Tensor, states: readonly Tensor[]): void {
    const { inputSize, hiddenSize } = this;
    const [batch, features] = x.shape as readonly [number, number];
    if (features !== inputSize) {
      throw refuse(`input has inconsistent input_size: got ${features} expected ${inputSize}`, {
        shape: x.shape,
        inputSize,
      });
    }
    for (const { shape } of states) {
      const details = { shape, batch, hiddenSize };
      if (shape.length !== 2)
        throw refuse(`hidden0 must have as many dimensions as the input, got ${shape.length}`, details);
      if (shape[0] !== batch)
        throw refuse(`Input batch size ${batch} doesn't match hidden0 batch size ${shape[0]}`, details);
      if (shape[1] !== hiddenSize) {
        throw refuse(`hidden0 has inconsistent hidden_size: got ${shape[1]}, expected ${hiddenSize}`, details);
      }
    }
  }
}

function refuse(sentence: string, details: Readonly<Record<string, unknown>>): NnError {
  return new NnError('SHAPE', sentence, { op: 'forward', details });
}
