import { type DType, NnError, type Shape } from '@nn/core';
import { Tensor, zeros } from '@nn/tensor';
import { madeForOthers } from '@nn/tensor/internal';
import type { FunctionDefinition } from './function.js';
import type { CallContext } from './function-context.js';
import { JointNode } from './joint-node.js';
import { edgeOf } from './leaf.js';
import type { Edge } from './node.js';
import type { Pass } from './pass.js';

type AnyDefinition = Pick<FunctionDefinition<never, Tensor | readonly Tensor[]>, 'backward'>;

/** One call of a custom function. */
export class FunctionNode extends JointNode {
  readonly edges: readonly Edge[];
  readonly needs: readonly boolean[];
  readonly shapes: readonly Shape[];
  readonly dtypes: readonly (DType | null)[];
  private readonly tensors: readonly boolean[];

  constructor(
    readonly name: string,
    private readonly definition: AnyDefinition,
    private readonly context: CallContext,
    inputs: readonly unknown[],
  ) {
    super();
    this.tensors = inputs.map((input) => input instanceof Tensor);
    this.edges = inputs.map((input) => (input instanceof Tensor ? edgeOf(input) : null));
    this.needs = context.needsInputGrad;
    this.shapes = inputs.map((input) => (input instanceof Tensor ? input.shape : []));
    this.dtypes = inputs.map((input) => (input instanceof Tensor ? input.dtype : null));
  }

  protected override differentiate(pass: Pass, gradients: readonly (Tensor | null)[]): void {
    const given = gradients.map((gradient, i) => gradient ?? zeros(this.outputs[i]!.shape, this.outputs[i]));
    // Whoever wrote the function may keep what it sees, and give what it keeps.
    for (const gradient of given) pass.expose(gradient);
    const returned = madeForOthers(() => this.definition.backward(this.context, ...given));
    pass.deliver(this, this.checked(Array.isArray(returned) ? returned : [returned]));
  }

  override release(): void {
    this.context.release();
  }

  keeps(): boolean {
    return true;
  }

  /** One gradient for each argument. As in PyTorch, `null`s too many do no harm. */
  private checked(returned: readonly unknown[]): readonly (Tensor | null)[] {
    const gradients = returned.map((gradient) => gradient ?? null);
    while (gradients.length > this.edges.length && gradients.at(-1) === null) gradients.pop();
    if (gradients.length !== this.edges.length) {
      throw this.refuse(
        `function ${this.name} returned an incorrect number of gradients (expected ${this.edges.length}, got ${gradients.length})`,
        'Return null for what wants no gradient.',
      );
    }
    return gradients.map((gradient, i) => {
      if (gradient === null) return null;
      if (!(gradient instanceof Tensor)) throw this.refuse(`expected a Tensor or null (got ${typeof gradient})`);
      if (this.tensors[i] !== true) {
        throw this.refuse(
          `function ${this.name} returned a gradient different than null at position ${i + 1}, but the corresponding forward input was not a Tensor`,
        );
      }
      return gradient;
    });
  }

  private refuse(sentence: string, advice?: string): NnError {
    return new NnError('GRAD', sentence, {
      op: 'backward',
      details: { node: this.name },
      ...(advice === undefined ? {} : { advice }),
    });
  }
}
