import {
  full,
  GRU,
  GRUCell,
  LSTM,
  LSTMCell,
  type Module,
  noGrad,
  type Parameter,
  RNN,
  RNNCell,
  type Tensor,
  tensor,
  zeros,
} from '@nn/nn';
import { basis, type Counted, count, outcomes, type Outcomes, rowsOf } from './dependence.js';

/** A recurrent layer or cell in which every gate is open, so that all it does can be seen. */
interface Subject {
  readonly gates: readonly string[];
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly stateSize: number;
  /** Layers and directions, with the suffixes of their parameters. */
  readonly places: readonly { readonly layer: number; readonly suffix: string }[];
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** One step: the states afterwards, `[places, batch, state]`. */
  run(x: Tensor, states: Tensor): Tensor;
}

type Layer = RNN | LSTM | GRU;
type Cell = RNNCell | LSTMCell | GRUCell;

/** PyTorch's order of the gates. */
function gatesOf(module: Layer | Cell): readonly string[] {
  if (module instanceof LSTM || module instanceof LSTMCell) return ['i', 'f', 'g', 'o'];
  return module instanceof GRU || module instanceof GRUCell ? ['r', 'z', 'n'] : ['all'];
}

/** The fans of every weight, or of every gate of a weight: `weight_ih_l0`, `weight_ih_l0:f`. */
export function recurrentFans(module: Layer | Cell): Record<string, Counted> {
  const subject = 'numLayers' in module ? layerSubject(module) : cellSubject(module);
  const { gates, places } = subject;
  const fans: Record<string, Counted> = {};
  for (const [at, { suffix }] of places.entries()) {
    for (const [gate, name] of gates.entries()) {
      const block = gates.length === 1 ? '' : `:${name}`;
      fans[`weight_ih${suffix}${block}`] = count(inputOutcomes(subject, at, gate));
      fans[`weight_hh${suffix}${block}`] = count(stateOutcomes(subject, at, gate));
    }
    if (`weight_hr${suffix}` in subject.parameters) fans[`weight_hr${suffix}`] = count(projectionOutcomes(subject, at));
  }
  return fans;
}

/** With biases, which a layer without them would have in the same places. */
function layerSubject(module: Layer): Subject {
  const { inputSize, hiddenSize, numLayers, bidirectional, projSize } = module;
  const Class = module.constructor as new (inputs: number, hidden: number, options: object) => Layer;
  const options = { numLayers, bidirectional, ...(projSize > 0 && { projSize }) };
  const twin = new Class(inputSize, hiddenSize, options);
  const suffixes = bidirectional ? ['', '_reverse'] : [''];
  const places = Array.from({ length: numLayers }, (_, layer) =>
    suffixes.map((suffix) => ({ layer, suffix: `_l${layer}${suffix}` })),
  ).flat();
  return {
    ...{ gates: gatesOf(module), inputSize, hiddenSize, stateSize: projSize > 0 ? projSize : hiddenSize, places },
    parameters: Object.fromEntries(twin.namedParameters()),
    run(x, states) {
      const steps = x.unsqueeze(0);
      if (!(twin instanceof LSTM)) return (twin as RNN).forward(steps, states)[1];
      const memories = full([places.length, x.shape[0]!, hiddenSize], 0.5);
      return twin.forward(steps, [states, memories])[1][0];
    },
  };
}

function cellSubject(module: Cell): Subject {
  const { inputSize, hiddenSize } = module;
  const Class = module.constructor as new (inputs: number, hidden: number) => Cell;
  const twin = new Class(inputSize, hiddenSize);
  return {
    ...{ gates: gatesOf(module), inputSize, hiddenSize, stateSize: hiddenSize, places: [{ layer: 0, suffix: '' }] },
    parameters: Object.fromEntries(twin.namedParameters()),
    run(x, states) {
      const state = states.at(0);
      if (!(twin instanceof LSTMCell)) return (twin as RNNCell).forward(x, state).unsqueeze(0);
      return twin.forward(x, [state, full(state.shape, 0.5)])[0].unsqueeze(0);
    },
  };
}

