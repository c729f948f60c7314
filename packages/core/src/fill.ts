import type { DType, Scalar } from './dtype.js';
import type { KernelTable } from './kernels.js';
import type { KeyedSpan } from './keyed-fill.js';
import type { Origin } from './origin.js';
import type { RandomSource } from './random-source.js';
import type { Shape } from './shape.js';
import type { View } from './view.js';

/** The laws that a backend may draw by itself, and their parameters in order: low, high; mean, std; mean, std, a, b; p. */
export type DrawLaw = 'uniform' | 'normal' | 'truncNormal' | 'bernoulli';

/** What a shape has turned a law into: what every kind of target knows how to carry out. */
export type Fill =
  | { readonly kind: 'constant'; readonly value: Scalar }
  /** Independent draws in memory order. `reference` defines the bits; `contiguous` matters to PyTorch's normals. */
  | {
      readonly kind: 'draw';
      readonly law: DrawLaw;
      readonly parameters: readonly number[];
      readonly reference: (out: Float32Array | Float64Array, source: RandomSource, contiguous: boolean) => void;
    }
  /**
   * Laws of a whole tensor (orthogonal, sparse, eye …): the values in row-major order of the shape, float32 or float64. `computeOn` fills a
   * contiguous float32 view by kernels that not every backend has, within rounding; false, with nothing drawn, where they are missing.
   */
  | {
      readonly kind: 'values';
      readonly compute: (source: RandomSource) => Float32Array | Float64Array;
      readonly computeOn?: (kernels: KernelTable, out: View, source: RandomSource) => boolean;
    };

/** An initialization rule: parameters and a shape in, a fill out. Pure: nothing is drawn here, so refusing costs nothing. */
export interface FillLaw<Parameters = unknown> {
  /** PyTorch's name, in camelCase: `kaimingUniform_`. */
  readonly name: string;
  /** Refuses parameters that no shape could make right. Runs when the call is made, also on a parameter that has no shape yet. */
  readonly check: (parameters: Parameters) => void;
  /** Refuses shapes and dtypes that the law is not for. */
  readonly resolve: (parameters: Parameters, shape: Shape, dtype: DType) => Fill;
}

/** An initialization as data, from PyTorch's sequential stream: which law, with what, and what to draw from. Always of a whole tensor. */
export interface SequentialRequest<Parameters = unknown> {
  readonly kind: 'sequential';
  readonly law: FillLaw<Parameters>;
  readonly parameters: Parameters;
  readonly source: RandomSource;
}

/** An initialization as data, from keyed streams: the values depend on the key and the place of an element, on nothing that was drawn before. */
export interface KeyedRequest {
  readonly kind: 'keyed';
  readonly origin: Origin;
  /**
   * What fills a tensor of this shape; a later span wins over an earlier one. Refuses shapes and dtypes; pure.
   *
   * @param sibling the shapes of the other parameters of the module, for a copy of the module that the request was made for
   */
  resolve(shape: Shape, dtype: DType, sibling?: (name: string) => Shape | null): readonly KeyedSpan[];
}

/**
 * An initialization as data. Handed to a target through `fillTarget`, so that a tensor, a parameter without a shape and a bare array
 * answer each in its own way.
 */
export type FillRequest = SequentialRequest | KeyedRequest;

/** The method by which a value takes a `FillRequest`. */
export const fillTarget: unique symbol = Symbol.for('@nn/fillTarget') as typeof fillTarget;

/** What can be initialized. Filling bypasses the tape and counts as one write; a refused request changes nothing, the stream included. */
export interface FillTarget {
  [fillTarget](request: FillRequest): void;
}

/** Who filled a storage, with what, and when. */
export interface Provenance {
  /** PyTorch's name of the call (`xavierUniform_`), the initializer's name (`@nn/init:normal`), or what else put values there. */
  readonly law: string;
  readonly parameters: unknown;
  /** A layer's own default, or somebody's call. */
  readonly byDefault: boolean;
  /** The storage's version right after; a higher one now means that something has written since. */
  readonly version: number;
  /** Where a keyed initialization came from: enough to make the values again. */
  readonly origin: Origin | null;
}

/** What a request leaves on the storage that it has filled. */
export function provenanceOf(request: FillRequest, version: number): Provenance {
  const { law, parameters, origin } =
    request.kind === 'keyed'
      ? { law: request.origin.use, parameters: request.origin.params, origin: request.origin }
      : { law: request.law.name, parameters: request.parameters, origin: null };
  return { law, parameters, byDefault: inDefaultInitialization(), version, origin };
}

let byDefault = false;

/** Runs `fn` as a layer's own default initialization, so that a user's call is told apart from it. */
export function withDefaultInitialization<T>(fn: () => T): T {
  return within(true, fn);
}

/** Runs `fn` as a user's initialization, also inside a layer's default: a remembered call at the time it is obeyed. */
export function withUserInitialization<T>(fn: () => T): T {
  return within(false, fn);
}

/** True while a layer runs its own default. */
export function inDefaultInitialization(): boolean {
  return byDefault;
}

function within<T>(mode: boolean, fn: () => T): T {
  const before = byDefault;
  byDefault = mode;
  try {
    return fn();
  } finally {
    byDefault = before;
  }
}
