import { dtypes, NnError } from '@nn/core';
import {
  cat,
  evaluateInto,
  linear,
  type Op,
  run,
  scope,
  tensor,
  type Tensor,
  type VjpContext,
  zeros,
} from '@nn/tensor';
import { allocateBlank, isRecorded } from '@nn/tensor/internal';
import type { Recurrence } from './recurrence.js';
import { blocksOf, composedSteps, fusedSteps } from './steps-back.js';
import { stepKernels } from './step-kernels.js';
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
  readonly keeps: boolean;
}

interface Operands {
  readonly x: Tensor;
  readonly weight: Tensor;
  readonly hidden: Tensor;
  readonly memory: Tensor | null;
  readonly bias: Tensor | null;
  readonly projection: Tensor | null;
  /** Room for the hidden states of all rows before they are projected. */
  readonly emitted: Tensor | null;
  /** Room for what the derivative wants to know of all rows. */
  readonly kept: Tensor | null;
}

/**
 * A whole run through time is one operation: the graph does not grow with the length, a step is a product and a fused kernel, and the derivative
 * computes weights' gradients for all steps at once. Its result holds hidden states and memory side by side.
 */
const direction: Op<Attributes> = {
  name: 'recurrence',
  gradName: 'RecurrenceBackward0',
  saves: 'both',
  forward: (inputs, attributes) => {
    const operands = operandsOf(
      (inputs as readonly Tensor[]).map((input) => input.detach()),
      attributes,
    );
    return scope(() => forward(operands, attributes));
  },
  vjp: (context) => backward(context),
};

function operandsOf(inputs: readonly Tensor[], { recurrence, biased, projected, keeps }: Attributes): Operands {
  let at = 3;
  const next = (there: boolean): Tensor | null => (there ? inputs[at++]! : null);
  return {
    x: inputs[0]!,
    weight: inputs[1]!,
    hidden: inputs[2]!,
    memory: next(recurrence.remembers),
    bias: next(biased),
    projection: next(projected),
    emitted: next(projected),
    kept: next(keeps),
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
  if (memory !== null && memory.dtype !== x.dtype) throw otherDType(x, memory);
  const given = [x, weight, hidden, memory, bias, projection].filter((operand) => operand !== null);
  const keeps = isRecorded(given);
  const width = x.shape[1]! / recurrence.gates.length;
  const room = [];
  if (projection !== null) room.push(blank(x, width));
  if (keeps) room.push(blank(x, recurrence.kept * width));
  const attributes = { recurrence, steps, biased: bias !== null, projected: projection !== null, keeps };
  const states = run(direction, [...given, ...room], attributes);
  for (const part of room) part.dispose();
  const size = hidden.shape[1]!;
  const last = lastOf(states, steps);
  if (memory === null) return { output: states, hidden: last, memory: null };
  return {
    output: states.narrow(1, 0, size),
    hidden: last.narrow(1, 0, size),
    memory: last.narrow(1, size, width),
  };
}

function otherDType(x: Tensor, memory: Tensor): NnError {
  const [expected, found] = [dtypes[x.dtype].torchName, dtypes[memory.dtype].torchName];
  return new NnError('DTYPE', `expected scalar type ${expected} but found ${found}`, {
    op: 'forward',
    details: { dtypes: [x.dtype, memory.dtype] },
    advice: `Convert the memory with .to('${x.dtype}').`,
  });
}

/** Room for all rows of `x`. */
function blank(x: Tensor, width: number): Tensor {
  return allocateBlank(x, x.storage.backend, x.dtype, [x.shape[0]!, width]);
}

/** The rows in which the sequences end. */
function lastOf(states: Tensor, steps: readonly Step[]): Tensor {
  const last = steps.at(-1)!;
  const rows = lastRows(steps);
  if (last.rows === rows.length) return states.narrow(0, last.start, last.rows);
  return states.indexSelect(0, tensor(Int32Array.from(rows), { device: states.device }));
}

function forward(operands: Operands, { recurrence, steps }: Attributes): Tensor {
  const { x, weight, bias, projection, emitted, kept } = operands;
  const kernels = stepKernels(recurrence, x.dtype);
  const kernel = kept === null ? kernels.forward : kernels.forwardAndKeep;
  const gates = recurrence.gates.length;
  const size = operands.hidden.shape[1]!;
  const states = blank(x, size + (operands.memory?.shape[1] ?? 0));
  const hiddens = states.narrow(1, 0, size);
  const written = [emitted ?? hiddens];
  if (operands.memory !== null) written.push(states.narrow(1, size, operands.memory.shape[1]!));
  if (kept !== null) written.push(...blocksOf(kept, recurrence.kept));
  const read = blocksOf(x, gates);
  let { hidden, memory } = operands;
  for (const step of steps) {
    const part = (all: Tensor): Tensor => all.narrow(0, step.start, step.rows);
    hidden = enter(hidden, operands.hidden, step);
    memory = memory === null ? null : enter(memory, operands.memory!, step);
    const r = linear(hidden, weight, bias);
    const outputs = written.map(part);
    evaluateInto(kernel, [...read.map(part), ...blocksOf(r, gates), memory ?? hidden], [], outputs);
    hidden = projection === null ? outputs[0]! : part(hiddens).copy_(linear(outputs[0]!, projection));
    memory = memory === null ? null : outputs[1]!;
  }
  return states;
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
  const inputs = context.shapes.map((_, i) => context.operand(i) as Tensor);
  const { x, weight, hidden, memory, bias, projection, emitted, kept } = operandsOf(inputs, attributes);
  const size = hidden.shape[1]!;
  const hiddens = memory === null ? y : y.narrow(1, 0, size);
  const memories = memory === null ? null : y.narrow(1, size, memory.shape[1]!);
  const hiddenBefore = before(hiddens, hidden, steps);
  const carried =
    memories === null
      ? { before: hiddenBefore, after: hiddens }
      : { before: before(memories, memory!, steps), after: memories };
  // What is differentiated again is composed of operations.
  const back = isRecorded([dy, ...inputs])
    ? composedSteps(recurrence, x, linear(hiddenBefore, weight, bias), carried)
    : fusedSteps(recurrence, kept!, emitted ?? hiddens, carried);

  const dHiddens: Tensor[] = [];
  const toHidden = new Returning(steps, memory === null ? dy : dy.narrow(1, 0, size));
  const toMemory = memory === null ? null : new Returning(steps, dy.narrow(1, size, memory.shape[1]!));
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = steps[i]!;
    const dHidden = toHidden.arrive(i);
    const dEmitted = projection === null ? dHidden : dHidden.mm(projection);
    const sent = back.step(step, dEmitted, toMemory?.arrive(i) ?? dEmitted);
    const throughGates = sent.gates.mm(weight);
    toMemory?.send(i, sent.carried!);
    toHidden.send(i, toMemory !== null || sent.carried === null ? throughGates : throughGates.add(sent.carried));
    if (projection !== null) dHiddens[step.time] = dHidden;
  }

  const gates = back.gates();
  const gradients: (Tensor | null)[] = [
    needs[0] ? back.input() : null,
    needs[1] ? gates.t().mm(hiddenBefore) : null,
    needs[2] ? toHidden.initial() : null,
  ];
  if (toMemory !== null) gradients.push(toMemory.initial());
  if (bias !== null) gradients.push(gates.sum(0));
  if (projection !== null) gradients.push(cat(dHiddens).t().mm(back.emitted));
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
