import type { DType } from '../dtype.js';
import type { ReduceKind } from '../reduce-kind.js';
import type { NamedFunction } from './expr.js';
import type { ExprOp, ExprType } from './types.js';

/** One operation on values computed before. */
export interface GraphNode {
  readonly op: ExprOp;
  /** The type of its value. */
  readonly type: ExprType;
  /** Positions of its operands in `nodes`, each before this one. */
  readonly args: readonly number[];
  /** load: which input; scalar: which run-time parameter. */
  readonly index?: number;
  /** const: the value. */
  readonly value?: number | bigint | boolean;
  /** call: the function. */
  readonly fn?: NamedFunction;
}

/**
 * An elementwise computation as data: read by the JavaScript reader, emitted as Wasm, printed as WGSL or as text.
 * Every float32 node rounds to float32, so the bits do not depend on who reads it.
 */
export interface ExpressionGraph {
  readonly nodes: readonly GraphNode[];
  /** The dtype of every input as stored. */
  readonly inputs: readonly DType[];
  /** The type of every run-time parameter: a learning rate changes without a new graph. */
  readonly scalars: readonly ExprType[];
  readonly outputs: readonly { readonly node: number; readonly dtype: DType }[];
  /** At most one: folds every output over these axes, which it keeps as size 1. */
  readonly reduction: { readonly kind: ReduceKind; readonly axes: readonly number[] } | null;
  /** Equal keys, equal graphs: what caches go by. */
  readonly key: string;
}
