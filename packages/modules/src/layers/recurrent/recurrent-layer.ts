import { type DType, NnError, type ParamSpec, type ParamSpecs, sameShape } from '@nn/core';
import { uniform_ } from '@nn/init';
import { cat, linear, stack, tensor, type Tensor, zeros } from '@nn/tensor';
import { checkSize } from '../../check.js';
import { dropout } from '../../functional/dropout.js';
import { initializeByDefault } from '../../initialize-by-default.js';
import { Module } from '../../module.js';
import { Parameter } from '../../parameter.js';
import type { Repr } from '../../print-module.js';
import { gateSpecs, recurrentBound } from './gate-specs.js';
import { PackedSequence } from './packed-sequence.js';
import type { Recurrence } from './recurrence.js';
import { type DirectionResult, runDirection } from './run-direction.js';
import { stepsOf } from './steps.js';

export interface RecurrentOptions {
  /** How many layers stand on each other. @default 1 */
  readonly numLayers?: number;
  /** Learn additive biases. @default true */
  readonly bias?: boolean;
  /** Input and output are `[batch, time, features]`, not `[time, batch, features]`. States are never. @default false */
  readonly batchFirst?: boolean;
  /** Probability of dropout between layers, while training. @default 0 */
  readonly dropout?: number;
  /** Run backwards in time too, and give both, side by side. @default false */
  readonly bidirectional?: boolean;
  /** @default 'float32' */
  readonly dtype?: DType;
  /** @default the default device */
  readonly device?: string;
}

/** What a layer makes of a batch: the last layer's hidden states at every step, and every layer's and direction's last states. */
interface Result {
  readonly output: Tensor | PackedSequence;
  readonly hidden: Tensor;
  readonly memory: Tensor | null;
}

/** Names of the parameters of one direction of one layer. */
interface Names {
  readonly weightIh: string;
  readonly weightHh: string;
  readonly biasIh: string;
  readonly biasHh: string;
  readonly weightHr: string;
}

function namesOf(layer: number, reverse: boolean): Names {
  const suffix = `l${layer}${reverse ? '_reverse' : ''}`;
  return {
    weightIh: `weight_ih_${suffix}`,
    weightHh: `weight_hh_${suffix}`,
    biasIh: `bias_ih_${suffix}`,
    biasHh: `bias_hh_${suffix}`,
    weightHr: `weight_hr_${suffix}`,
  };
}

/** What `RNN`, `LSTM` and `GRU` share. Parameters have the names of PyTorch's state dict, for each layer and then each direction. */
export abstract class RecurrentLayer extends Module {
  static override readonly logicalName: string = 'RecurrentLayer';

  readonly [weight: `weight_${string}`]: Parameter;
  readonly [bias: `bias_${string}`]: Parameter;

  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly projSize: number;
  readonly numLayers: number;
  readonly bias: boolean;
  readonly batchFirst: boolean;
  readonly dropout: number;
  readonly bidirectional: boolean;

  /** @param gates how many rows a weight has for each hidden unit */
  protected constructor(
    inputSize: number,
    hiddenSize: number,
    options: RecurrentOptions & { readonly projSize?: number },
    gates: number,
  ) {
    super();
    const {
      numLayers = 1,
      bias = true,
      batchFirst = false,
      dropout: p = 0,
      bidirectional = false,
      projSize = 0,
      ...rest
    } = options;
    const op = this.constructor.name;
    this.inputSize = checkSize(inputSize, 'inputSize', op);
    this.hiddenSize = checkSize(hiddenSize, 'hiddenSize', op);
    this.numLayers = checkSize(numLayers, 'numLayers', op);
    if (numLayers === 0) throw refuse('OPTION', 'numLayers must be positive', { numLayers });
    if (!(p >= 0 && p <= 1)) {
      const sentence =
        'dropout should be a number in range [0, 1] representing the probability of an element being zeroed';
      throw refuse('OPTION', sentence, { dropout: p });
    }
    if (!Number.isSafeInteger(projSize) || projSize < 0) {
      throw refuse('OPTION', 'proj_size should be a positive integer or zero to disable projections', { projSize });
    }
    if (projSize >= hiddenSize)
      throw refuse('OPTION', 'proj_size has to be smaller than hidden_size', { projSize, hiddenSize });
    this.projSize = projSize;
    this.bias = bias;
    this.batchFirst = batchFirst;
    this.dropout = p;
    this.bidirectional = bidirectional;
    this.addParameters(gates * hiddenSize, {
      ...(rest.dtype && { dtype: rest.dtype }),
      ...(rest.device && { device: rest.device }),
    });
    initializeByDefault(this, RecurrentLayer);
  }

