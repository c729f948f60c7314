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

/** Every element for itself, by the initializer's own code: writes the region of `context` to `out`, in row-major order of the region. */
export interface FilledDefinition<P, I = P> extends Declared<P, I> {
  fill(params: P, context: FillContext, out: Float32Array | Float64Array): void;
}

/** All elements together (an orthogonal matrix): the whole tensor in row-major order. A shard is cut out of it. */
export interface WholeDefinition<P, I = P> extends Declared<P, I> {
  whole(params: P, context: FillContext): Float32Array | Float64Array;
}

/** An initializer: parameters, the law that it claims, and how it makes the values. */
export type InitializerDefinition<P, I = P> = DrawnDefinition<P, I> | FilledDefinition<P, I> | WholeDefinition<P, I>;
