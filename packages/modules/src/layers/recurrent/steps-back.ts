import { cat, evaluateInto, type Tensor } from '@nn/tensor';
import { allocateBlank } from '@nn/tensor/internal';
import type { Functions, Recurrence } from './recurrence.js';
import { stepKernels } from './step-kernels.js';
import type { Step } from './steps.js';

/** The carried state before and after every row. */
export interface Carried {
  readonly before: Tensor;
  readonly after: Tensor;
}

/** The derivatives of steps, taken last to first. */
export interface StepsBack {
  /** The gradients of a step's gates, and of the carried state before, where it goes on past them. */
  step(step: Step, dHidden: Tensor, dCarried: Tensor): { readonly gates: Tensor; readonly carried: Tensor | null };
  /** The gradients of the gates of all rows: of their recurrent part and of their input part. */
  gates(): Tensor;
  input(): Tensor;
  /** The hidden states of all rows, before a projection. */
  readonly emitted: Tensor;
}

/** @internal Equal parts of the last axis. */
export function blocksOf(x: Tensor, count: number): Tensor[] {
  const width = x.shape[1]! / count;
  return Array.from({ length: count }, (_, i) => x.narrow(1, i * width, width));
}

/** @internal A kernel for each step, from what was kept. */
export function fusedSteps(
  recurrence: Recurrence,
  kept: Tensor,
  emitted: Tensor,
  { before, after }: Carried,
): StepsBack {
  const { remembers, splits, passes } = recurrence;
  const kernel = stepKernels(recurrence, after.dtype).backward;
  const gates = recurrence.gates.length;
  const blank = (rows: number, blocks: number): Tensor =>
    allocateBlank(after, after.storage.backend, after.dtype, [rows, blocks * after.shape[1]!]);
  const ofGates = blank(after.shape[0]!, gates);
  const ofInput = splits ? blank(after.shape[0]!, gates) : ofGates;
  const read = [...blocksOf(kept, recurrence.kept), before, after];
  const written = [ofGates, ...(splits ? [ofInput] : [])].flatMap((all) => blocksOf(all, gates));
  return {
    step: ({ start, rows }, dHidden, dCarried) => {
      const part = (all: Tensor): Tensor => all.narrow(0, start, rows);
      const carried = passes ? blank(rows, 1) : null;
      const inputs = [...read.map(part), dHidden];
      if (remembers) inputs.push(dCarried);
      const outputs = written.map(part);
      if (carried !== null) outputs.push(carried);
      evaluateInto(kernel, inputs, [], outputs);
      return { gates: part(ofGates), carried };
    },
    gates: () => ofGates,
    input: () => ofInput,
    emitted,
  };
}

const functions: Functions<Tensor> = {
  sigmoid: (x) => x.sigmoid(),
  tanh: (x) => x.tanh(),
  relu: (x) => x.relu(),
  step: (x) => x.gt(0).to(x.dtype),
};

/** @internal The same of operations that can be differentiated again, from both parts of the gates. */
export function composedSteps(recurrence: Recurrence, x: Tensor, r: Tensor, { before, after }: Carried): StepsBack {
  const gates = recurrence.gates.length;
  const all = recurrence.forward(functions, blocksOf(x, gates), blocksOf(r, gates), before);
  const [ofGates, ofInput]: [Tensor[], Tensor[]] = [[], []];
  return {
    step: ({ time, start, rows }, dHidden, dCarried) => {
      const part = (of: Tensor): Tensor => of.narrow(0, start, rows);
      const kept = all.kept.map(part);
      const sent = recurrence.backward(functions, {
        kept,
        before: part(before),
        after: part(after),
        dHidden,
        dCarried,
      });
      const own = cat(sent.r, 1);
      ofGates[time] = own;
      ofInput[time] = sent.x === undefined ? own : cat(sent.x, 1);
      return { gates: own, carried: sent.carried ?? null };
    },
    gates: () => cat(ofGates),
    input: () => cat(ofInput),
    emitted: all.hidden,
  };
}
