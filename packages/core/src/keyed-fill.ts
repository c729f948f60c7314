import type { Backend } from './backend.js';
import type { View } from './view.js';

/**
 * The laws of keyed streams that a backend may draw by itself, and their parameters in order: low, high; mean, std; mean, std, a, b and which
 * of the 2^32 normals lie between those, the first one and how many; p.
 */
export type KeyedDrawLaw = 'uniform' | 'normal' | 'truncNormal' | 'bernoulli';

/** A stretch of a keyed stream as data. Element i of the stream depends on the key and on i alone. */
export interface KeyedDraw {
  readonly law: KeyedDrawLaw;
  readonly parameters: readonly number[];
  /** The stream's 128-bit name, as four 32-bit words. */
  readonly key: readonly [number, number, number, number];
}

/** How the elements of a span come about. */
export type KeyedFill =
  | { readonly kind: 'constant'; readonly value: number }
  /** Element i of the span is element i of the stream. `write` defines the bits: it fills `out` from element `first` of the span on. */
  | {
      readonly kind: 'draw';
      readonly draw: KeyedDraw;
      readonly write: (first: number, out: Float32Array | Float64Array) => void;
    }
  /**
   * The framework lends an array of exactly the span's length, so that nobody can write elsewhere. `computeOn` has the same bits written by a
   * backend's kernels, to a contiguous row of the span's length and the tensor's dtype, which `lend` makes; gives it back, or null where it has
   * no way for this backend.
   */
  | {
      readonly kind: 'values';
      readonly compute: (out: Float32Array | Float64Array) => void;
      readonly computeOn?: (backend: Backend, lend: () => View) => View | null;
    };

/** A run of a tensor's elements in row-major order. */
export interface KeyedSpan {
  /** Index of the first element. */
  readonly offset: number;
  readonly length: number;
  readonly fill: KeyedFill;
}
