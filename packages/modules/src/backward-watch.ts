import { NnError } from '@nn/core';
import { keep, type Op, run, Tensor, type VjpContext, zeros } from '@nn/tensor';
import { madeForOthers } from '@nn/tensor/internal';
import type { AnyBackwardHook } from './hooks.js';
import type { Module } from './module.js';

type Gradients = (Tensor | null)[];

/** The whole of a tensor as a view, without anybody watching. */
const plainView: Op<unknown> = {
  name: 'alias',
  gradName: 'AliasBackward0',
  saves: 'none',
  forward: ([x]) => viewOf(x as Tensor),
  vjp: ({ dy }) => [dy],
};

function viewOf(x: Tensor): Tensor {
  return x.over(x.storage, x.shape, x.strides, x.offset, { parent: x, op: plainView, attributes: null });
}

/**
 * The gradients of one call of a module: every input and output that is differentiated goes through a view whose derivative looks at what
 * passes. `backward` runs from the newest operation to the oldest, so the first input's view, made first and by one operation of all
 * inputs, is reached last: it holds the gradients of all until the hooks have seen them.
 *
 * For it to be reached whichever outputs and inputs take part, a token, zero, is sent to it from every output.
 */
export class BackwardWatch {
  private gradInputs: Gradients = [];
  private gradOutputs: Gradients = [];
  private gate: Tensor | null = null;
  /** Whether this pass has come through an output: second derivatives reach the inputs by other ways too. */
  private entered = false;
  private readonly tokens = new WeakSet<Tensor>();

  constructor(
    private readonly module: Module,
    private readonly hooks: readonly AnyBackwardHook[],
  ) {}

  enter(inputs: readonly unknown[]): readonly unknown[] {
    this.gradInputs = inputs.map(() => null);
    const positions = inputs.flatMap((input, i) => (isWatched(input) ? [i] : []));
    const [first, ...others] = positions;
    if (first === undefined) return inputs;
    const watched = [...inputs];
    const operands = positions.map((i) => inputs[i] as Tensor);
    this.gate = look(operands, ({ dy }) => {
      this.gradInputs[first] = this.unlessToken(dy);
      const gradients = this.report();
      return positions.map((i) => gradients[i] ?? null);
    });
    watched[first] = this.gate;
    for (const i of others) {
      // What arrives waits for the gate.
      watched[i] = look([inputs[i] as Tensor], ({ dy }) => {
        this.gradInputs[i] = keep(dy);
        return [null];
      });
    }
    return watched;
  }

  leave(output: unknown): unknown {
    const single = !Array.isArray(output);
    const outputs: unknown[] = single ? [output] : (output as unknown[]);
    this.checkOutput(output, outputs);
    this.gradOutputs = outputs.map(() => null);
    let last: Tensor | null = this.gate;
    const watched = outputs.map((value, i) => {
      if (!isWatched(value)) return value;
      const next: Tensor | null = last;
      const seen = look(next === null ? [value] : [value, next], ({ dy }) => {
        const gradient = this.unlessToken(dy);
        this.gradOutputs[i] = gradient;
        this.entered = true;
        if (next !== null) return [gradient, this.token(next)];
        this.report();
        return [gradient];
      });
      last = seen;
      return seen;
    });
    return single ? watched[0] : watched;
  }

  private checkOutput(output: unknown, outputs: readonly unknown[]): void {
    if (outputs.every((value) => value instanceof Tensor || typeof value !== 'object' || value === null)) return;
    throw new NnError(
      'GRAD',
      'For backward hooks to be called, module output should be a Tensor or a tuple of Tensors',
      {
        op: 'registerFullBackwardHook',
        details: { module: this.module.constructor.name, output },
      },
    );
  }

  /** Calls the hooks, and says what the gradients of the inputs are in the end. */
  private report(): Gradients {
    const outputs = this.gradOutputs;
    let inputs = this.gradInputs;
    const differentiated = this.gate !== null;
    for (const hook of this.entered ? this.hooks : []) {
      const given = inputs;
      const result = madeForOthers(() => hook(this.module, given, outputs));
      if (result === undefined || result === null) continue;
      const replaced = (Array.isArray(result) ? result : [result]) as Gradients;
      this.checkReplaced(replaced, inputs.length, differentiated);
      inputs = replaced;
    }
    this.entered = false;
    // Another pass over the same graph begins anew.
    this.gradInputs = inputs.map(() => null);
    this.gradOutputs = outputs.map(() => null);
    return inputs;
  }

  private checkReplaced(replaced: Gradients, length: number, differentiated: boolean): void {
    const op = 'registerFullBackwardHook';
    if (!differentiated && replaced.some((gradient) => gradient !== null)) {
      const sentence =
        'Backward hook for Modules where no input requires gradient should always return None or None for all gradients.';
      throw new NnError('GRAD', sentence, { op, advice: 'Return nothing.' });
    }
    if (replaced.length === length) return;
    throw new NnError(
      'GRAD',
      `Backward hook returned an invalid number of grad_input, got ${replaced.length}, but expected ${length}`,
      { op, details: { got: replaced.length, expected: length }, advice: 'Return one for every input, or nothing.' },
    );
  }

  private token(like: Tensor): Tensor {
    const token = zeros([], { dtype: like.dtype, device: like.device }).expand(like.shape);
    this.tokens.add(token);
    return token;
  }

  /** A gradient that hooks will see, and may hold on to. */
  private unlessToken(gradient: Tensor): Tensor | null {
    return this.tokens.has(gradient) ? null : keep(gradient);
  }
}

function isWatched(value: unknown): value is Tensor {
  return value instanceof Tensor && value.requiresGrad;
}

/** A view of the first of `operands`, with a derivative of its own. */
function look(operands: readonly Tensor[], vjp: (context: VjpContext<null>) => Gradients): Tensor {
  const op: Op<null> = {
    name: 'backwardHook',
    gradName: 'BackwardHookFunctionBackward',
    saves: 'none',
    forward: (inputs) => viewOf(inputs[0] as Tensor),
    vjp,
  };
  return run(op, operands, null);
}
