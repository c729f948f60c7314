import type { Tensor } from '@nn/tensor';
import { Saved, secondTime } from './saved.js';

/** What a custom function's `forward` tells its `backward`. */
export interface FunctionContext<Attributes extends object = Record<string, unknown>> {
  /** Keeps inputs, outputs or other tensors for `backward`, which then refuses them if they were written to. Once, in `forward`. */
  saveForBackward(...tensors: readonly Tensor[]): void;
  /** What `saveForBackward` was given. */
  readonly savedTensors: readonly Tensor[];
  /** For each argument of `forward`, whether it wants a gradient: what is not wanted need not be computed. */
  readonly needsInputGrad: readonly boolean[];
  /** Says which outputs no gradient flows through. Integers need not be named. */
  markNonDifferentiable(...outputs: readonly Tensor[]): void;
  /** Whatever else is to be remembered; starts empty. */
  readonly attributes: Attributes;
}

/** @internal */
export class CallContext implements FunctionContext {
  readonly attributes: Record<string, unknown> = {};
  readonly nonDifferentiable = new Set<Tensor>();
  private given: readonly Tensor[] = [];
  private saved: readonly Saved[] | null = [];

  constructor(
    private readonly name: string,
    readonly needsInputGrad: readonly boolean[],
  ) {}

  saveForBackward(...tensors: readonly Tensor[]): void {
    this.given = tensors;
  }

  markNonDifferentiable(...outputs: readonly Tensor[]): void {
    for (const output of outputs) this.nonDifferentiable.add(output);
  }

  get savedTensors(): readonly Tensor[] {
    if (this.saved === null) throw secondTime(this.name);
    return this.saved.map((saved) => saved.unpack(this.name));
  }

  /** The call is over: what was saved is as it is now. Outputs are saved as the caller gets them, who differentiates them again. */
  seal(outputs: ReadonlyMap<Tensor, Tensor>): void {
    this.saved = this.given.map((tensor) => new Saved(outputs.get(tensor) ?? tensor));
    this.given = [];
  }

  release(): void {
    for (const saved of this.saved ?? []) saved.release();
    this.saved = null;
  }
}
