import { dtypes } from '@nn/core';
import { buildExpression, computeType, type Expr, type ExpressionGraph } from '@nn/core/expression';
import { evaluateInto, type Tensor } from '@nn/tensor';

/** Which parts of a formula are there: a part that is off is no operation at all. */
export type Flags = Readonly<Record<string, boolean>>;

/**
 * What one step makes of the parameter `p`, its gradient `g` and what is remembered: new values of all but the gradient. Rates and coefficients
 * are scalars, so that a schedule changes them without a new graph.
 */
export type Formula<Names extends string, Scalars extends string> = (
  tensors: Readonly<Record<Names | 'p' | 'g', Expr>>,
  scalars: Readonly<Record<Scalars, Expr>>,
  flags: Flags,
) => Readonly<Partial<Record<Names | 'p', Expr>>>;

/**
 * @internal One pass over memory that changes a parameter and all that is remembered of it. The formula is read once for every dtype and every
 * set of flags. Its operations stand in PyTorch's order, each rounding as a kernel of its own would, so that results agree to the last bits.
 */
export class FusedUpdate<Names extends string, Scalars extends string> {
  /** By dtype and flags, packed into one integer. */
  private readonly graphs = new Map<number, ExpressionGraph>();

  constructor(private readonly formula: Formula<Names, Scalars>) {}

  /** Overwrites every tensor but the gradient. The flags, always the same ones in the same order, decide which tensors there are. */
  run(
    tensors: Readonly<Partial<Record<Names, Tensor>> & Record<'p' | 'g', Tensor>>,
    scalars: Readonly<Record<Scalars, number>>,
    flags: Flags = {},
  ): void {
    let key = dtypes[tensors.p.dtype].index;
    for (const flag in flags) key = 2 * key + Number(flags[flag]);
    let graph = this.graphs.get(key);
    if (graph === undefined)
      this.graphs.set(key, (graph = this.build(Object.keys(tensors), Object.keys(scalars), tensors.p, flags)));
    const inputs: readonly Tensor[] = Object.values(tensors);
    const outputs = inputs.filter((x) => x !== tensors.g);
    evaluateInto(graph, inputs, Object.values(scalars), outputs);
  }

  private build(
    names: readonly string[],
    scalars: readonly string[],
    { dtype }: Tensor,
    flags: Flags,
  ): ExpressionGraph {
    const written = names.filter((name) => name !== 'g');
    const signature = {
      inputs: names.map(() => dtype),
      scalars: scalars.map(() => computeType[dtype]),
      outputs: written.map(() => dtype),
    };
    return buildExpression(signature, (loads, values) => {
      const results = this.formula(byName(names, loads), byName(scalars, values), flags) as Readonly<
        Record<string, Expr>
      >;
      return written.map((name) => results[name]!);
    });
  }
}

function byName<Name extends string>(names: readonly string[], values: readonly Expr[]): Record<Name, Expr> {
  return Object.fromEntries(names.map((name, i) => [name, values[i]!])) as Record<Name, Expr>;
}
