import { type DType, dtypes, formatShape, NnError, type Shape } from '@nn/core';
import { type GradFn, type Op, type Operand, savesOperand, type Tensor, type VjpContext } from '@nn/tensor';

/** Where a gradient goes next: to the node that made the operand, or to a leaf. */
export type Edge = Node | Tensor | null;

/** A value that a derivative reads, and the version at which it was right. */
class Saved {
  constructor(
    readonly value: Tensor,
    readonly version: number,
  ) {}
}

let created = 0;

/** One recorded operation. Ids grow with time, so that falling ids are a valid order for `backward`. */
export class Node implements GradFn {
  readonly id: number;
  readonly name: string;
  readonly needs: readonly boolean[];
  readonly shapes: readonly Shape[];
  readonly dtypes: readonly (DType | null)[];
  readonly edges: readonly Edge[];
  readonly outputShape: Shape;
  /** Set while a backward pass runs: the gradient gathered so far, and the pass that has seen this node. */
  gradient: Tensor | null = null;
  pass = 0;
  private operands: readonly (Saved | Operand | null)[] | null;
  private output: Saved | null;
  private released = false;

  /**
   * @param stale the storage that the operation itself has just written to: operands that look at it held another value before; and
   * a copy of the output from before
   */
  constructor(
    readonly op: Op<unknown>,
    inputs: readonly Operand[],
    readonly attributes: unknown,
    output: Tensor,
    stale: { readonly storage: Tensor['storage']; readonly before: Tensor | null } | null = null,
  ) {
    this.name = op.gradName;
    this.outputShape = output.shape;
    this.needs = inputs.map((input) => typeof input === 'object' && input.requiresGrad);
    this.shapes = inputs.map((input) => (typeof input === 'object' ? input.shape : []));
    this.dtypes = inputs.map((input) => (typeof input === 'object' ? input.dtype : null));
    this.edges = inputs.map((input) => (typeof input === 'object' ? edgeOf(input) : null));
    this.operands = inputs.map((input, i) => {
      if (typeof input !== 'object') return input;
      if (!savesOperand(op.saves, i, this.needs)) return null;
      if (stale === null || input.storage !== stale.storage) return new Saved(input, input.version);
      return input === output && stale.before !== null ? new Saved(stale.before, stale.before.version) : new Saved(input, input.version - 1);
    });
    this.output = op.saves === 'output' || op.saves === 'both' ? new Saved(output, output.version) : null;
    // Last: asking a stale view for its edge makes a node, which comes before this one.
    this.id = ++created;
  }

  /** The gradients of the operands, in their order. */
  differentiate(dy: Tensor): readonly (Tensor | null)[] {
    if (this.released && this.op.saves !== 'none') {
      throw new NnError(
        'GRAD',
        'Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad().',
        { op: 'backward', details: { node: this.name }, advice: 'Pass { retainGraph: true } to the first call.' },
      );
    }
    return this.op.vjp!(new Context(this, dy));
  }

  /** Lets go of the saved values. */
  release(): void {
    if (this.op.saves === 'none') return;
    this.released = true;
    this.operands = null;
    this.output = null;
  }

  savedOperand(position: number): Operand {
    const saved = this.operands?.[position];
    if (saved === undefined || saved === null) throw notKept(this, `operand ${position}`);
    return saved instanceof Saved ? this.unpack(saved) : saved;
  }

  savedOutput(): Tensor {
    if (this.output === null) throw notKept(this, 'the output');
    return this.unpack(this.output);
  }

  private unpack({ value, version }: Saved): Tensor {
    if (value.version === version) return value;
    const maker = value.gradFn;
    const which = maker === null ? '' : `, which is output 0 of ${maker.name},`;
    throw new NnError(
      'VERSION',
      `one of the variables needed for gradient computation has been modified by an inplace operation: [${dtypes[value.dtype].torchName}Tensor ${formatShape(value.shape)}]${which} is at version ${value.version}; expected version ${version} instead.`,
      {
        op: 'backward',
        details: { node: this.name, shape: value.shape, version: value.version, expected: version },
        advice: `${this.name} needs the value from before: write to a clone() instead.`,
      },
    );
  }
}

/** A derivative that reads what its operation does not save: a mistake in the operation. */
function notKept(node: Node, what: string): NnError {
  return new NnError('AUTOGRAD', `${node.name}: ${what} was not kept for the derivative`, {
    op: node.op.name,
    advice: "Say so in the operation's `saves`.",
  });
}

/** The node behind a tensor, or the leaf itself; `null` where no gradient is wanted. */
export function edgeOf(x: Tensor): Edge {
  const maker = x.gradFn;
  if (maker !== null) return maker as Node;
  return x.requiresGrad ? x : null;
}

class Context implements VjpContext<unknown> {
  constructor(
    private readonly node: Node,
    readonly dy: Tensor,
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
  get needs(): readonly boolean[] {
    return this.node.needs;
  }
  get shapes(): readonly Shape[] {
    return this.node.shapes;
  }
  operand(position: number): Operand {
    return this.node.savedOperand(position);
  }
}
