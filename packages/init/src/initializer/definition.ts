import type { KernelTable, View } from '@nn/core';
import type { Schema } from '../schema/schema.js';
import type { Claim } from './claim.js';
import type { FillContext } from './fill-context.js';
import type { Initializer } from './initializer.js';
import type { TensorSpec } from './tensor-spec.js';

/**
 * What an initializer must be told to work; where the module does not declare it, a plan says so. `'whole'` asks for a packed parameter in one
 * piece, whatever the packing, and so does `'blocks'`.
 */
export type Need = 'fans' | 'blocks' | 'depth' | 'default' | 'whole';

/** Values that a backend may draw by itself. */
export type Draw =
  | { readonly law: 'constant'; readonly value: number }
  | { readonly law: 'uniform'; readonly low: number; readonly high: number }
  | { readonly law: 'normal'; readonly mean: number; readonly std: number }
  | { readonly law: 'truncNormal'; readonly mean: number; readonly std: number; readonly a: number; readonly b: number }
  | { readonly law: 'bernoulli'; readonly p: number };

interface Declared<P, I> {
  /** `@scope/package:name`; what JSON knows it by. */
  readonly name: string;
  /** A whole number from 1 on. Another one for every change of values. */
  readonly version: number;
  readonly description?: string;
  readonly parameters: Schema<P, I>;
  /** What must be known of the tensor. */
  readonly needs?: readonly Need[];
  /** The initializers that it is composed of: what they need, it needs too. */
  parts?(params: P): readonly Initializer[];
  /** Whether it can fill such a tensor; if not, why: `'only a matrix has a diagonal'`. */
  accepts?(params: P, spec: TensorSpec): true | string;
  /** What holds for the values. Pure: plans, documents and tests read it. */
  claim(params: P, spec: TensorSpec): Claim;
}

/** Every element for itself, by a law that the framework knows: the fastest way, and nothing else to write. */
export interface DrawnDefinition<P, I = P> extends Declared<P, I> {
  draw(params: P, spec: TensorSpec): Draw;
}

/** How a backend's kernels make the values of a whole tensor. */
interface OnBackend<P> {
  /**
   * Writes all elements to `out`: contiguous memory of the backend, of the shape and the dtype of `context.spec`, lent as an array is. What
   * `fill` or `whole` gives defines the bits; values that the dtype does not hold are not refused here. Where the tensor is random, draw by
   * `kernels.keyedRandom` with `context.stream.key.words`.
   *
   * @returns true where it has; false for what it does not do (a dtype, a kernel that is missing), and `fill` or `whole` is asked
   */
  kernel(params: P, context: FillContext, out: View, kernels: KernelTable): boolean;
}

/** The fast way of an initializer on one backend. */
export type BackendKernel<P> = OnBackend<P>['kernel'];

/** What makes its values by code of its own. */
interface Computed<P, I> extends Declared<P, I> {
  /**
   * Faster ways, by the name of the backend that a tensor is on. Parts of tensors, bare arrays and other initializers that are composed of this
   * one take the portable way, and nothing runs before a tensor is filled.
   *
   * @example
   * import { empty, init } from '@nn/nn';
   *
   * const diagonal = init.defineInitializer({
   *   name: 'example:diagonal',
   *   version: 1,
   *   parameters: init.object({ value: init.number() }),
   *   accepts: (_, { shape }) => shape.length === 2 || 'only a matrix has a diagonal',
   *   claim: ({ value }) => ({
   *     marginal: [],
   *     dependence: 'deterministic',
   *     invariants: [{ invariant: 'exact', value: ([row, column]) => (row === column ? value : 0) }],
   *   }),
   *   fill: ({ value }, { forEach }, out) =>
   *     forEach((position, [row, column]) => (out[position] = row === column ? value : 0)),
   *   kernels: {
   *     cpu({ value }, { spec }, out, { fill }) {
   *       const [rows, columns] = spec.shape as [number, number];
   *       fill([], { value: 0 }, [out]);
   *       fill([], { value }, [{ ...out, shape: [Math.min(rows, columns)], strides: [columns + 1] }]);
   *       return true;
   *     },
   *   },
   * });
   * init.fill_(empty([2, 3]), diagonal({ value: 5 })).toArraySync(); // [[5, 0, 0], [0, 5, 0]]
   */
  readonly kernels?: Readonly<Record<string, BackendKernel<P>>>;
}

/** Every element for itself, by the initializer's own code: writes the region of `context` to `out`, in row-major order of the region. */
export interface FilledDefinition<P, I = P> extends Computed<P, I> {
  fill(params: P, context: FillContext, out: Float32Array | Float64Array): void;
}

/** All elements together (an orthogonal matrix): the whole tensor in row-major order. A shard is cut out of it. */
export interface WholeDefinition<P, I = P> extends Computed<P, I> {
  whole(params: P, context: FillContext): Float32Array | Float64Array;
}

/** An initializer: parameters, the law that it claims, and how it makes the values. */
export type InitializerDefinition<P, I = P> = DrawnDefinition<P, I> | FilledDefinition<P, I> | WholeDefinition<P, I>;