  /** The equations. A getter of the class, so that the constructor has nothing to wait for. */
  protected abstract get recurrence(): Recurrence;

  private addParameters(rows: number, placement: { readonly dtype?: DType; readonly device?: string }): void {
    const fields = this as unknown as Record<string, Parameter>;
    const add = (name: string, ...shape: number[]): void => {
      fields[name] = Parameter.empty(shape, placement);
    };
    for (let layer = 0; layer < this.numLayers; layer++) {
      for (const reverse of this.directions) {
        const names = namesOf(layer, reverse);
        add(names.weightIh, rows, layer === 0 ? this.inputSize : this.stateSize * this.directions.length);
        add(names.weightHh, rows, this.stateSize);
        if (this.bias) {
          add(names.biasIh, rows);
          add(names.biasHh, rows);
        }
        if (this.projSize > 0) add(names.weightHr, this.projSize, this.hiddenSize);
      }
    }
  }

  /** PyTorch's default: everything uniform in ±1/√hidden. */
  resetParameters(): void {
    const bound = recurrentBound(this.hiddenSize);
    for (const parameter of this.parameters({ recurse: false })) uniform_(parameter, { a: -bound, b: bound });
  }

  override paramSpecs(): ParamSpecs {
    const { weight, bias, projection } = gateSpecs(this.recurrence.gates, this.hiddenSize);
    const specs: Record<string, ParamSpec> = {};
    for (let layer = 0; layer < this.numLayers; layer++) {
      for (const reverse of this.directions) {
        const names = namesOf(layer, reverse);
        for (const name of [names.weightIh, names.weightHh]) specs[name] = weight;
        specs[names.biasIh] = bias;
        specs[names.biasHh] = { ...bias, addedTo: names.biasIh };
        specs[names.weightHr] = projection;
      }
    }
    return specs;
  }

  override extraRepr(): Repr {
    const { inputSize, hiddenSize, projSize, numLayers } = this;
    const shown = [
      ...(projSize === 0 ? [] : [`projSize=${projSize}`]),
      ...(numLayers === 1 ? [] : [`numLayers=${numLayers}`]),
      ...(this.bias ? [] : ['bias=false']),
      ...(this.batchFirst ? ['batchFirst=true'] : []),
      ...(this.dropout === 0 ? [] : [`dropout=${this.dropout}`]),
      ...(this.bidirectional ? ['bidirectional=true'] : []),
    ];
    return [inputSize, hiddenSize, ...shown].join(', ');
  }

  /** @internal Features of a hidden state. */
  protected get stateSize(): number {
    return this.projSize > 0 ? this.projSize : this.hiddenSize;
  }

  private get directions(): readonly boolean[] {
    return this.bidirectional ? [false, true] : [false];
  }

  /** @internal Checks the input, brings it into order, and runs all layers. */
  protected compute(input: Tensor | PackedSequence, hidden: Tensor | null, memory: Tensor | null): Result {
    try {
      return input instanceof PackedSequence
        ? this.computePacked(input, hidden, memory)
        : this.computePadded(input, hidden, memory);
    } catch (error) {
      throw this.locate(error);
    }
  }

  private computePadded(input: Tensor, hidden: Tensor | null, memory: Tensor | null): Result {
    const batched = input.ndim !== 2;
    const states = [hidden, memory].filter((state) => state !== null);
    this.checkInput(input, batched ? 3 : 2);
    const wanted = batched ? 3 : 2;
    if (states.some((state) => state.ndim !== wanted)) throw this.wrongRank(states, wanted);
    const batch = batched ? input.shape[this.batchFirst ? 0 : 1]! : 1;
    const grown = (state: Tensor | null): Tensor | null => (state === null || batched ? state : state.unsqueeze(1));
    this.checkStates(grown(hidden), grown(memory), batch);
    const byTime = batched ? (this.batchFirst ? input.transpose(0, 1) : input) : input.unsqueeze(1);
    const time = byTime.shape[0]!;
    if (time === 0)
      throw refuse('SHAPE', 'Expected sequence length to be larger than 0 in RNN', { shape: input.shape });
    const result = this.runLayers(
      byTime.flatten(0, 1),
      new Array<number>(time).fill(batch),
      grown(hidden),
      grown(memory),
    );
    const output = result.output.unflatten(0, [time, batch]);
    if (batched) return { ...result, output: this.batchFirst ? output.transpose(0, 1) : output };
    return { output: output.squeeze(1), hidden: result.hidden.squeeze(1), memory: result.memory?.squeeze(1) ?? null };
  }

