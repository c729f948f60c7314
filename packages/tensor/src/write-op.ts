import { gradNameOf, type Op, type Operand, run, type Saves, type VjpContext } from './op.js';
import { inPlace } from './in-place.js';
import type { Tensor } from './tensor.js';

export interface WriteDefinition<A> {
  readonly name: string;
  readonly gradName?: string;
  readonly saves: Saves;
  /** Writes over part of `target`, which holds the first operand's values. Whatever it refuses, it refuses before it writes. */
  readonly into: (target: Tensor, inputs: readonly Operand[], attributes: A) => void;
  readonly vjp: (context: VjpContext<A>) => readonly (Tensor | null)[];
}

type WriteInputs = readonly [Tensor, ...(readonly Operand[])];

/** @internal An operation that changes some elements of its first operand: on a copy, or in place. */
export interface WriteOp<A> {
  (inputs: WriteInputs, attributes: A): Tensor;
  inPlace(inputs: WriteInputs, attributes: A): Tensor;
}

/** @internal */
export function defineWrite<A>(definition: WriteDefinition<A>): WriteOp<A> {
  const op: Op<A> = {
    name: definition.name,
    gradName: definition.gradName ?? gradNameOf(definition.name),
    saves: definition.saves,
    forward: (inputs, attributes) => {
      const output = (inputs[0] as Tensor).detach().clone();
      definition.into(output, inputs, attributes);
      return output;
    },
    vjp: definition.vjp,
  };
  const overwrite = (inputs: WriteInputs, attributes: A): Tensor => {
    const target = inputs[0];
    const compute = {
      resultDType: () => target.dtype,
      resultShape: () => target.shape,
      into: (operands: readonly Operand[]): void => definition.into(target, operands, attributes),
    };
    return inPlace(op, compute, inputs, attributes);
  };
  return Object.assign((inputs: WriteInputs, attributes: A) => run(op, inputs, attributes), { inPlace: overwrite });
}
