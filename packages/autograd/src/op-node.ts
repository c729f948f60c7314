import type { DType, Scalar, Shape, Storage } from '@nn/core';
import type { Op, Operand, Saves, Tensor, VjpContext } from '@nn/tensor';
import { edgeOf } from './leaf.js';
import { type Edge, nextId, Node } from './node.js';
import { notKept } from './not-kept.js';
import type { Pass } from './pass.js';
import { Saved, secondTime } from './saved.js';

const scalarShape: Shape = [];

/** What an operation in place has overwritten: the storage, and a copy of the target from before, where the derivative reads it. */
export interface Overwritten {
  readonly storage: Storage;
  readonly before: Tensor | null;
}

/** One recorded operation. */
export class OpNode extends Node {
  readonly edges: readonly Edge[];
  /** Of the operands: who wants a gradient, and what that gradient must look like. */
  readonly needs: readonly boolean[];
  readonly shapes: readonly Shape[];
  readonly dtypes: readonly (DType | null)[];
  /** What the derivative reads, and all plain values; `null` where there is none of either. */
  private operands: (Saved | Scalar | undefined)[] | null = null;
  private output: Saved | null = null;
  private state: 'nothing saved' | 'saved' | 'freed' = 'nothing saved';

  constructor(
    readonly op: Op<unknown>,
    inputs: readonly Operand[],
    readonly attributes: unknown,
    output: Tensor,
    overwritten: Overwritten | null = null,
  ) {
    super();
    const count = inputs.length;
    const edges = (this.edges = new Array<Edge>(count));
    const needs = (this.needs = new Array<boolean>(count));
    const shapes = (this.shapes = new Array<Shape>(count));
    const dtypes = (this.dtypes = new Array<DType | null>(count));
    for (let i = 0; i < count; i++) {
      const input = inputs[i]!;
      if (typeof input === 'object') {
        const edge = edgeOf(input);
        edges[i] = edge;
        needs[i] = edge !== null;
        shapes[i] = input.shape;
        dtypes[i] = input.dtype;
      } else {
        edges[i] = null;
        needs[i] = false;
        shapes[i] = scalarShape;
        dtypes[i] = null;
        this.keep(i, input, count);
      }
    }
    if (op.saves !== 'none') this.save(op.saves, inputs, output, overwritten);
    // Last: asking a stale view for its node makes one, which comes before this one.
    this.id = nextId();
  }

  override get name(): string {
    return this.op.gradName;
  }

  override propagate(pass: Pass, dy: Tensor): void {
    if (this.state === 'freed') throw secondTime(this.name);
    pass.deliver(this, this.op.vjp!(new Context(this, dy, pass.needs(this))));
  }

  override release(): void {
    if (this.state === 'nothing saved') return;
    if (this.state === 'saved') this.letGo();
    this.state = 'freed';
    this.output = null;
    this.operands = null;
  }

  private letGo(): void {
    this.output?.release();
    const { operands } = this;
    if (operands === null) return;
    for (let i = 0; i < operands.length; i++) {
      const saved = operands[i];
      if (saved instanceof Saved) saved.release();
    }
  }

  keeps(gradient: Tensor): boolean {
    if (this.state === 'nothing saved') return false;
    if (this.output?.shares(gradient) === true) return true;
    const { operands } = this;
    if (operands === null) return false;
    for (let i = 0; i < operands.length; i++) {
      const saved = operands[i];
      if (saved instanceof Saved && saved.shares(gradient)) return true;
    }
    return false;
  }

  savedOperand(position: number): Operand {
    const saved = this.operands?.[position];
    if (saved === undefined) throw notKept(this, `operand ${position}`);
    return saved instanceof Saved ? saved.unpack(this.name) : saved;
  }

  savedOutput(): Tensor {
    if (this.output === null) throw notKept(this, 'the output');
    return this.output.unpack(this.name);
  }

  private save(declared: Saves, inputs: readonly Operand[], output: Tensor, overwritten: Overwritten | null): void {
    const saves = typeof declared === 'function' ? declared(this.needs) : declared;
    if (saves === 'output' || saves === 'both') {
      this.state = 'saved';
      this.output = new Saved(output);
    }
    if (saves === 'output' || saves === 'none') return;
    for (let i = 0; i < inputs.length; i++) {
      if (typeof saves !== 'string' && !saves.includes(i)) continue;
      // A plain value that the derivative reads counts too: PyTorch frees it as it does tensors.
      this.state = 'saved';
      const input = inputs[i]!;
      if (typeof input === 'object') this.keep(i, savedInput(input, output, overwritten), inputs.length);
    }
  }

  private keep(position: number, value: Saved | Scalar, count: number): void {
    (this.operands ??= new Array<Saved | Scalar | undefined>(count))[position] = value;
  }
}

function savedInput(input: Tensor, output: Tensor, overwritten: Overwritten | null): Saved {
  if (overwritten === null || input.storage !== overwritten.storage) return new Saved(input);
  return input === output && overwritten.before !== null
    ? new Saved(overwritten.before)
    : new Saved(input, input.version - 1);
}

class Context implements VjpContext<unknown> {
  constructor(
    private readonly node: OpNode,
    readonly dy: Tensor,
    readonly needs: readonly boolean[],
  ) {}
  get a(): Tensor {
    return this.node.savedOperand(0) as Tensor;
  }
  get b(): Tensor {
    return this.node.savedOperand(1) as Tensor;
  }
  get c(): Tensor {
    return this.node.savedOperand(2) as Tensor;
  }
  get y(): Tensor {
    return this.node.savedOutput();
  }
  get attributes(): unknown {
    return this.node.attributes;
  }
  get shapes(): readonly Shape[] {
    return this.node.shapes;
  }
  operand(position: number): Operand {
    return this.node.savedOperand(position);
  }
}
