import { NnError, sameShape } from '@nn/core';
import { getRngState, setRngState, Tensor } from '@nn/tensor';
import { madeForOthers } from '@nn/tensor/internal';
import { JointNode } from './joint-node.js';
import { edgeOf } from './leaf.js';
import { enableGrad, isGradEnabled } from './mode.js';
import type { Edge } from './node.js';
import { ownOutputs } from './outputs.js';
import type { Pass } from './pass.js';
import { Saved, secondTime } from './saved.js';
import { activeWatcher } from './watcher.js';

export interface CheckpointOptions {
  /** Let the second run draw the same random numbers as the first: wanted where `fn` draws any. @default true */
  readonly preserveRngState?: boolean;
}

type Result = Tensor | readonly Tensor[];

/**
 * Runs `fn` without keeping what its derivative needs, and runs it again when `backward` comes by: less memory, for about a third more time.
 * Gradients reach the inputs and whatever else `fn` uses. It must do the same both times.
 *
 * @throws NnError in `backward`, 'GRAD' where the second run gives other shapes, 'VERSION' where an input was written to
 * @example
 * import { checkpoint, tensor } from '@nn/nn';
 *
 * const x = tensor([1, 2], { requiresGrad: true });
 * checkpoint((a) => a.mul(a).mul(a), [x]).sum().backward();
 * x.grad?.toArraySync(); // [3, 12]
 */
export function checkpoint<const Inputs extends readonly unknown[], Output extends Result>(
  fn: (...inputs: Inputs) => Output,
  inputs: Inputs,
  options: CheckpointOptions = {},
): Output {
  if (!isGradEnabled()) return fn(...inputs);
  const state = (options.preserveRngState ?? true) ? getRngState() : null;
  // Recorded, to know what wants a gradient; the record goes when this call is over.
  const returned = fn(...inputs);
  const raw: readonly Tensor[] = returned instanceof Tensor ? [returned] : returned;
  const wanted = raw.map((output) => output.requiresGrad && !inputs.includes(output));
  if (!wanted.includes(true)) return returned;
  const tensors = inputs.filter((input): input is Tensor => input instanceof Tensor);
  const outputs = raw.map((output, i) => (wanted[i] === true ? ownOutputs([output.detach()], tensors)[0]! : output));
  const node = new CheckpointNode((values) => fn(...(values as unknown as Inputs)), inputs, state);
  activeWatcher()?.recorded(node);
  node.attach(
    outputs.map((output, i) => (wanted[i] === true ? output : null)),
    outputs,
  );
  return (returned instanceof Tensor ? outputs[0] : outputs) as Output;
}

/** A part of the graph that is made again when it is needed. */
class CheckpointNode extends JointNode {
  readonly name = 'CheckpointFunctionBackward';
  readonly edges: readonly Edge[];
  private inputs: readonly unknown[] | null;

  constructor(
    private readonly fn: (inputs: readonly unknown[]) => Result,
    inputs: readonly unknown[],
    private readonly rngState: Uint8Array | null,
  ) {
    super();
    this.edges = inputs.map((input) => (input instanceof Tensor ? edgeOf(input) : null));
    this.inputs = inputs.map((input) => (input instanceof Tensor ? new Saved(input) : input));
  }

  /** To whatever `fn` uses besides its inputs. */
  override get leadsAnywhere(): boolean {
    return true;
  }

  /** What is made again is newer than everything that waits: the same pass goes through it next, and on to what the inputs were made of. */
  protected override differentiate(pass: Pass, gradients: readonly (Tensor | null)[]): void {
    const returned = madeForOthers(() => this.runAgain());
    const outputs: readonly Tensor[] = returned instanceof Tensor ? [returned] : returned;
    if (
      outputs.length !== this.outputs.length ||
      outputs.some((output, i) => !sameShape(output.shape, this.outputs[i]!.shape))
    ) {
      throw new NnError('GRAD', 'checkpoint: the function has given other outputs than the first time', {
        op: 'checkpoint',
        details: { first: this.outputs.map(({ shape }) => shape), second: outputs.map(({ shape }) => shape) },
        advice: 'It must not depend on what changes between the passes.',
      });
    }
    const edges = outputs.map(edgeOf);
    gradients.forEach((gradient, i) => {
      if (gradient !== null) pass.sendNew(edges[i]!, gradient);
    });
  }

  override release(): void {
    for (const input of this.inputs ?? []) if (input instanceof Saved) input.release();
    this.inputs = null;
  }

  private runAgain(): Result {
    if (this.inputs === null) throw secondTime(this.name);
    const inputs = this.inputs.map((input) => (input instanceof Saved ? input.unpack(this.name) : input));
    const run = (): Result => enableGrad(() => this.fn(inputs));
    return this.rngState === null ? run() : withRngState(this.rngState, run);
  }
}

function withRngState<T>(state: Uint8Array, fn: () => T): T {
  const now = getRngState();
  setRngState(state);
  try {
    return fn();
  } finally {
    setRngState(now);
  }
}