/** Changes what a gate's input weights meet: features of the input, or units of the layer below. */
function inputOutcomes(subject: Subject, at: number, gate: number): Outcomes {
  const { places, inputSize, stateSize } = subject;
  const { layer, suffix } = places[at]!;
  close(subject);
  open(subject, `weight_ih${suffix}`, gate);
  if (layer === 0) {
    const x = basis(inputSize);
    return seen(subject, at, () => rowsOf(subject.run(x, restOf(subject, x.shape[0]!)).at(at)));
  }
  const below = places.filter((place) => place.layer === layer - 1);
  const units = below.flatMap((place) =>
    Array.from({ length: stateSize }, (_, unit) => ({ suffix: place.suffix, unit })),
  );
  return seen(subject, at, () => stepsWith(subject, at, units));
}

/** Changes what a gate's recurrent weights meet: the state before. */
function stateOutcomes(subject: Subject, at: number, gate: number): Outcomes {
  const { places, inputSize, stateSize } = subject;
  close(subject);
  open(subject, `weight_hh${places[at]!.suffix}`, gate);
  const changes = basis(stateSize);
  const batch = changes.shape[0]!;
  const states = restOf(subject, batch);
  noGrad(() => states.at(at).add_(changes));
  return seen(subject, at, () => rowsOf(subject.run(zeros([batch, inputSize]), states).at(at)));
}

/** Changes what a projection meets: the hidden units before it. */
function projectionOutcomes(subject: Subject, at: number): Outcomes {
  const { places, hiddenSize } = subject;
  const { suffix } = places[at]!;
  close(subject);
  fill(subject.parameters[`weight_hr${suffix}`]!, (i) => nonzero(i));
  const units = Array.from({ length: hiddenSize }, (_, unit) => ({ suffix, unit }));
  return outcomes(stepsWith(subject, at, units));
}

/** No weight, every bias 1/2, and projections that hand on the first units: each unit depends on its own biases alone. */
function close({ parameters, stateSize }: Subject): void {
  for (const [name, parameter] of Object.entries(parameters)) {
    if (name.startsWith('bias')) fill(parameter, () => 0.5);
    else if (name.startsWith('weight_hr')) showUnits(parameter, 0, stateSize);
    else fill(parameter, () => 0);
  }
}

function open({ parameters, hiddenSize }: Subject, name: string, gate: number): void {
  const weight = parameters[name]!;
  const columns = weight.shape[1]!;
  fill(weight, (i) => (Math.floor(i / columns / hiddenSize) === gate ? nonzero(i) : 0));
}

/** What all hidden units do, also where a projection shows only some at a time. */
function seen({ parameters, places, hiddenSize, stateSize }: Subject, at: number, look: () => number[][]): Outcomes {
  const projection = parameters[`weight_hr${places[at]!.suffix}`];
  if (projection === undefined) return outcomes(look());
  const parts: number[][][] = [];
  for (let first = 0; first < hiddenSize; first += stateSize) {
    showUnits(projection, first, stateSize);
    parts.push(look().map((row) => row.slice(0, hiddenSize - first)));
  }
  return outcomes(parts[0]!.map((_, row) => parts.flatMap((part) => part[row]!)));
}

/** One step as it is, and one for each unit with other biases in all its gates. */
function stepsWith(
  subject: Subject,
  at: number,
  units: readonly { readonly suffix: string; readonly unit: number }[],
): number[][] {
  const { parameters, hiddenSize, inputSize } = subject;
  const step = (): number[] => rowsOf(subject.run(zeros([1, inputSize]), restOf(subject, 1)).at(at))[0]!;
  const rows = [step()];
  for (const { suffix, unit } of units) {
    const bias = parameters[`bias_ih${suffix}`]!;
    fill(bias, (i) => (i % hiddenSize === unit ? 1 : 0.5));
    rows.push(step());
    fill(bias, () => 0.5);
  }
  return rows;
}

function showUnits(projection: Parameter, first: number, count: number): void {
  const columns = projection.shape[1]!;
  fill(projection, (i) => (Math.floor(i / columns) + first === i % columns && Math.floor(i / columns) < count ? 1 : 0));
}

function restOf({ places, stateSize }: Subject, batch: number): Tensor {
  return full([places.length, batch, stateSize], 0.25);
}

/** A number that no other place has. */
function nonzero(i: number): number {
  return 0.3 + (i % 97) / 300;
}

function fill(parameter: Parameter, value: (i: number) => number): void {
  const values = Float32Array.from({ length: parameter.numel() }, (_, i) => value(i));
  noGrad(() => parameter.copy_(tensor(values).reshape(parameter.shape)));
}

export function isRecurrent(module: Module): module is Layer | Cell {
  return [RNN, LSTM, GRU, RNNCell, LSTMCell, GRUCell].some((Class) => module instanceof Class);
}
