import { checkShape, type DefaultLaw, type FanAxes, NnError, type ParamRole, type Shape } from '@nn/core';
import { kindOf } from '../target.js';

/** How many inputs an output depends on, and how many outputs depend on an input. */
export interface Fans {
  readonly in: number;
  readonly out: number;
}

/** What an initializer is told about the tensor that it is to fill: a parameter, or one block of a packed parameter. */
export interface TensorSpec {
  readonly shape: Shape;
  /** What is asked for; a 16-bit float is rounded from the float32 that `fill` writes. */
  readonly dtype: 'float32' | 'float64' | 'float16' | 'bfloat16';
  readonly role: ParamRole | null;
  readonly axes: FanAxes | null;
  readonly groups: number;
  /** From the axes that the module declares. `null` where it declares none. */
  readonly fans: Fans | null;
  /** The blocks of a packed parameter, where it is filled as a whole: equal parts along axis 0. */
  readonly blocks: readonly string[] | null;
  /** The parameter of the same module that this one is always added to, as far as the module declares it. */
  readonly addedTo: string | null;
  readonly depth: { readonly index: number; readonly total: number } | null;
  readonly activation: { readonly name: string; readonly param?: number } | null;
  readonly default: DefaultLaw | null;
  /** The shape of another parameter of the same module. */
  readonly sibling: (name: string) => Shape | null;
}

/** Refuses what tells nothing of a tensor. */
export function checkTensorSpec(op: string, spec: unknown): asserts spec is TensorSpec {
  const { shape, sibling } = (spec ?? {}) as Partial<Record<keyof TensorSpec, unknown>>;
  if (!Array.isArray(shape) || typeof sibling !== 'function') {
    throw new NnError('OPTION', `${op} expects what is known of a tensor, but got ${kindOf(spec)}`, {
      op,
      advice: 'Hand on the spec that accepts, claim and fill are called with.',
    });
  }
  checkShape(shape, op);
}