  private computePacked(input: PackedSequence, hidden: Tensor | null, memory: Tensor | null): Result {
    const { data, batchSizes, sortedIndices, unsortedIndices } = input;
    this.checkInput(data, 2);
    this.checkStates(hidden, memory, batchSizes[0]!);
    const result = this.runLayers(data, batchSizes, reordered(hidden, sortedIndices), reordered(memory, sortedIndices));
    return {
      output: input.with(result.output),
      hidden: reordered(result.hidden, unsortedIndices)!,
      memory: reordered(result.memory, unsortedIndices),
    };
  }

  /** All layers over rows that hold step after step. */
  private runLayers(
    data: Tensor,
    batchSizes: readonly number[],
    hidden: Tensor | null,
    memory: Tensor | null,
  ): { readonly output: Tensor; readonly hidden: Tensor; readonly memory: Tensor | null } {
    const steps = this.directions.map((reverse) => stepsOf(batchSizes, reverse));
    const { remembers } = this.recurrence;
    const zeroState = (size: number): Tensor =>
      zeros([batchSizes[0]!, size], { dtype: data.dtype, device: data.device });
    const hiddens: Tensor[] = [];
    const memories: Tensor[] = [];
    let x = data;
    for (let layer = 0; layer < this.numLayers; layer++) {
      if (layer > 0) x = dropout(x, this.dropout, this);
      const results = this.directions.map((reverse, direction): DirectionResult => {
        const at = layer * this.directions.length + direction;
        const names = namesOf(layer, reverse);
        const weights = this as unknown as Record<string, Parameter | undefined>;
        return runDirection({
          recurrence: this.recurrence,
          steps: steps[direction]!,
          x: linear(x, weights[names.weightIh]!, weights[names.biasIh] ?? null),
          hidden: hidden?.select(0, at) ?? zeroState(this.stateSize),
          memory: remembers ? (memory?.select(0, at) ?? zeroState(this.hiddenSize)) : null,
          weight: weights[names.weightHh]!,
          bias: weights[names.biasHh] ?? null,
          projection: weights[names.weightHr] ?? null,
        });
      });
      for (const result of results) {
        hiddens.push(result.hidden);
        if (result.memory !== null) memories.push(result.memory);
      }
      x =
        results.length === 1
          ? results[0]!.output
          : cat(
              results.map(({ output }) => output),
              1,
            );
    }
    return { output: x, hidden: stack(hiddens), memory: memories.length === 0 ? null : stack(memories) };
  }

  private checkInput(input: Tensor, rank: number): void {
    const details = { shape: input.shape, inputSize: this.inputSize };
    if (input.ndim !== rank) throw refuse('SHAPE', `input must have ${rank} dimensions, got ${input.ndim}`, details);
    const features = input.shape.at(-1)!;
    if (features === this.inputSize) return;
    throw refuse(
      'SHAPE',
      `input.size(-1) must be equal to input_size. Expected ${this.inputSize}, got ${features}`,
      details,
    );
  }

  private checkStates(hidden: Tensor | null, memory: Tensor | null, batch: number): void {
    const count = this.numLayers * this.directions.length;
    const check = (state: Tensor | null, name: string, size: number): void => {
      const wanted = [count, batch, size];
      if (state === null || sameShape(state.shape, wanted)) return;
      const sentence = `Expected ${name} size (${wanted.join(', ')}), got [${state.shape.join(', ')}]`;
      throw refuse('SHAPE', sentence, { shape: state.shape, wanted });
    };
    const { remembers } = this.recurrence;
    check(hidden, remembers ? 'hidden[0]' : 'hidden', this.stateSize);
    check(memory, 'hidden[1]', this.hiddenSize);
  }

  private wrongRank(states: readonly Tensor[], wanted: number): NnError {
    const which = wanted === 3 ? 'batched 3-D' : 'unbatched 2-D';
    const ranks = states.map(({ ndim }) => `${ndim}-D`).join(', ');
    const sentence =
      states.length === 1
        ? `For ${which} input, hx should also be ${wanted}-D but got ${ranks} tensor`
        : `For ${which} input, hx and cx should also be ${wanted}-D but got (${ranks}) tensors`;
    return refuse('SHAPE', sentence, { shapes: states.map(({ shape }) => shape) });
  }
}

/** States of a batch in another order. */
function reordered(state: Tensor | null, order: readonly number[] | null): Tensor | null {
  if (state === null || order === null) return state;
  return state.indexSelect(1, tensor(Int32Array.from(order), { device: state.device }));
}

function refuse(code: 'SHAPE' | 'OPTION', sentence: string, details: Readonly<Record<string, unknown>>): NnError {
  return new NnError(code, sentence, { op: 'forward', details });
}
