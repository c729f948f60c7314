import { cat, linear, type Op, run, scope, tensor, type Tensor, type VjpContext, zeros } from '@nn/tensor';
import type { Recurrence } from './recurrence.js';
import { lastRows, previousRows, type Step } from './steps.js';

/** What a direction of a layer computes with. */
export interface Direction {
  readonly recurrence: Recurrence;
  readonly steps: readonly Step[];
  /** The input part of the gates: all rows, step after step. */
  readonly x: Tensor;
  /** Initial states `[batch, size]`. */
  readonly hidden: Tensor;
  readonly memory: Tensor | null;
  readonly weight: Tensor;
  readonly bias: Tensor | null;
  readonly projection: Tensor | null;
}

export interface DirectionResult {
  /** The hidden states of all rows. */
  readonly output: Tensor;
  /** The last states of every sequence. */
  readonly hidden: Tensor;
  readonly memory: Tensor | null;
}

interface Attributes {
  readonly recurrence: Recurrence;
  readonly steps: readonly Step[];
  readonly biased: boolean;
  readonly projected: boolean;
}

interface Operands {
  readonly x: Tensor;
  readonly weight: Tensor;
  readonly hidden: Tensor;
  readonly memory: Tensor | null;
  readonly bias: Tensor | null;
  readonly projection: Tensor | null;
}

/**
 * A whole run through time is one operation: the graph does not grow with the length, and the derivative computes what does not depend on
 * order (gates, weights' gradients) for all steps at once. Its result holds hidden states and memory side by side.
 */
const direction: Op<Attributes> = {
  name: 'recurrence',
  gradName: 'RecurrenceBackward0',
  saves: 'both',
  forward: (inputs, attributes) =>
    scope(() => forward(operandsOf(inputs as readonly Tensor[], attributes), attributes)),
  vjp: (context) => backward(context),
};

function operandsOf(inputs: readonly Tensor[], { recurrence, biased, projected }: Attributes): Operands {
  let at = 3;
  const next = (there: boolean): Tensor | null => (there ? inputs[at++]! : null);
  return {
    x: inputs[0]!,
    weight: inputs[1]!,
    hidden: inputs[2]!,
    memory: next(recurrence.remembers),
    bias: next(biased),
    projection: next(projected),
  };
}

/** @internal Runs one direction of one layer. */
export function runDirection({
  recurrence,
  steps,
  x,
  hidden,
  memory,
  weight,
  bias,
  projection,
}: Direction): DirectionResult {
  const inputs = [x, weight, hidden, memory, bias, projection].filter((operand) => operand !== null);
  const states = run(direction, inputs, { recurrence, steps, biased: bias !== null, projected: projection !== null });
  const size = hidden.shape[1]!;
  const last = lastOf(states, steps);
  if (memory === null) return { output: states, hidden: last, memory: null };
  const memorySize = memory.shape[1]!;
  return {
    output: states.narrow(1, 0, size),
    hidden: last.narrow(1, 0, size),
    memory: last.narrow(1, size, memorySize),
  };
}

/** The rows in which the sequences end. */
function lastOf(states: Tensor, steps: readonly Step[]): Tensor {
  const last = steps.at(-1)!;
  const rows = lastRows(steps);
  if (last.rows === rows.length) return states.narrow(0, last.start, last.rows);
  return states.indexSelect(0, tensor(Int32Array.from(rows), { device: states.device }));
}

function forward(operands: Operands, { recurrence, steps }: Attributes): Tensor {
  const detached = (x: Tensor | null): Tensor | null => (x === null ? null : x.detach());
  const [x, weight, bias, projection] = [
    operands.x.detach(),
    operands.weight.detach(),
    detached(operands.bias),
    detached(operands.projection),
  ];
  const initial = { hidden: operands.hidden.detach(), memory: detached(operands.memory) };
  const hiddens: Tensor[] = [];
  const memories: Tensor[] = [];
  let { hidden, memory } = initial;
  for (const step of steps) {
    hidden = enter(hidden, initial.hidden, step);
    memory = memory === null ? null : enter(memory, initial.memory!, step);
    const next = recurrence.step(x.narrow(0, step.start, step.rows), linear(hidden, weight, bias), hidden, memory);
    hidden = projection === null ? next.hidden : linear(next.hidden, projection);
    memory = next.memory;
    hiddens[step.time] = hidden;
    if (memory !== null) memories[step.time] = memory;
  }
  const all = cat(hiddens);
  return memories.length === 0 ? all : cat([all, cat(memories)], 1);
}

