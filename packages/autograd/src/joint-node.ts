import type { DType, Shape } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { type Edge, nextId, Node } from './node.js';
import type { Pass } from './pass.js';

/** What is known of an output after it has gone. */
export interface OutputInfo {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly device: string;
}

/** An operation with several outputs, whose derivative sees all their gradients at once. */
export abstract class JointNode extends Node {
  outputs: readonly OutputInfo[] = [];

  /** The derivative; `null` stands for the gradient of an output that nobody has used. */
  protected abstract differentiate(pass: Pass, gradients: readonly (Tensor | null)[]): void;

  override propagate(pass: Pass, gradient: Tensor): void {
    this.differentiate(pass, pass.collected(this) ?? [gradient]);
  }

  /** Puts the outputs behind this node, which must be complete. Those that are `null` take no part, but have their place. */
  attach(outputs: readonly (Tensor | null)[], infos: readonly OutputInfo[]): void {
    this.id = nextId();
    // Not the outputs themselves: the graph must not keep them alive.
    this.outputs = infos.map(({ shape, dtype, device }) => ({ shape, dtype, device }));
    outputs.forEach((output, i) => output?.setGradFn(infos.length === 1 ? this : new OutputNode(this, i), false));
  }
}

/** One output of a joint node. */
class OutputNode extends Node {
  readonly edges: readonly Edge[];

  constructor(
    private readonly joint: JointNode,
    private readonly index: number,
  ) {
    super();
    this.edges = [joint];
    this.trace = joint.trace;
    this.id = nextId();
  }

  override get name(): string {
    return this.joint.name;
  }

  override propagate(pass: Pass, gradient: Tensor): void {
    pass.collect(this.joint, this.index, gradient);
  }
}