/** The states that a step begins with. */
function enter(before: Tensor, initial: Tensor, { rows, carried }: Step): Tensor {
  if (carried === 0) return initial.narrow(0, 0, rows);
  const going = before.shape[0] === carried ? before : before.narrow(0, 0, carried);
  return carried === rows ? going : cat([going, initial.narrow(0, carried, rows - carried)]);
}

function backward(context: VjpContext<Attributes>): (Tensor | null)[] {
  const { attributes, dy, y, needs } = context;
  const { recurrence, steps } = attributes;
  const { x, weight, hidden, memory, bias, projection } = operandsOf(
    context.shapes.map((_, i) => context.operand(i) as Tensor),
    attributes,
  );
  const size = hidden.shape[1]!;
  const hiddens = memory === null ? y : y.narrow(1, 0, size);
  const memories = memory === null ? null : y.narrow(1, size, memory.shape[1]!);
  const hiddenBefore = before(hiddens, hidden, steps);
  const back = recurrence.backwards({
    x,
    r: linear(hiddenBefore, weight, bias),
    hiddenBefore,
    memoryBefore: memories === null ? null : before(memories, memory!, steps),
    hidden: hiddens,
    memory: memories,
  });

  const dGates: Tensor[] = [];
  const dHiddens: Tensor[] = [];
  const toHidden = new Returning(steps, memory === null ? dy : dy.narrow(1, 0, size));
  const toMemory = memory === null ? null : new Returning(steps, dy.narrow(1, size, memory.shape[1]!));
  for (let i = steps.length - 1; i >= 0; i--) {
    const { time, start, rows } = steps[i]!;
    const dHidden = toHidden.arrive(i);
    const dEmitted = projection === null ? dHidden : dHidden.mm(projection);
    const sent = back.step((all) => all.narrow(0, start, rows), dEmitted, toMemory?.arrive(i) ?? null);
    const throughGates = sent.gates.mm(weight);
    toHidden.send(i, sent.hidden === null ? throughGates : throughGates.add(sent.hidden));
    if (sent.memory !== null) toMemory?.send(i, sent.memory);
    dGates[time] = sent.gates;
    dHiddens[time] = dHidden;
  }

  const allGates = cat(dGates);
  const allHiddens = cat(dHiddens);
  const gradients: (Tensor | null)[] = [
    needs[0] ? back.input(allGates, allHiddens) : null,
    needs[1] ? allGates.t().mm(hiddenBefore) : null,
    needs[2] ? toHidden.initial() : null,
  ];
  if (toMemory !== null) gradients.push(toMemory.initial());
  if (bias !== null) gradients.push(allGates.sum(0));
  if (projection !== null) gradients.push(allHiddens.t().mm(back.emitted()));
  return gradients;
}

/** The state before each row, for all rows. */
function before(states: Tensor, initial: Tensor, steps: readonly Step[]): Tensor {
  const batch = initial.shape[0]!;
  const others = states.shape[0]! - batch;
  if (steps.every(({ rows }) => rows === batch)) {
    return steps[0]!.time === 0
      ? cat([initial, states.narrow(0, 0, others)])
      : cat([states.narrow(0, batch, others), initial]);
  }
  return cat([initial, states]).indexSelect(0, tensor(previousRows(steps, batch), { device: states.device }));
}

/** The gradient of a state on its way back through time. */
class Returning {
  private carry: Tensor | null = null;
  private readonly begun: Tensor[] = [];

  constructor(
    private readonly steps: readonly Step[],
    private readonly own: Tensor,
  ) {}

  /** The gradient of a step's result: its own, and what the step after sends. */
  arrive(i: number): Tensor {
    const { start, rows } = this.steps[i]!;
    const own = this.own.narrow(0, start, rows);
    const { carry } = this;
    if (carry === null) return own;
    const missing = rows - carry.shape[0]!;
    if (missing === 0) return own.add(carry);
    return own.add(cat([carry, zeros([missing, carry.shape[1]!], { dtype: carry.dtype, device: carry.device })]));
  }

  /** Sends to the step before, and to the initial states of the sequences that begin here. */
  send(i: number, gradient: Tensor): void {
    const { rows, carried } = this.steps[i]!;
    if (carried < rows) this.begun.unshift(gradient.narrow(0, carried, rows - carried));
    this.carry = gradient.narrow(0, 0, carried);
  }

  initial(): Tensor {
    const [first] = this.begun;
    if (first === undefined) return this.own.narrow(0, 0, 0);
    return this.begun.length === 1 ? first : cat(this.begun);
  }
}
